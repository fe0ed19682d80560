//! Nobody learns from an answer whether an account exists.

use kindling::settings::Environment;
use serde_json::{Value, json};

use crate::on_every_engine;
use crate::support::{Answer, PASSWORD, Server};

/// What of an answer could tell two people apart.
fn visible(answer: &Answer) -> (u16, usize, String, Vec<String>) {
    let mut body = answer.json.clone();
    if let Some(fields) = body.as_object_mut() {
        // Each request has its own, of one length.
        fields.remove("request_id");
    }
    let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    (answer.status.as_u16(), answer.bytes.len(), body.to_string(), names)
}

on_every_engine! {
    async fn known_and_unknown_accounts_get_one_answer(server: &Server) {
        let body = json!({ "username": "marigold", "password": PASSWORD, "email": "known@example.org" });
        server.post("/auth/register", body).await.expect(201);
        let log_in = async |field: &str, name: &str| {
            let answer = server.post("/auth/login", json!({ field: name, "password": "not the password 7" })).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (401, "invalid_credentials"));
            visible(&answer)
        };
        assert_eq!(log_in("username", "marigold").await, log_in("username", "mariposa").await);
        assert_eq!(log_in("email", "known@example.org").await, log_in("email", "other@example.org").await);
        assert_eq!(log_in("username", "marigold").await, log_in("username", "no such name at all").await);

        let with_code = async |name: &str| {
            let body = json!({ "username": name, "password": "not the password 7", "totp": "123456" });
            visible(&server.post("/auth/login", body).await)
        };
        assert_eq!(with_code("marigold").await, with_code("mariposa").await);

        let grant = async |name: &str| {
            let body = json!({ "grant_type": "password", "username": name, "password": "not the password 7" });
            visible(&server.post("/auth/token", body).await)
        };
        assert_eq!(grant("marigold").await, grant("mariposa").await);

        // Held back alike.
        let mut held = Vec::new();
        for name in ["marigold", "mariposa"] {
            for _ in 0..10 {
                let answer = server.post("/auth/login", json!({ "username": name, "password": "wrong again 7" })).await;
                if answer.status == 429 {
                    assert!(answer.headers.contains_key("retry-after"));
                    assert!(answer.json["retry_after"].as_u64().is_some_and(|seconds| seconds >= 1));
                    held.push((name, answer.code().to_owned(), answer.json["detail"].clone()));
                    break;
                }
                assert_eq!(answer.status, 401);
            }
        }
        let [(_, one, said), (_, other, also)] = <[(&str, String, Value); 2]>::try_from(held).expect("both are held back");
        assert_eq!((one.as_str(), said), ("rate_limited", also));
        assert_eq!(one, other);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_tells_nobody_whose_address_it_is() {
    let server = Server::start_in(platform::Engine::Sqlite, Environment::Dev).await;
    let body = json!({ "username": "marigold", "password": PASSWORD, "email": "known@example.org" });
    server.post("/auth/register", body).await.expect(201);
    let forgot = async |email: &str| {
        let answer = server.post("/auth/password/forgot", json!({ "email": email })).await;
        assert_eq!(answer.status, 202);
        visible(&answer)
    };
    let known = forgot("known@example.org").await;
    assert_eq!(known, forgot("other@example.org").await);
    assert_eq!(known, forgot("no address at all").await);
    server.stop().await;
}
