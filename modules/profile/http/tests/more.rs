//! Settings, search, options, photos that are uploaded, entity tags, other paths.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod front;

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use actix_web::http::Method;
use front::{ANN, BEN, Body, FILE, Front, VERSION, id};
use kernel::{Cell, Picture};
use profile_contract::{
    Change, LookingFor, Orientation, ProfileDraft, Prompt, PromptQuestion, Seeking, UpdateProfile, UpdateSettings,
};
use profile_http::Options;
use serde_json::{Value, json};
use validator::Validate as _;

const FORM: &str = "multipart/form-data; boundary=b";

#[actix_web::test]
async fn settings_are_read_and_changed_in_parts() {
    let front = Front::new();
    let (status, _, body) = front.call(Method::GET, "/profiles/me/settings", None).await;
    assert_eq!(
        (status.as_u16(), &body["is_visible"], &body["allow_messages_from"]),
        (200, &json!(true), &json!("requests"))
    );
    assert_eq!(body["notifications"]["kinds"].as_object().unwrap().len(), 10);
    let change = json!({"incognito": true, "notifications": {"kinds": {"new_like": {"email": true}}}, "unknown": 1});
    assert_eq!(front.call(Method::PUT, "/profiles/me/settings", Some(change)).await.0, 200);
    let asked: UpdateSettings = serde_json::from_value(front.asked.take().unwrap()).unwrap();
    assert_eq!((asked.changes.incognito, asked.changes.paused), (Change::Set(true), Change::Keep));
    for strange in [
        json!({"incognito": "yes"}),
        json!({"allow_messages_from": "everybody"}),
        json!({"notifications": {"kinds": {"rain": {"push": true}}}}),
        json!({"interface": {"theme": "pink"}}),
        json!({"notifications": {"quiet_hours": {"from": "22:00"}}}),
    ] {
        let refused = front.refused(Method::PUT, "/profiles/me/settings", Some(strange.clone())).await;
        assert_eq!(refused.0, 422, "{strange}");
    }
}

#[actix_web::test]
async fn progress_and_verification_reach_the_module() {
    let front = Front::new();
    let steps = json!({"step": null, "completed_steps": ["name"], "completed": 3});
    let (status, _, body) = front.call(Method::PATCH, "/profiles/progress", Some(steps)).await;
    assert_eq!((status.as_u16(), &body["completeness"], &body["step"]), (200, &json!(20), &Value::Null));
    assert_eq!(front.asked.take().unwrap(), json!({"step": null, "completed_steps": ["name"]}));
    assert_eq!(front.call(Method::PATCH, "/profiles/progress", Some(json!({}))).await.0, 200);
    assert_eq!(front.asked.take().unwrap(), json!({"completed_steps": []}), "absent is not null");
    let cheat = front.refused(Method::PATCH, "/profiles/progress", Some(json!({"completeness": 100}))).await;
    assert_eq!(cheat.0, 422);
    let (status, _, body) = front.call(Method::POST, "/profiles/me/verification", Some(json!({"file_id": FILE}))).await;
    assert_eq!((status.as_u16(), &body["state"]), (202, &json!("pending")));
    assert_eq!(front.asked.take().unwrap(), json!({"file": FILE}));
}

#[actix_web::test]
async fn people_are_searched_and_read_together() {
    let front = Front::new();
    let (status, _, body) = front.call(Method::GET, "/users/search?q=%20Be%25&limit=500&cursor=x", None).await;
    assert_eq!((status.as_u16(), &body["count"], &body["next_cursor"]), (200, &json!(1), &json!("more")));
    assert_eq!((&body["users"][0]["id"], &body["users"][0]["username"]), (&json!(BEN), &json!("ben")));
    assert_eq!(front.asked.take().unwrap(), json!({"text": " Be%", "limit": 20, "cursor": "x"}));
    assert_eq!(front.call(Method::GET, "/users/search", None).await.0, 200, "what is too short is the module's word");
    front.asked.take();

    let ids = format!("{BEN},%20{ANN},{BEN},");
    for (path, list) in [("/profiles", "profiles"), ("/users", "users")] {
        let (status, _, body) = front.call(Method::GET, &format!("{path}?ids={ids}"), None).await;
        assert_eq!((status.as_u16(), &body["count"], &body["next_cursor"]), (200, &json!(1), &Value::Null), "{path}");
        assert_eq!(body[list][0]["user_id"], json!(BEN));
        assert_eq!(front.asked.take().unwrap(), json!({"users": [BEN, ANN]}), "each once");
        let many: Vec<_> = (0..51).map(|n| format!("0199a3c4-5b6e-7f10-8a2b-0000000001{n:02}")).collect();
        let refused = front.refused(Method::GET, &format!("{path}?ids={}", many.join(",")), None).await;
        assert_eq!(refused, (422, "validation_failed".into()));
        for odd in ["?ids=7", "", "?ids=me"] {
            assert_eq!(front.refused(Method::GET, &format!("{path}{odd}"), None).await.0, 400, "{odd}");
        }
    }
}

