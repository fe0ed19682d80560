//! Statuses, headers and bodies of the operations.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use common::{here, serve, tokens};
use edge::testing::app;
use realtime::RealtimeSettings;
use serde_json::{Value, json};
use testkit::user;

struct Answer {
    status: u16,
    location: Option<String>,
    body: Value,
}

async fn ask(method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
    let service = init_service(app(&serve(RealtimeSettings::default()).0, tokens())).await;
    let mut request = TestRequest::default().method(method).uri(path);
    if let Some(token) = token {
        request = request.insert_header(("authorization", format!("Bearer {token}")));
    }
    if let Some(body) = body {
        request = request.set_json(body);
    }
    let response = call_service(&service, request.to_request()).await;
    let status = response.status().as_u16();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    let bytes = read_body(response).await;
    Answer { status, location, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

async fn get(path: &str) -> Answer {
    ask(Method::GET, path, Some("alice"), None).await
}

#[actix_web::test]
async fn conversations_are_a_list_with_a_cursor() {
    let answer = get("/chat/conversations?unread_only=true&limit=500&cursor=abc").await;
    assert_eq!(answer.status, 200);
    assert_eq!((&answer.body["count"], &answer.body["next_cursor"]), (&json!(1), &json!("abc")));
    let row = &answer.body["conversations"][0];
    assert_eq!((&row["kind"], &row["unread_count"], &row["closed"]), (&json!("direct"), &json!(1), &json!(false)));

    assert_eq!(get(&format!("/chat/conversations/{}", here())).await.status, 200);
    let missing = get(&format!("/chat/conversations/{}", user(1))).await;
    assert_eq!((missing.status, &missing.body["code"]), (404, &json!("conversation_not_found")));
    assert_eq!(get("/chat/conversations/odd-id").await.status, 404);
}

#[actix_web::test]
async fn messages_page_on_in_the_direction_asked_for() {
    let seqs = |body: &Value| -> Vec<i64> {
        body["messages"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()).collect()
    };
    for path in [format!("/chat/messages/{}", here()), format!("/chat/conversations/{}/messages", here())] {
        let newest = get(&format!("{path}?limit=4")).await.body;
        assert_eq!((seqs(&newest), &newest["count"]), (vec![7, 8, 9, 10], &json!(4)));
        let cursor = newest["next_cursor"].as_str().unwrap();
        let older = get(&format!("{path}?limit=4&cursor={cursor}")).await.body;
        assert_eq!(seqs(&older), [3, 4, 5, 6]);

        let missed = get(&format!("{path}?limit=4&after=2")).await.body;
        assert_eq!(seqs(&missed), [3, 4, 5, 6]);
        let cursor = missed["next_cursor"].as_str().unwrap();
        let rest = get(&format!("{path}?limit=4&cursor={cursor}")).await.body;
        assert_eq!((seqs(&rest), &rest["next_cursor"]), (vec![7, 8, 9, 10], &Value::Null));
        let bad = get(&format!("{path}?cursor=nonsense")).await;
        assert_eq!((bad.status, &bad.body["code"]), (400, &json!("bad_cursor")));
    }
}

#[actix_web::test]
async fn a_sent_message_is_created_once() {
    let send = async |body| ask(Method::POST, "/chat/messages", Some("alice"), Some(body)).await;
    let sent = send(json!({"conversation_id": here(), "text": "hi", "client_id": "first"})).await;
    assert_eq!(sent.status, 201);
    assert_eq!(sent.location.unwrap(), format!("/chat/messages/{}?after=6&limit=1", here()));
    assert_eq!(sent.body["seq"], 7);
    let again = send(json!({"conversation_id": here(), "text": "hi", "client_id": "again"})).await;
    assert_eq!((again.status, &again.body), (200, &sent.body));
    let nowhere = send(json!({"conversation_id": user(1), "text": "hi"})).await;
    assert_eq!((nowhere.status, &nowhere.body["code"]), (404, &json!("conversation_not_found")));
    let other = send(json!({"conversation_id": here(), "text": "hi", "user_id": user(2)})).await;
    assert_eq!((other.status, &other.body["code"]), (403, &json!("actor_mismatch")));
    let own = send(json!({"conversation_id": here(), "text": "hi", "user_id": user(1)})).await;
    assert_eq!(own.status, 201);
    assert_eq!(send(json!({"conversation_id": here()})).await.status, 422);
}

#[actix_web::test]
async fn a_read_state_names_a_place_or_a_message() {
    let path = format!("/chat/conversations/{}/read-state", here());
    let put = async |body| ask(Method::PUT, &path, Some("alice"), Some(body)).await;
    assert_eq!(put(json!({"up_to_seq": 3})).await.status, 204);
    assert_eq!(put(json!({"up_to_message_id": user(5)})).await.status, 204);
    let neither = put(json!({})).await;
    assert_eq!((neither.status, &neither.body["errors"][0]["field"]), (422, &json!("up_to_seq")));
}

#[actix_web::test]
async fn nothing_answers_without_a_good_token() {
    let (routes, _) = serve(RealtimeSettings::default());
    for (method, path) in routes.list() {
        if path.starts_with("/ws") || path == "/chat/connect" {
            continue;
        }
        let path = path.replace("{conversation_id}", &here().to_string());
        for token in [None, Some("mallory")] {
            let answer = ask(method.clone(), &path, token, None).await;
            assert_eq!(answer.status, 401, "{method} {path}");
        }
    }
}
