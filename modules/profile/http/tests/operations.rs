//! The operations: who may call them, what they take, what they answer.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[expect(dead_code, reason = "these operations take JSON")]
mod front;

use actix_web::http::Method;
use actix_web::test;
use edge::testing::{KnownTokens, app};
use front::{ANN, BEN, FILE, Front};
use kernel::Cell;
use profile_contract::{Change, Goal, UpdateProfile};
use serde_json::{Value, json};

fn new_profile() -> Value {
    json!({"name": "Ann", "birth_date": "1996-05-10", "gender": "female", "goal": "dating", "unknown": 1})
}

#[actix_web::test]
async fn a_new_profile_needs_little_and_its_place_becomes_a_cell() {
    let front = Front::new();
    let mut body = new_profile();
    body["latitude"] = json!(52.52);
    body["longitude"] = json!(13.405);
    let (status, location, answer) = front.call(Method::POST, "/profiles", Some(body)).await;
    assert_eq!(status, 201);
    assert_eq!(location, Some(format!("/profiles/{ANN}")));
    assert_eq!(answer, json!({"user_id": ANN, "name": "Ann", "created": true}));
    let asked = front.asked.take().unwrap();
    assert_eq!(asked["cell"], serde_json::to_value(Cell::at(52.52, 13.405).unwrap()).unwrap());
    assert_eq!(asked["profile"]["goal"], json!([Goal::Dating]));
    assert_eq!((&asked["profile"]["interests"], &asked["profile"]["looking_for"]), (&json!([]), &json!("any")));
    assert!(!asked.to_string().contains("52.5"), "coordinates end at the edge");
}

#[actix_web::test]
async fn a_bad_new_profile_does_not_reach_the_module() {
    let front = Front::new();
    let with = |field: &str, value: Value| {
        let mut body = new_profile();
        body[field] = value;
        Some(body)
    };
    for body in [
        with("latitude", json!(52.0)),
        with("place", json!("atlantis")),
        with("prompts", json!([{"question": "shoe_size", "answer": "42"}])),
        with("looking_for", json!("robots")),
        with("longitude", json!(13.0)),
        with("is_verified", json!(true)),
        with("gender", json!("robot")),
        with("birth_date", json!("1996-02-30")),
        Some(json!({})),
    ] {
        let refused = front.refused(Method::POST, "/profiles", body.clone()).await;
        assert_eq!(refused.0, 422, "{body:?}: {refused:?}");
    }
    let foreign = front.refused(Method::POST, "/profiles", with("user_id", json!(BEN))).await;
    assert_eq!(foreign, (403, "actor_mismatch".into()));
}

#[actix_web::test]
async fn ones_own_profile_is_the_private_view_and_others_are_public() {
    let front = Front::new();
    for path in ["/profiles/me".to_owned(), format!("/profiles/{ANN}")] {
        let (status, _, body) = front.call(Method::GET, &path, None).await;
        assert_eq!((status.as_u16(), &body["birth_date"], &body["name"]), (200, &json!("1996-05-10"), &json!("Ann")));
    }
    let (_, _, body) = front.call(Method::GET, &format!("/profiles/{BEN}"), None).await;
    assert_eq!((&body["name"], body.get("birth_date"), body.get("looking_for")), (&json!("Ben"), None, None));
    let nobody = "/profiles/0199a3c4-5b6e-7f10-8a2b-000000000009";
    assert_eq!(front.refused(Method::GET, nobody, None).await, (404, "profile_not_found".into()));
    for odd in ["/profiles/7", "/profiles/%00", "/profiles/me%20"] {
        assert_eq!(front.refused(Method::GET, odd, None).await.0, 404, "{odd}");
    }
}

#[actix_web::test]
async fn a_change_merges_and_null_clears() {
    let front = Front::new();
    for method in [Method::PUT, Method::PATCH] {
        let body = json!({"bio": null, "goal": ["casual"], "height_cm": 180, "latitude": 1.0, "longitude": 2.0});
        let (status, ..) = front.call(method, "/profiles/me", Some(body)).await;
        assert_eq!(status, 200);
        let asked: UpdateProfile = serde_json::from_value(front.asked.take().unwrap()).unwrap();
        assert_eq!((&asked.changes.bio, &asked.changes.name), (&Change::Clear, &Change::Keep));
        assert_eq!(asked.changes.goal, Change::Set(vec![Goal::Casual]));
        assert_eq!(asked.cell, Cell::at(1.0, 2.0));
    }
    let (status, ..) =
        front.call(Method::PUT, "/profiles/me/location", Some(json!({"latitude": 1, "longitude": 2}))).await;
    assert_eq!((status.as_u16(), front.asked.take().is_some()), (200, true));
    for nowhere in [
        json!({"latitude": 91, "longitude": 2}),
        json!({"latitude": 1}),
        json!({}),
        json!({"place": "atlantis"}),
        json!({"place": "berlin-de", "latitude": 1, "longitude": 2}),
        json!({"latitude": null, "longitude": null}),
        json!({"latitude": "1", "longitude": "2"}),
    ] {
        let refused = front.refused(Method::PUT, "/profiles/me/location", Some(nowhere.clone())).await;
        assert_eq!(refused, (422, "validation_failed".into()), "{nowhere}");
    }
}

