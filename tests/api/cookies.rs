//! A browser's session in cookies, and pages of other origins.

use std::collections::BTreeMap;

use kindling::settings::Environment;
use platform::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::on_every_engine;
use crate::support::{Answer, PASSWORD, Server, Socket};

/// A browser's cookies: by name and path, with what else was said about them.
#[derive(Default)]
struct Jar(BTreeMap<(String, String), (String, String)>);

impl Jar {
    /// Takes what an answer sets, and throws away what it ends.
    fn take(&mut self, answer: &Answer) {
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let (value, attributes) = rest.split_once("; ").unwrap();
            let path = attributes.split("; ").find_map(|attribute| attribute.strip_prefix("Path=")).unwrap();
            let key = (name.to_owned(), path.to_owned());
            if attributes.contains("Max-Age=0") {
                self.0.remove(&key);
            } else {
                self.0.insert(key, (value.to_owned(), attributes.to_owned()));
            }
        }
    }

    /// The `Cookie` header for a path (RFC 6265, section 5.1.4).
    fn header(&self, path: &str) -> String {
        let within = |cookie: &str| {
            let rest = path.strip_prefix(cookie);
            rest.is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
        };
        let sent = self.0.iter().filter(|((_, cookie), _)| within(cookie));
        sent.map(|((name, _), (value, _))| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }
}

/// A page of the server's own origin.
struct Page<'a> {
    server: &'a Server,
    jar: Jar,
}

impl<'a> Page<'a> {
    fn new(server: &'a Server) -> Self {
        Self { server, jar: Jar::default() }
    }

    fn origin(&self) -> String {
        format!("http://{}", self.server.address())
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.server.request(method, path).header("origin", self.origin());
        let cookies = self.jar.header(path);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = self.server.send(request).await;
        self.jar.take(&answer);
        answer
    }

    async fn register(&mut self, username: &str) -> Value {
        let body = json!({ "username": username, "password": PASSWORD, "session": "cookie" });
        self.send(Method::POST, "/auth/register", Some(body)).await.expect(201)
    }
}

/// No token of any kind.
#[track_caller]
fn has_no_tokens(body: &Value) {
    for field in ["token", "access_token", "refresh_token"] {
        assert!(body[field].is_null(), "{field} in {body}");
    }
}

