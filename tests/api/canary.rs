//! The real binary, logging all it can: no password, no token and no message text is in what it writes.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// `kindling serve` at the finest log level, in a folder of its own.
struct Process {
    child: Child,
    base: String,
    folder: std::path::PathBuf,
    http: Client,
    /// What must never be written.
    secrets: Vec<String>,
}

impl Process {
    async fn start(format: &str) -> Self {
        let folder = testkit::scratch_folder();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kindling"))
            .arg("serve")
            .env("KINDLING__SERVER__HOST", "127.0.0.1")
            .env("KINDLING__DATA_DIR", folder.join("data"))
            .env("KINDLING__LOG__LEVEL", "trace")
            .env("KINDLING__LOG__FORMAT", format)
            .env("TELEGRAM_BOT_TOKEN", "4242:canary-bot-token")
            .env("JWT_SECRET", "canary!Zt4vB1nXe7Lw2KfYc8RmUa5HsJ0dGp")
            .env("KINDLING__AUTH__INTROSPECTION_CLIENTS", r#"{shop="canary-secret-of-a-client-long-enough"}"#)
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let http = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let secrets =
            ["canary-bot-token", "canary!Zt4vB1nXe7Lw2KfYc8RmUa5HsJ0dGp", "canary-secret-of-a-client-long-enough"];
        let secrets = secrets.map(ToOwned::to_owned).to_vec();
        let process = Self { child, base: format!("http://127.0.0.1:{port}"), folder, http, secrets };
        let started = Instant::now();
        while !process.http.get(process.url("/health")).send().await.is_ok_and(|answer| answer.status() == 200) {
            assert!(started.elapsed() < Duration::from_secs(60), "the server does not get healthy");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends a request; its body's texts that begin with "canary", and the answer's tokens, are secrets from now on.
    async fn send(&mut self, method: Method, path: &str, token: Option<&str>, body: Value) -> (u16, Value) {
        self.collect(&body, |_, text| text.starts_with("canary"));
        let mut request = self.http.request(method, self.url(path)).json(&body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let value = cookie.to_str().unwrap().split(['=', ';']).nth(1).unwrap_or_default();
            if value.len() > 20 {
                self.secrets.push(value.to_owned());
            }
        }
        let status = answer.status().as_u16();
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null);
        let telling = ["token", "access_token", "refresh_token", "secret", "uri", "recovery_codes"];
        self.collect(&answer, |name, _| telling.contains(&name));
        (status, answer)
    }

    fn collect(&mut self, value: &Value, secret: impl Fn(&str, &str) -> bool + Copy) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let values = value.as_array().map_or_else(|| vec![value], |values| values.iter().collect());
            let found = values.into_iter().filter_map(Value::as_str).filter(|text| secret(name, text));
            self.secrets.extend(found.map(ToOwned::to_owned).collect::<Vec<_>>());
        }
    }

    /// Ends it and gives its log.
    fn log(mut self) -> (String, Vec<String>) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let log = String::from_utf8_lossy(&std::fs::read(self.folder.join("log")).unwrap()).into_owned();
        std::fs::remove_dir_all(&self.folder).unwrap();
        (log, self.secrets)
    }
}

const PASSWORD: &str = "canary-of-a-password-4821";