#[actix_web::test]
async fn somebody_elses_profile_cannot_be_changed() {
    let front = Front::new();
    let ben = format!("/profiles/{BEN}");
    let (photos, one) = (format!("{ben}/photos"), format!("{ben}/photos/{FILE}"));
    for (method, path, body) in [
        (Method::PUT, &ben, Some(json!({"bio": "x"}))),
        (Method::PATCH, &ben, Some(json!({"bio": "x"}))),
        (Method::DELETE, &ben, None),
        (Method::POST, &photos, Some(json!({"file_id": FILE}))),
        (Method::PUT, &photos, Some(json!({"file_ids": [FILE]}))),
        (Method::DELETE, &one, None),
    ] {
        assert_eq!(front.refused(method.clone(), path, body).await, (403, "not_yours".into()), "{method} {path}");
    }
    assert_eq!(front.call(Method::DELETE, "/profiles/me", None).await.0, 204);
}

#[actix_web::test]
async fn photos_are_added_ordered_and_removed() {
    let front = Front::new();
    let add = json!({"file_id": FILE, "position": 0});
    let (status, location, body) = front.call(Method::POST, "/profiles/me/photos", Some(add)).await;
    assert_eq!((status.as_u16(), location), (201, Some(format!("/profiles/{ANN}/photos"))));
    assert_eq!((&body["count"], &body["next_cursor"]), (&json!(1), &Value::Null));
    assert_eq!(front.asked.take().unwrap(), json!({"file": FILE, "position": 0}));
    let order = Some(json!({"file_ids": [FILE]}));
    assert_eq!(front.call(Method::PUT, "/profiles/me/photos", order).await.0, 200);
    assert_eq!(front.asked.take().unwrap(), json!({"files": [FILE]}));
    assert_eq!(front.call(Method::DELETE, &format!("/profiles/me/photos/{FILE}"), None).await.0, 204);
    assert_eq!(front.asked.take().unwrap(), json!({"file": FILE}));
}

#[actix_web::test]
async fn a_block_names_somebody_else() {
    let front = Front::new();
    let (status, location, body) = front.call(Method::POST, "/safety/blocks", Some(json!({"user_id": BEN}))).await;
    assert_eq!((status.as_u16(), location), (201, Some(format!("/safety/blocks/{BEN}"))));
    assert_eq!((body, front.asked.take()), (json!({"user_id": BEN, "blocked": true}), Some(json!({"user": BEN}))));
    let (_, _, list) = front.call(Method::GET, "/safety/blocks?limit=5", None).await;
    assert_eq!((&list["blocks"][0]["user_id"], &list["next_cursor"]), (&json!(BEN), &json!("more")));
    assert_eq!(front.call(Method::DELETE, &format!("/safety/blocks/{BEN}"), None).await.0, 204);
    assert_eq!(front.asked.take(), Some(json!({"user": BEN})));
    assert_eq!(front.refused(Method::GET, "/safety/blocks?cursor=x", None).await, (503, "unavailable".into()));
}

#[actix_web::test]
async fn nobody_gets_in_without_a_token() {
    let front = Front::new();
    let service = test::init_service(app(&front.routes, KnownTokens::default())).await;
    for (method, path) in front.routes.list() {
        let path = path.replace("{user_id}", ANN).replace("{file_id}", FILE);
        let query = if path == "/profiles/places" { "?q=ber" } else { "" };
        let public = matches!(path.as_str(), "/profiles/options" | "/profiles/places");
        for token in [None, Some("Bearer broken")] {
            let mut request = test::TestRequest::with_uri(&[path.as_str(), query].concat()).method(method.clone());
            if let Some(token) = token {
                request = request.insert_header(("Authorization", token));
            }
            let response = test::call_service(&service, request.to_request()).await;
            let expected = if public { 200 } else { 401 };
            assert_eq!(response.status(), expected, "{method} {path} {token:?}");
        }
    }
}

#[actix_web::test]
async fn the_document_names_both_views_and_every_reference_leads_somewhere() {
    let front = Front::new();
    let document = serde_json::to_value(edge::document::document("1", "test", [&front.routes])).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas["Profile"]["anyOf"].as_array().unwrap().len(), 2);
    assert_eq!(schemas["ProfileChanges"]["properties"]["bio"].get("default"), None, "absent is not null");
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is not in the document");
    }
}
