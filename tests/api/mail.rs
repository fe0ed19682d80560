//! Addresses and forgotten passwords, from the form to the mailbox and back.

use kindling::settings::Environment;
use platform::Engine;
use reqwest::Method;
use serde_json::json;

use crate::support::{PASSWORD, Person, Server};

const ANN: &str = "ann@example.org";

/// The token of the newest link of a kind in the mailbox.
async fn token(server: &Server, kind: &str) -> String {
    let start = format!("/static/account.html#{kind}=");
    for _ in 0..500 {
        let mailbox = server.get("/dev/mailbox").await.expect(200);
        let texts = mailbox["mails"].as_array().unwrap().iter().map(|mail| mail["text"].as_str().unwrap());
        if let Some((_, token)) = texts.flat_map(str::lines).find_map(|line| line.split_once(&start)) {
            return token.to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no {kind} link came");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_anew_by_mail() {
    for engine in testkit::engines() {
        let server = Server::start_in(engine, Environment::Dev).await;
        let body = json!({ "username": "ada", "password": PASSWORD, "email": ANN });
        let person = Person::of(&server, server.post("/auth/register", body).await.expect(201));
        let own = person.get("/auth/account").await.expect(200);
        assert_eq!((&own["email"], &own["email_verified"]), (&json!(ANN), &json!(false)));
        let verify = token(&server, "verify").await;
        assert_eq!(server.post("/auth/email/verify", json!({ "token": verify })).await.status, 204);
        assert_eq!(server.post("/auth/email/verify", json!({ "token": verify })).await.code(), "invalid_link");
        assert_eq!(person.get("/auth/account").await.expect(200)["email_verified"], true);

        let mut answers = Vec::new();
        for email in [ANN, "nobody@example.org", "no address"] {
            let answer = server.post("/auth/password/forgot", json!({ "email": email })).await;
            answers.push((answer.status.as_u16(), answer.bytes, answer.headers.len()));
        }
        assert!(answers.iter().all(|answer| answer.0 == 202 && *answer == answers[0]), "{answers:?}");

        let reset = token(&server, "reset").await;
        let set = async |password: &str| {
            server.post("/auth/password/reset", json!({ "token": reset, "new_password": password })).await
        };
        assert_eq!(set("password").await.json["errors"][0]["field"], "new_password");
        let mut socket = person.connect().await;
        assert_eq!(set("seven quiet lanterns").await.status, 204);
        assert_eq!(set("seven loud lanterns").await.code(), "invalid_link");
        assert_eq!(person.get("/auth/verify").await.status, 401, "at once");
        assert_eq!(socket.close_code().await, Some(4401));
        let refresh = json!({ "refresh_token": person.signed_in["refresh_token"] });
        assert_eq!(server.post("/auth/refresh", refresh).await.status, 401);
        let log_in = async |password: &str| {
            server.post("/auth/login", json!({ "username": ANN, "password": password })).await.status.as_u16()
        };
        assert_eq!((log_in(PASSWORD).await, log_in("seven quiet lanterns").await), (401, 200));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailbox_is_a_list_for_programs_and_a_page_for_people_and_only_in_dev() {
    let dev = Server::start_in(Engine::Sqlite, Environment::Dev).await;
    let empty = dev.get("/dev/mailbox").await.expect(200);
    assert_eq!(empty, json!({ "mails": [], "count": 0 }));
    dev.post("/auth/register", json!({ "username": "ada", "password": PASSWORD, "email": ANN })).await.expect(201);
    let mails = dev.get("/dev/mailbox").await.expect(200);
    let mail = &mails["mails"][0];
    assert_eq!((&mails["count"], &mail["to"]), (&json!(1), &json!(ANN)));
    assert!(mail["subject"].is_string() && mail["sent_at"].is_string());
    let page = dev.send(dev.request(Method::GET, "/dev/mailbox").header("accept", "text/html,*/*;q=0.8")).await;
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(html.contains("<a href=\"http") && html.contains("#verify=") && html.contains(ANN), "{html}");
    dev.stop().await;

    let serve = Server::start(Engine::Sqlite).await;
    assert_eq!(serve.get("/dev/mailbox").await.status, 404);
    let body = json!({ "username": "ada", "password": PASSWORD, "email": ANN });
    let person = Person::of(&serve, serve.post("/auth/register", body).await.expect(201));
    let forgotten = serve.post("/auth/password/forgot", json!({ "email": ANN })).await;
    assert_eq!((forgotten.status.as_u16(), forgotten.code()), (503, "mail_not_configured"));
    let change = person.put("/auth/email", json!({ "email": ANN, "password": PASSWORD })).await;
    assert_eq!((change.status.as_u16(), change.code()), (503, "mail_not_configured"));
    serve.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_behind_links_needs_nothing_from_elsewhere() {
    let server = Server::start(Engine::Sqlite).await;
    let page = server.get("/static/account.html").await;
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));
    let html = String::from_utf8(page.bytes.clone()).unwrap();
    assert!(!html.contains("://") && !html.contains("style="), "no outside reference, nothing inline");
    let mut links: Vec<_> = html.split('"').filter(|text| text.starts_with("/static/")).collect();
    links.push("/static/js/api.js");
    for link in links {
        assert_eq!(server.get(link).await.status, 200, "{link}");
    }
    let script = server.get("/static/js/account.js").await;
    assert!(page.bytes.len() + script.bytes.len() <= 8 * 1024, "{} + {}", page.bytes.len(), script.bytes.len());
    server.stop().await;
}