async fn nothing_secret_is_written(format: &str) {
    let mut server = Process::start(format).await;
    let mut people = Vec::new();
    for (name, gender, wanted) in [("ada", "female", "male"), ("bob", "male", "female")] {
        let body = json!({ "username": name, "password": PASSWORD, "email": format!("{name}@example.org") });
        let (status, signed) = server.send(Method::POST, "/auth/register", None, body).await;
        assert_eq!(status, 201, "{signed}");
        let token = signed["access_token"].as_str().unwrap().to_owned();
        let profile = crate::support::profile(name, gender, wanted);
        assert_eq!(server.send(Method::POST, "/profiles", Some(&token), profile).await.0, 201);
        people.push((signed, token));
    }
    let ada = people[0].1.clone();
    let login = |password: &str| json!({ "username": "ada", "password": password });
    assert_eq!(server.send(Method::POST, "/auth/login", None, login("canary-of-a-wrong-password")).await.0, 401);
    let (_, second) = server.send(Method::POST, "/auth/login", None, login(PASSWORD)).await;
    let (status, _) = server
        .send(Method::POST, "/auth/login", None, {
            let mut body = login(PASSWORD);
            body["session"] = json!("cookie");
            body
        })
        .await;
    assert!(status == 200 || status == 403, "{status}");
    for _ in 0..2 {
        let body = json!({ "refresh_token": second["refresh_token"] });
        assert_eq!(server.send(Method::POST, "/auth/refresh", None, body).await.0, 200);
    }
    let broken = json!({ "refresh_token": "canary-of-a-broken-refresh-token" });
    assert_eq!(server.send(Method::POST, "/auth/refresh", None, broken).await.0, 401);
    let telegram = json!({ "init_data": "canary=1&auth_date=1&hash=00", "bot_token": "canary:sent-bot-token" });
    assert_eq!(server.send(Method::POST, "/auth/validate", None, telegram).await.0, 401);
    // Malformed on purpose: a parser's error must not quote it.
    let request = server.http.post(server.url("/auth/login")).header("content-type", "application/json");
    let broken = request.body("{\"username\":\"ada\",\"password\":\"canary-in-broken-json").send().await.unwrap();
    assert_eq!(broken.status(), 400);
    server.secrets.push("canary-in-broken-json".into());
    let change = json!({ "current_password": PASSWORD, "new_password": "canary-of-a-new-password-93" });
    assert_eq!(server.send(Method::POST, "/auth/password/change", Some(&ada), change).await.0, 204);
    let wrong = json!({ "current_password": "canary-of-a-wrong-current", "new_password": "canary-of-another-7" });
    assert_eq!(server.send(Method::POST, "/auth/password/change", Some(&ada), wrong).await.0, 401);
    assert_eq!(server.send(Method::GET, "/auth/verify", Some("canary.of.a-token"), json!({})).await.0, 401);
    server.secrets.push("canary.of.a-token".into());
    assert_eq!(server.send(Method::GET, &format!("/auth/verify/{ada}"), None, json!({})).await.0, 200);
    let request = server.http.post(server.url("/auth/introspect"));
    let request = request
        .basic_auth("shop", Some("canary-secret-of-a-client-long-enough"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={ada}"));
    assert_eq!(request.send().await.unwrap().status(), 200);
    let credentials = base64::engine::general_purpose::STANDARD.encode("shop:canary-secret-of-a-client-long-enough");
    server.secrets.push(credentials);

    let ids: Vec<String> = people.iter().map(|(signed, _)| signed["user_id"].as_str().unwrap().to_owned()).collect();
    let mut matched = Value::Null;
    for (who, whom) in [(0, 1), (1, 0)] {
        let token = people[who].1.clone();
        for _ in 0..100 {
            let (status, answer) =
                server.send(Method::POST, "/discovery/like", Some(&token), json!({ "target_id": ids[whom] })).await;
            if status == 200 {
                matched = answer;
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let message =
        json!({ "conversation_id": matched["conversation_id"], "text": "canary of a message", "client_id": "1" });
    assert_eq!(server.send(Method::POST, "/chat/messages", Some(&ada), message).await.0, 201);

    let (log, secrets) = server.log();
    for heard in ["TRACE", "log_in_failed", "password_changed", "telegram_refused"] {
        assert!(log.contains(heard), "{heard}: the log was heard");
    }
    assert!(secrets.len() > 20, "{}", secrets.len());
    for secret in &secrets {
        let at = log.find(secret.as_str());
        let around = at.map(|at| log[..at].lines().last().unwrap_or_default().to_owned());
        assert_eq!(around, None, "{:.12}... is in the log, in this line", secret);
    }
    println!("{} secrets, {} lines of log", secrets.len(), log.lines().count());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_line_of_text() {
    nothing_secret_is_written("text").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_line_of_json() {
    nothing_secret_is_written("json").await;
}