#[actix_web::test]
async fn places_are_found_and_chosen() {
    let front = Front::new();
    let (status, headers, body) = front.send(Method::GET, "/profiles/places?q=berli&limit=3", &[], None).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status.as_u16(), &body["places"][0]["id"]), (200, &json!("berlin-de")));
    assert!(body["places"][0].get("latitude").is_none());
    assert_eq!(headers.get("cache-control").unwrap(), "public, max-age=3600");
    assert_eq!(front.refused(Method::GET, "/profiles/places?q=", None).await.0, 422);

    let body = json!({"place": "berlin-de", "bio": "x"});
    assert_eq!(front.call(Method::PUT, "/profiles/me", Some(body)).await.0, 200);
    let asked: UpdateProfile = serde_json::from_value(front.asked.take().unwrap()).unwrap();
    assert_eq!(asked.place.unwrap().city, "Berlin");
    let near = asked.cell.unwrap().distance_km(Cell::at(52.52, 13.405).unwrap());
    assert!(near < 10.0, "{near}");
    assert_eq!(front.call(Method::PUT, "/profiles/me/location", Some(json!({"place": "berlin-de"}))).await.0, 200);
    assert_eq!(front.asked.take().unwrap()["place"]["country"], "Germany");

    for (city, expected) in
        [(json!(null), (json!("Berlin"), json!("Germany"))), (json!("Potsdam"), (json!("Potsdam"), json!(null)))]
    {
        let new =
            json!({"name": "Ann", "birth_date": "1996-05-10", "gender": "female", "place": "berlin-de", "city": city});
        assert_eq!(front.call(Method::POST, "/profiles", Some(new)).await.0, 201);
        let profile = front.asked.take().unwrap()["profile"].take();
        assert_eq!((profile["city"].clone(), profile["country"].clone()), expected);
    }
}

#[actix_web::test]
async fn orientations_are_words_for_whom_somebody_wants_to_meet() {
    let front = Front::new();
    let new = json!({"name": "Ann", "birth_date": "1996-05-10", "gender": "female", "looking_for": "lesbian"});
    assert_eq!(front.call(Method::POST, "/profiles", Some(new)).await.0, 201);
    let draft: ProfileDraft = serde_json::from_value(front.asked.take().unwrap()["profile"].take()).unwrap();
    assert_eq!(draft.wanted(), LookingFor::Female);
    assert_eq!(front.call(Method::PATCH, "/profiles/me", Some(json!({"orientation": "gay"}))).await.0, 200);
    let asked: UpdateProfile = serde_json::from_value(front.asked.take().unwrap()).unwrap();
    assert_eq!((asked.changes.orientation, asked.changes.looking_for), (Change::Set(Orientation::Gay), Change::Keep));
    let open = json!({"looking_for": "any"});
    assert_eq!(front.call(Method::PATCH, "/profiles/me", Some(open)).await.0, 200);
    let asked: UpdateProfile = serde_json::from_value(front.asked.take().unwrap()).unwrap();
    assert_eq!(asked.changes.looking_for, Change::Set(Seeking::Gender(LookingFor::Any)));
}

