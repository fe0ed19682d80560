//! A running server, people who use it, and their sockets.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use kindling::app::App;
use kindling::server::{self, Running};
use kindling::settings::{Environment, Settings};
use platform::Engine;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Runs a test body on every engine; PostgreSQL is skipped aloud where none answers.
#[macro_export]
macro_rules! on_every_engine {
    ($( $(#[$meta:meta])* async fn $name:ident($server:ident: &Server) $body:block )+) => { $(
        mod $name {
            use super::*;
            async fn body($server: &Server) $body
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                let server = Server::start(platform::Engine::Sqlite).await;
                body(&server).await;
                server.stop().await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if !testkit::engines().contains(&platform::Engine::Postgres) {
                    return;
                }
                let server = Server::start(platform::Engine::Postgres).await;
                body(&server).await;
                server.stop().await;
            }
        }
    )+ };
}

/// A server of a test's own, with an empty installation.
pub struct Server {
    running: Running,
    http: Client,
    folder: PathBuf,
    database: Option<testkit::ScratchPostgres>,
}

/// What a request came to.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, if it is JSON.
    pub json: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Panics with the whole answer unless it has the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self.json
    }
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

impl Server {
    /// Starts a server in production settings on a free port.
    pub async fn start(engine: Engine) -> Self {
        Self::start_in(engine, Environment::Production).await
    }

    /// Starts a server.
    pub async fn start_in(engine: Engine, environment: Environment) -> Self {
        Self::start_with(engine, environment, |_| {}).await
    }

    /// Starts a server after a change of its settings.
    pub async fn start_with(engine: Engine, environment: Environment, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = testkit::scratch_folder();
        let mut settings = Settings::embedded(environment).unwrap().in_folder(&folder);
        settings.server.host = "127.0.0.1".into();
        settings.server.workers = 2;
        settings.limits.enabled = false;
        settings.auth.telegram_bot_token = Some("4242:a-bot-token-of-this-test".into());
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(testkit::ScratchPostgres::create().await),
        };
        if let Some(database) = &database {
            settings.database.url = database.url();
            settings.database.acquire_timeout_ms = 20_000;
        }
        change(&mut settings);
        let app = App::build(settings).await.unwrap();
        let running = server::start(app, server::bind("127.0.0.1", 0).unwrap()).unwrap();
        let http = Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
        Self { running, http, folder, database }
    }

    /// The modules behind it.
    pub fn app(&self) -> &App {
        &self.running.app
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// An absolute address.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    /// Sends any request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, json, bytes }
    }

    /// Starts a request.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// `GET` without signing in.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST` of JSON without signing in.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// Registers somebody.
    pub async fn register(&self, username: &str) -> Person<'_> {
        let body = json!({ "username": username, "password": PASSWORD });
        Person::of(self, self.post("/auth/register", body).await.expect(201))
    }

    /// Signs somebody in on another device.
    pub async fn log_in(&self, username: &str) -> Person<'_> {
        let body = json!({ "username": username, "password": PASSWORD });
        let signed_in = self.post("/auth/login", body).await.expect(200);
        Person { server: self, signed_in }
    }

    /// Registers somebody with a profile in the middle of Berlin.
    pub async fn somebody(&self, username: &str, gender: &str, looking_for: &str) -> Person<'_> {
        let person = self.register(username).await;
        person.post("/profiles", profile(username, gender, looking_for)).await.expect(201);
        person
    }

    /// Waits until every event has been delivered.
    pub async fn drain(&self) {
        tokio::time::timeout(Duration::from_secs(60), self.app().drain()).await.expect("events end").unwrap();
    }

    /// Stops it and leaves nothing behind. No event may be left that nobody took.
    pub async fn stop(self) {
        self.drain().await;
        for (module, db) in &self.app().databases {
            assert_eq!(db.dead_letters().await.unwrap(), 0, "dead letters of {module}");
        }
        self.running.stop().await.unwrap();
        if let Some(database) = self.database {
            database.drop().await;
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// A profile that fits most others.
pub fn profile(name: &str, gender: &str, looking_for: &str) -> Value {
    json!({
        "name": name, "birth_date": "1995-04-03", "gender": gender, "looking_for": looking_for,
        "goal": ["dating", "relationship"], "bio": "Likes long walks and short queues.",
        "interests": ["hiking", "jazz", "cooking"], "languages": ["english"], "city": "Berlin", "country": "DE",
        "latitude": 52.52, "longitude": 13.405,
    })
}

/// Somebody signed in.
pub struct Person<'a> {
    server: &'a Server,
    /// The token answer.
    pub signed_in: Value,
}

impl<'a> Person<'a> {
    /// Whom a token answer speaks for.
    pub fn of(server: &'a Server, signed_in: Value) -> Self {
        Self { server, signed_in }
    }
    /// Their id.
    pub fn id(&self) -> &str {
        self.signed_in["user_id"].as_str().unwrap()
    }
    /// Their access token.
    pub fn token(&self) -> &str {
        self.signed_in["access_token"].as_str().unwrap()
    }
    /// Starts a request of theirs.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.server.request(method, path).bearer_auth(self.token())
    }
    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.server.send(self.request(Method::GET, path)).await
    }
    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.server.send(self.request(Method::POST, path).json(&body)).await
    }
    /// `PUT` of JSON.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.server.send(self.request(Method::PUT, path).json(&body)).await
    }
    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.server.send(self.request(Method::DELETE, path)).await
    }
    /// Uploads a file.
    pub async fn upload(&self, bytes: &[u8]) -> Answer {
        let (kind, body) = multipart("file", "photo.jpg", bytes);
        let request = self.request(Method::POST, "/media/upload").header("content-type", kind).body(body);
        self.server.send(request).await
    }
    /// Opens a socket and waits until it is ready.
    pub async fn connect(&self) -> Socket {
        let mut socket = Socket::open(self.server, "/chat/connect").await;
        socket.tell(json!({ "type": "auth", "token": self.token() })).await;
        let ready = socket.next().await.expect("ready");
        assert_eq!((ready["type"].as_str(), ready["user_id"].as_str()), (Some("ready"), Some(self.id())), "{ready}");
        socket
    }
}