on_every_engine! {
    async fn a_browser_signs_in_lives_on_and_signs_out(server: &Server) {
        let mut page = Page::new(server);
        let answer = page.register("ada").await;
        has_no_tokens(&answer);
        assert_eq!((&answer["username"], &answer["expires_in"]), (&json!("ada"), &json!(900)));
        let said: Vec<_> = page.jar.0.iter().map(|((name, path), (_, rest))| (name.as_str(), path.as_str(), rest.as_str())).collect();
        assert_eq!(said, [
            ("__Host-access", "/", "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=900"),
            ("__Secure-refresh", "/api/v1/auth", "HttpOnly; SameSite=Strict; Secure; Path=/api/v1/auth; Max-Age=2592000"),
            ("__Secure-refresh", "/auth", "HttpOnly; SameSite=Strict; Secure; Path=/auth; Max-Age=2592000"),
        ]);
        assert!(!page.jar.header("/chat/conversations").contains("refresh"), "the refresh token stays where it is needed");

        let who = page.send(Method::GET, "/auth/verify", None).await.expect(200);
        assert_eq!(who["user_id"], answer["user_id"]);
        page.send(Method::GET, "/api/v1/auth/verify", None).await.expect(200);
        let forged = server.request(Method::DELETE, "/auth/sessions").header("cookie", page.jar.header("/auth/sessions"));
        for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("accept", "*/*")] {
            let answer = server.send(forged.try_clone().unwrap().header(name, value)).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (403, "csrf"), "{name}: {value}");
        }
        page.send(Method::DELETE, "/auth/sessions", None).await.expect(200);

        for path in ["/auth/refresh", "/api/v1/auth/refresh", "/auth/refresh"] {
            let before = page.jar.header("/auth/refresh");
            let renewed = page.send(Method::POST, path, None).await.expect(200);
            has_no_tokens(&renewed);
            assert_ne!(page.jar.header("/auth/refresh"), before, "{path}: rotated");
            assert_eq!(page.jar.header("/auth/refresh"), page.jar.header("/api/v1/auth/refresh"), "{path}: both paths");
            page.send(Method::GET, "/auth/verify", None).await.expect(200);
        }

        let kept = page.jar.header("/auth/refresh");
        assert_eq!(page.send(Method::POST, "/auth/logout", None).await.status, 204);
        assert!(page.jar.0.is_empty(), "{:?}", page.jar.0.keys());
        let stolen = server.request(Method::GET, "/auth/verify").header("cookie", kept.clone());
        assert_eq!(server.send(stolen).await.status, 401, "the sign-in itself has ended, too");
        let stolen = server.request(Method::POST, "/auth/refresh").header("cookie", kept).header("origin", page.origin());
        let refused = server.send(stolen).await;
        assert_eq!((refused.status.as_u16(), refused.headers.get_all("set-cookie").iter().count()), (401, 3), "and its cookies are cleared");
    }

    async fn logins_give_cookies_or_tokens_as_asked(server: &Server) {
        server.register("ada").await;
        let mut page = Page::new(server);
        let login = |session: &str| json!({ "username": "ada", "password": PASSWORD, "session": session });
        let tokens = page.send(Method::POST, "/auth/login", Some(login("token"))).await.expect(200);
        assert!(tokens["refresh_token"].is_string() && page.jar.0.is_empty());
        let wrong = json!({ "username": "ada", "password": "not the password", "session": "cookie" });
        assert_eq!(page.send(Method::POST, "/auth/login", Some(wrong)).await.status, 401);
        assert!(page.jar.0.is_empty());
        has_no_tokens(&page.send(Method::POST, "/auth/login", Some(login("cookie"))).await.expect(200));
        assert_eq!(page.jar.0.len(), 3);
        let foreign = server.request(Method::POST, "/auth/login").header("origin", "https://evil.example");
        let refused = server.send(foreign.json(&login("cookie"))).await;
        assert_eq!((refused.code(), refused.headers.contains_key("set-cookie")), ("csrf", false), "signing victims in as somebody else");

        let bearer = tokens["access_token"].as_str().unwrap();
        let both = server.request(Method::POST, "/auth/logout").bearer_auth(bearer).header("cookie", page.jar.header("/"));
        assert_eq!(server.send(both).await.status, 204, "no origin is needed for a header");
        page.send(Method::GET, "/auth/verify", None).await.expect(200);
        let header = server.request(Method::GET, "/auth/verify").bearer_auth(bearer).header("cookie", page.jar.header("/"));
        assert_eq!(server.send(header).await.status, 401, "it was the header's sign-in that ended");
    }

    async fn a_socket_takes_the_cookie_of_an_admitted_page_alone(server: &Server) {
        let mut page = Page::new(server);
        let user = page.register("ada").await["user_id"].as_str().unwrap().to_owned();
        let (cookie, origin) = (page.jar.header("/"), page.origin());
        let own = format!("/ws/{user}");
        for path in ["/chat/connect", "/api/v1/chat/connect", own.as_str()] {
            let mut socket = Socket::open_with(server, path, &[("cookie", &cookie), ("origin", &origin)]).await.unwrap();
            let ready = socket.next().await.expect("ready");
            assert_eq!((&ready["type"], &ready["user_id"]), (&json!("ready"), &json!(user)), "{path}");
        }
        for foreign in ["https://evil.example", "null"] {
            let refused = Socket::open_with(server, "/chat/connect", &[("cookie", &cookie), ("origin", foreign)]).await;
            assert_eq!(refused.err(), Some(403), "{foreign}");
        }
        let other = "/ws/0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";
        let refused = Socket::open_with(server, other, &[("cookie", &cookie), ("origin", &origin)]).await;
        assert_eq!(refused.err(), Some(403), "another account's address");
        let stale = "__Host-access=a.b.c";
        for headers in [vec![("cookie", cookie.as_str())], vec![("cookie", stale), ("origin", origin.as_str())]] {
            let mut socket = Socket::open_with(server, "/chat/connect", &headers).await.unwrap();
            socket.tell(json!({ "type": "message.send", "conversation_id": "x", "text": "hi" })).await;
            assert_eq!(socket.close_code().await, Some(4401), "{headers:?}: nobody is signed in");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_development_cookies_work_over_http_on_any_local_port() {
    let server = Server::start_in(Engine::Sqlite, Environment::Dev).await;
    let body = json!({ "username": "ada", "password": PASSWORD, "session": "cookie" });
    let request = server.request(Method::POST, "/auth/register").header("origin", "http://localhost:5173").json(&body);
    let answer = server.send(request).await;
    assert_eq!(answer.headers["access-control-allow-origin"], "http://localhost:5173");
    let mut jar = Jar::default();
    jar.take(&answer);
    assert!(jar.0.values().all(|(_, attributes)| !attributes.contains("Secure")));
    let names: Vec<_> = jar.0.keys().map(|(name, path)| (name.as_str(), path.as_str())).collect();
    assert_eq!(names, [("access", "/"), ("refresh", "/api/v1/auth"), ("refresh", "/auth")]);
    let read = server.request(Method::GET, "/auth/verify").header("cookie", jar.header("/auth/verify"));
    assert_eq!(server.send(read).await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_origins_may_read_answers() {
    let server = Server::start_with(Engine::Sqlite, Environment::Production, |settings| {
        settings.server.allowed_origins = vec!["https://app.example".into()];
    })
    .await;
    let person = server.register("ada").await;
    let allow = |answer: &Answer| {
        let said: BTreeMap<_, _> = answer
            .headers
            .iter()
            .filter_map(|(name, value)| {
                Some((name.as_str().strip_prefix("access-control-")?.to_owned(), value.to_str().unwrap().to_owned()))
            })
            .collect();
        said
    };
    let vary = |answer: &Answer| answer.headers.get_all("vary").iter().any(|value| value == "Origin");

    let read = |origin: &str| person.request(Method::GET, "/auth/verify").header("origin", origin);
    let answer = server.send(read("https://app.example")).await;
    let said = allow(&answer);
    assert_eq!((said["allow-origin"].as_str(), said["allow-credentials"].as_str()), ("https://app.example", "true"));
    assert!(said["expose-headers"].contains("ratelimit-remaining") && vary(&answer));
    for foreign in ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null", "", "*"] {
        let answer = server.send(read(foreign)).await;
        assert_eq!((answer.status.as_u16(), allow(&answer).len(), vary(&answer)), (200, 0, true), "{foreign:?}");
    }
    let refused = server.send(server.request(Method::GET, "/no/such").header("origin", "https://app.example")).await;
    assert_eq!((refused.status.as_u16(), allow(&refused)["allow-origin"].as_str()), (404, "https://app.example"));

    let ask = |origin: &str| {
        let request = server.request(Method::OPTIONS, "/discovery/like").header("origin", origin);
        request.header("access-control-request-method", "POST").header("access-control-request-headers", "content-type")
    };
    let answer = server.send(ask("https://app.example")).await;
    let said = allow(&answer);
    assert_eq!((answer.status.as_u16(), said["allow-origin"].as_str()), (204, "https://app.example"));
    assert!(said["allow-methods"].contains("PATCH") && said["allow-headers"].contains("idempotency-key"));
    assert_eq!((said["allow-credentials"].as_str(), said["max-age"].as_str()), ("true", "3600"));
    for foreign in ["https://evil.example", "null"] {
        let answer = server.send(ask(foreign)).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (403, "origin_not_allowed"), "{foreign}");
        assert_eq!((allow(&answer).len(), vary(&answer)), (0, true), "{foreign}");
    }
    let bare = server.send(server.request(Method::OPTIONS, "/discovery/like")).await;
    assert_eq!((bare.status.as_u16(), allow(&bare).len()), (405, 0), "no page asks");

    let plain = person.get("/auth/verify").await;
    assert_eq!((allow(&plain).len(), vary(&plain)), (0, false), "nothing is stored, so nothing varies");
    let page = server.get("/").await;
    assert!(vary(&page), "what may be stored says that it varies");
    server.stop().await;
}
