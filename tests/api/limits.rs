//! Rate limits, seen from outside.

use std::time::Duration;

use edge::{LimitSettings, Proxies};
use kindling::settings::Environment;
use platform::Engine;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Answer, PASSWORD, Person, Server};

/// A server that counts; the change starts from production's figures.
async fn counting(change: impl FnOnce(&mut LimitSettings)) -> Server {
    Server::start_with(Engine::Sqlite, Environment::Production, |settings| {
        settings.limits.enabled = true;
        change(&mut settings.limits);
    })
    .await
}

/// Limit, what is left of it, seconds until all of it is back.
fn level(answer: &Answer) -> Option<(u64, u64, u64)> {
    let number = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().parse().unwrap());
    Some((number("ratelimit-limit")?, number("ratelimit-remaining")?, number("ratelimit-reset")?))
}

#[track_caller]
fn is_limited(answer: &Answer) {
    assert_eq!(answer.status, 429, "{:?}", answer.json);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!((answer.code(), &answer.json["status"]), ("rate_limited", &json!(429)));
    let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(wait >= 1);
    assert_eq!(answer.json["retry_after"], wait);
    let (_, remaining, reset) = level(answer).expect("headers");
    assert_eq!(remaining, 0);
    assert!(reset >= wait);
}

async fn log_in(server: &Server) -> Answer {
    server.post("/auth/login", json!({ "username": "nobody_here", "password": "not the password" })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_count_down_and_then_say_when_to_come_again() {
    let server = counting(|limits| limits.login_per_minute = 4).await;
    for (left, reset) in [(3, 15), (2, 30), (1, 45), (0, 60)] {
        let answer = log_in(&server).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (401, "invalid_credentials"));
        let (limit, remaining, seconds) = level(&answer).expect("headers");
        assert_eq!((limit, remaining), (4, left), "refusals of the operation count, too");
        // Refills as the test goes on.
        assert!((reset - 14..=reset).contains(&seconds), "{seconds}");
    }
    is_limited(&log_in(&server).await);
    is_limited(&server.send(server.request(Method::POST, "/api/v1/auth/login").json(&json!({}))).await);
    assert_eq!(server.get("/auth/verify").await.status, 401, "other operations go on");
    for path in ["/health", "/health/live", "/auth/health", "/.well-known/jwks.json", "/", "/api-docs/openapi.json"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status.as_u16(), level(&answer)), (200, None), "{path}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_request_is_refused_before_its_body_is_read() {
    let server = counting(|limits| limits.login_per_minute = 1).await;
    log_in(&server).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head =
        "POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    tokio::time::timeout(Duration::from_secs(5), stream.read_exact(&mut start)).await.expect("an answer").unwrap();
    assert_eq!(&start, b"HTTP/1.1 429");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_counted_one_by_one_and_everybody_else_by_address() {
    let server = counting(|limits| {
        limits.anonymous_per_minute = 5;
        limits.signed_in_per_minute = 8;
        limits.swipe_per_minute = 2;
    })
    .await;
    let (ann, bob) = (server.register("ann").await, server.register("bob").await);
    for left in (0..5).rev() {
        // A token that is wrong costs its sender's address, whatever the operation.
        let request = if left % 2 == 0 { Method::GET } else { Method::POST };
        let path = if left % 2 == 0 { "/auth/verify" } else { "/discovery/like" };
        let answer = server.send(server.request(request, path).bearer_auth("nonsense")).await;
        assert_eq!(answer.status, 401);
        assert_eq!(level(&answer).map(|(limit, remaining, _)| (limit, remaining)), Some((5, left)));
    }
    is_limited(&server.get("/auth/verify").await);
    is_limited(&server.send(server.request(Method::GET, "/auth/verify").bearer_auth("nonsense")).await);
    let read = async |person: &Person<'_>| person.get("/auth/verify").await;
    let first = read(&ann).await;
    assert_eq!(first.status, 200, "the address is exhausted, the person is not");
    assert_eq!(level(&first).map(|(limit, remaining, _)| (limit, remaining)), Some((8, 7)));
    let like = json!({ "target_id": bob.id() });
    for _ in 0..2 {
        assert_ne!(ann.post("/discovery/like", like.clone()).await.status, 429);
    }
    is_limited(&ann.post("/discovery/pass", like).await);
    for _ in 0..7 {
        assert_eq!(read(&ann).await.status, 200, "swipes have a limit of their own");
    }
    is_limited(&read(&ann).await);
    let other = server.post("/auth/login", json!({ "username": "ann", "password": PASSWORD })).await.expect(200);
    let other = other["access_token"].as_str().unwrap();
    is_limited(&server.send(server.request(Method::GET, "/auth/verify").bearer_auth(other)).await);
    assert_eq!(read(&bob).await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forwarded_addresses_count_only_behind_a_trusted_proxy() {
    let register = async |server: &Server, name: &str, header: (&str, &str)| {
        let body = json!({ "username": name, "password": PASSWORD });
        server.send(server.request(Method::POST, "/auth/register").header(header.0, header.1).json(&body)).await
    };
    let server = counting(|limits| limits.register_per_hour = 1).await;
    register(&server, "somebody0", ("x-forwarded-for", "192.0.2.1")).await.expect(201);
    for header in [("x-forwarded-for", "192.0.2.2"), ("forwarded", "for=192.0.2.3"), ("x-real-ip", "192.0.2.4")] {
        is_limited(&register(&server, "somebody1", header).await);
    }
    server.stop().await;

    let server = Server::start_with(Engine::Sqlite, Environment::Production, |settings| {
        settings.limits.enabled = true;
        settings.limits.register_per_hour = 1;
        settings.server.trusted_proxies = Proxies::try_from(vec!["127.0.0.0/8".to_owned()]).unwrap();
    })
    .await;
    let first = register(&server, "somebody0", ("x-forwarded-for", "6.6.6.6, 192.0.2.1")).await.expect(201);
    is_limited(&register(&server, "somebody1", ("x-forwarded-for", "7.7.7.7, 192.0.2.1")).await);
    is_limited(&register(&server, "somebody1", ("forwarded", "for=\"192.0.2.1:99\"")).await);
    register(&server, "somebody2", ("x-forwarded-for", "192.0.2.2")).await.expect(201);
    register(&server, "somebody3", ("forwarded", "for=\"[2001:db8::1]\"")).await.expect(201);
    is_limited(&register(&server, "somebody4", ("x-forwarded-for", "2001:db8::2")).await);
    let token = first["access_token"].as_str().unwrap();
    let devices = server.send(server.request(Method::GET, "/auth/sessions").bearer_auth(token)).await.expect(200);
    assert_eq!(devices["sessions"][0]["ip"], "192.0.2.1", "and that is what people see of their devices");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_names_the_limit_of_every_operation_that_has_one() {
    let server = counting(|_| {}).await;
    let document = server.get("/api-docs/openapi.json").await.expect(200);
    let mut free = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let described = operation["responses"]["429"]["description"].as_str().unwrap_or_default();
            if !described.contains("rate_limited") {
                free.push(path.clone());
            }
        }
    }
    free.retain(|path| !path.ends_with("/health") && !path.starts_with("/health/"));
    assert_eq!(free, ["/.well-known/jwks.json", "/auth/introspect"]);
    assert_ne!(document["paths"]["/auth/login"], Value::Null);
    server.stop().await;
}