/// One part of `multipart/form-data`: its content type and body.
pub fn multipart(field: &str, filename: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let boundary = "a-boundary-of-this-test-5f3a";
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{filename}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    (format!("multipart/form-data; boundary={boundary}"), [head.as_bytes(), bytes, tail.as_bytes()].concat())
}

/// A live connection.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens a socket without signing in.
    pub async fn open(server: &Server, path: &str) -> Self {
        let url = format!("ws://{}{path}", server.address());
        Self(tokio_tungstenite::connect_async(url).await.unwrap().0)
    }
    /// Opens a socket with these headers, or says with which status it was refused.
    pub async fn open_with(server: &Server, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{}{path}", server.address()).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
    /// Sends one frame.
    pub async fn tell(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }
    /// The next frame, or `None` when the connection has been closed.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(30), self.0.next()).await.expect("a frame in time");
            match message {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | Some(Err(_)) | None => return None,
                Some(Ok(other)) => panic!("unexpected {other:?}"),
            }
        }
    }
    /// The close code, after whatever frames come before it.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(30), self.0.next()).await.expect("a close in time");
            match message {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
    /// Skips frames until one of this type.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await.expect("the connection stays open");
            if frame["type"] == kind {
                return frame;
            }
        }
    }
    /// Sends a command and waits for its answer, skipping everything else.
    pub async fn ask(&mut self, mut frame: Value, reference: &str) -> Value {
        frame["ref"] = json!(reference);
        self.tell(frame).await;
        loop {
            let answer = self.next().await.expect("the connection stays open");
            if answer["ref"] == reference {
                return answer;
            }
        }
    }
}