#[actix_web::test]
async fn a_photo_comes_as_a_file_of_the_callers_or_is_sent_along() {
    let front = Front::new();
    let form = || Some(Body::Bytes(FORM, b"--b and so on".to_vec()));
    let add = async |body| {
        let (status, headers, bytes) = front.send(Method::POST, "/profiles/me/photos", &[], body).await;
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        (status.as_u16(), headers.contains_key("location"), body["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(add(form()).await, (201, true, String::new()));
    assert_eq!(front.asked.take().unwrap(), json!({"file": FILE, "position": null}));
    assert_eq!(*front.asked.stored.lock().unwrap(), b"--b and so on");
    assert_eq!(add(Some(Body::Bytes(FORM, Vec::new()))).await, (400, false, "no_file".into()));
    assert_eq!(
        add(Some(Body::Bytes("text/plain", b"x".to_vec()))).await,
        (415, false, "unsupported_content_type".into())
    );
    assert_eq!(
        add(Some(Body::Json(json!({"file_id": FILE, "user_id": BEN})))).await,
        (403, false, "actor_mismatch".into())
    );

    front.asked.stored.lock().unwrap().clear();
    let picture = |n: u16| Picture {
        file_id: format!("0199a3c4-5b6e-7f10-8a2b-00000000010{n}").parse().unwrap(),
        url: String::new(),
        width: 1,
        height: 1,
        blurhash: String::new(),
        variants: vec![],
    };
    *front.asked.photos.lock().unwrap() = (0..6).map(picture).collect();
    assert_eq!(add(form()).await, (409, false, "too_many_photos".into()));
    front.asked.photos.lock().unwrap().clear();
    front.asked.nobody.store(true, Ordering::Relaxed);
    assert_eq!(add(form()).await, (404, false, "no_profile".into()));
    let foreign = format!("/profiles/{BEN}/photos");
    let (status, ..) = front.send(Method::POST, &foreign, &[], form()).await;
    assert_eq!(status.as_u16(), 403);
    assert_eq!((front.asked.take(), front.asked.stored.lock().unwrap().len()), (None, 0), "nothing was stored");
}

#[actix_web::test]
async fn profiles_are_sent_once_and_changed_only_as_they_were_read() {
    let front = Front::new();
    for path in ["/profiles/me".to_owned(), format!("/profiles/{BEN}")] {
        let (status, headers, _) = front.send(Method::GET, &path, &[], None).await;
        let tag = headers.get("etag").unwrap().to_str().unwrap().to_owned();
        assert_eq!((status.as_u16(), headers.get("cache-control").unwrap().to_str().unwrap()), (200, "no-store"));
        let (status, _, body) = front.send(Method::GET, &path, &[("if-none-match", &tag)], None).await;
        assert_eq!((status.as_u16(), body.len()), (304, 0), "{path}");
        assert_eq!(tag.starts_with(&format!("\"{VERSION}.")), path.ends_with("me"), "{tag}");
    }
    let change = |tag: &str| {
        let tag = tag.to_owned();
        let front = &front;
        async move {
            let body = Some(Body::Json(json!({"bio": "x"})));
            let (status, _, body) = front.send(Method::PATCH, "/profiles/me", &[("if-match", &tag)], body).await;
            let body: Value = serde_json::from_slice(&body).unwrap();
            (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
        }
    };
    let (_, headers, _) = front.send(Method::GET, "/profiles/me", &[], None).await;
    let tag = headers.get("etag").unwrap().to_str().unwrap();
    assert_eq!(change(tag).await.0, 200);
    assert_eq!(change(&format!("\"{VERSION}.links-signed-anew\"")).await.0, 200, "links are no change");
    assert_eq!(change("*").await.0, 200);
    assert_eq!(change("\"1.abc\"").await, (412, "profile_changed".into()));
}

#[actix_web::test]
async fn options_hold_the_whole_vocabulary_and_are_cached() {
    let front = Front::new();
    let (status, headers, body) = front.send(Method::GET, "/profiles/options", &[], None).await;
    assert_eq!(
        (status.as_u16(), headers.get("cache-control").unwrap().to_str().unwrap()),
        (200, "public, max-age=3600")
    );
    let tag = headers.get("etag").unwrap().to_str().unwrap();
    assert_eq!(front.send(Method::GET, "/profiles/options", &[("if-none-match", tag)], None).await.0, 304);
    let body: Value = serde_json::from_slice(&body).unwrap();
    let words = |name: &str| {
        body[name].as_array().unwrap().iter().map(|word| word["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words("gender"), ["male", "female", "other"]);
    assert_eq!((words("goal").len(), words("prompts").len()), (7, PromptQuestion::ALL.len()));
    assert_eq!(words("prompts").into_iter().collect::<HashSet<_>>().len(), 24);
    let gay = body["orientation"].as_array().unwrap().iter().find(|word| word["value"] == "gay").unwrap();
    assert_eq!((&gay["male"], &gay["female"], &gay["other"]), (&json!("male"), &json!("female"), &json!("any")));
    assert!(body["groups"].as_array().unwrap().iter().all(|group| !group["fields"].as_array().unwrap().is_empty()));
}

/// A draft with one field at some length or value.
fn draft(field: &str, of: &str, n: u32) -> Option<ProfileDraft> {
    let mut draft = json!({"name": "Ann", "birth_date": "1996-05-10", "gender": "female"});
    draft[field] = match (field, of) {
        ("age" | "photos" | "q", _) | (_, "entry_characters") => return None,
        ("goal", _) => json!(vec!["dating"; n as usize]),
        ("prompts", _) => {
            let prompt = Prompt { question: PromptQuestion::ProudOf, answer: "x".into() };
            json!(vec![prompt; n as usize])
        }
        (_, "entries") => json!(vec!["x"; n as usize]),
        (_, "characters") => json!("é".repeat(n as usize)),
        _ => json!(n),
    };
    Some(serde_json::from_value(draft).unwrap())
}

#[test]
fn the_limits_that_options_name_are_those_of_the_contract() {
    let options = Options::all();
    let mut checked = 0;
    for (field, of, min, max) in options.limits() {
        let (Some(least), Some(most), Some(more)) =
            (draft(field, of, min), draft(field, of, max), draft(field, of, max + 1))
        else {
            continue;
        };
        assert!(least.validate().is_ok() && most.validate().is_ok(), "{field} {of}");
        assert!(more.validate().is_err(), "{field} {of} {max}");
        if min > 0 {
            assert!(draft(field, of, min - 1).unwrap().validate().is_err(), "{field} {of} {min}");
        }
        checked += 1;
    }
    assert_eq!(checked, 13);
}

#[actix_web::test]
async fn other_paths_to_blocks_do_the_same() {
    let front = Front::new();
    let blocked = json!({"user_id": BEN, "blocked": true});
    let new = Some(json!({"user_id": BEN}));
    let alias = format!("/discovery/block/{BEN}");
    for (path, body) in [("/safety/blocks", new.clone()), ("/chat/blocks", new), (&*alias, None)] {
        let (status, location, answer) = front.call(Method::POST, path, body).await;
        assert_eq!((status.as_u16(), location, answer), (201, Some(format!("/safety/blocks/{BEN}")), blocked.clone()));
        assert_eq!(front.asked.take().unwrap(), json!({"user": BEN}), "{path}");
    }
    for path in [format!("/safety/blocks/{BEN}"), format!("/chat/blocks/{BEN}"), alias] {
        assert_eq!(front.call(Method::DELETE, &path, None).await.0, 204, "{path}");
        assert_eq!(front.asked.take().unwrap(), json!({"user": id(BEN)}));
    }
    let lists =
        [front.call(Method::GET, "/safety/blocks", None).await, front.call(Method::GET, "/chat/blocks", None).await];
    assert_eq!(lists[0], lists[1]);
}

#[actix_web::test]
async fn numbers_beyond_all_bounds_are_out_of_range_and_not_malformed() {
    let front = Front::new();
    let body = br#"{"latitude": 1e999, "longitude": 2}"#.to_vec();
    let kind = "application/json";
    let (status, _, body) = front.send(Method::PUT, "/profiles/me/location", &[], Some(Body::Bytes(kind, body))).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status.as_u16(), &body["code"]), (422, &json!("validation_failed")));
    let broken = br#"{"latitude": 1e, "longitude": 2}"#.to_vec();
    let (status, ..) = front.send(Method::PUT, "/profiles/me/location", &[], Some(Body::Bytes(kind, broken))).await;
    assert_eq!(status.as_u16(), 400);
}
