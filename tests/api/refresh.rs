//! Refresh tokens over HTTP: honest people are never signed out, thieves are.

use std::collections::HashSet;
use std::time::Duration;

use platform::Engine;
use serde_json::{Value, json};

use kindling::settings::Environment;

use crate::support::{PASSWORD, Server};

const GRACE_S: u64 = 8;

async fn a_hundred_at_once(engine: Engine) {
    let server =
        Server::start_with(engine, Environment::Production, |settings| settings.auth.refresh_grace_s = GRACE_S).await;
    let first = server.register("ada").await;
    let login = json!({ "username": "ada", "password": PASSWORD });
    let elsewhere = server.post("/auth/login", login).await.expect(200);
    let refresh = async |token: &Value| server.post("/auth/refresh", json!({ "refresh_token": token })).await;
    let old = &first.signed_in["refresh_token"];
    let answers = futures_util::future::join_all((0..100).map(|_| refresh(old))).await;
    let mut successors = HashSet::new();
    let mut access = Vec::new();
    for answer in answers {
        let body = answer.expect(200);
        successors.insert(body["refresh_token"].as_str().unwrap().to_owned());
        access.push(body["access_token"].clone());
    }
    assert_eq!(successors.len(), 1, "one successor");
    let bearer = async |path: &str, token: &Value| {
        server.send(server.request(reqwest::Method::GET, path).bearer_auth(token.as_str().unwrap())).await
    };
    for token in &access {
        assert_eq!(bearer("/auth/verify", token).await.status, 200, "no session was lost");
    }
    let successor = json!(successors.into_iter().next().unwrap());
    let newest = refresh(&successor).await.expect(200);

    tokio::time::sleep(Duration::from_secs(GRACE_S) + Duration::from_millis(200)).await;
    for _ in 0..2 {
        let reused = refresh(old).await;
        assert_eq!((reused.status.as_u16(), reused.code()), (401, "token_reused"));
    }
    assert_eq!(refresh(&newest["refresh_token"]).await.status, 401, "that family is dead");
    for token in access.iter().chain([&newest["access_token"], &first.signed_in["access_token"]]) {
        assert_eq!(bearer("/auth/verify", token).await.status, 401);
    }
    assert_eq!(bearer("/auth/verify", &elsewhere["access_token"]).await.status, 200, "another device lives");
    let elsewhere = refresh(&elsewhere["refresh_token"]).await.expect(200);
    let log = bearer("/auth/audit", &elsewhere["access_token"]).await.expect(200);
    let reused = log["events"].as_array().unwrap().iter().filter(|event| event["event"] == "token_reused").count();
    assert_eq!(reused, 1, "{log}");
    let sessions = bearer("/auth/sessions", &elsewhere["access_token"]).await.expect(200);
    assert_eq!(sessions["count"], 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_refreshes_of_one_token_get_one_successor_sqlite() {
    a_hundred_at_once(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_refreshes_of_one_token_get_one_successor_postgres() {
    if testkit::engines().contains(&Engine::Postgres) {
        a_hundred_at_once(Engine::Postgres).await;
    }
}
