//! Sockets over real TCP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, rt};
use common::{here, serve, tokens};
use edge::testing::app;
use futures_util::{SinkExt, StreamExt};
use kernel::{Frame, Live};
use realtime::{Hub, RealtimeSettings};
use serde_json::{Value, json};
use testkit::user;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as RawFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Server {
    hub: Arc<Hub>,
    base: String,
    handle: ServerHandle,
}

fn server(settings: RealtimeSettings) -> Server {
    let (routes, hub) = serve(settings);
    let server = HttpServer::new(move || app(&routes, tokens())).workers(1).bind(("127.0.0.1", 0)).unwrap();
    let base = format!("ws://{}", server.addrs()[0]);
    let server = server.disable_signals().run();
    let handle = server.handle();
    rt::spawn(server);
    Server { hub, base, handle }
}

impl Server {
    async fn try_open(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
        let mut request = format!("{}{path}", self.base).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
    /// Opens a socket for somebody and takes its `ready`.
    async fn open(&self, token: &str) -> Socket {
        let mut socket = self.try_open(&format!("/chat/connect?access_token={token}"), &[]).await.unwrap();
        assert_eq!(heard(&mut socket).await["type"], "ready");
        socket
    }
}

async fn next(socket: &mut Socket) -> Message {
    tokio::time::timeout(Duration::from_secs(10), socket.next()).await.expect("silence").unwrap().unwrap()
}

async fn heard(socket: &mut Socket) -> Value {
    match next(socket).await {
        Message::Text(text) => serde_json::from_str(&text).unwrap(),
        other => panic!("not a text frame: {other:?}"),
    }
}

async fn close_code(socket: &mut Socket) -> u16 {
    loop {
        if let Message::Close(frame) = next(socket).await {
            return frame.unwrap().code.into();
        }
    }
}

async fn say(socket: &mut Socket, frame: Value) {
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

#[actix_web::test]
async fn a_token_opens_a_socket_from_header_query_or_first_frame() {
    let server = server(RealtimeSettings::default());
    let bearer = ("authorization", "Bearer alice");
    let mut by_header = server.try_open("/chat/connect", &[bearer]).await.unwrap();
    let ready = heard(&mut by_header).await;
    assert_eq!((&ready["type"], &ready["user_id"]), (&json!("ready"), &json!(user(1))));
    server.open("alice").await;
    let mut by_frame = server.try_open("/chat/connect", &[]).await.unwrap();
    say(&mut by_frame, json!({"type": "auth", "token": "alice"})).await;
    assert_eq!(heard(&mut by_frame).await["type"], "ready");

    let own = format!("/ws/{}", user(1));
    let mut by_path = server.try_open(&own, &[bearer]).await.unwrap();
    assert_eq!(heard(&mut by_path).await["type"], "ready");
    let foreign = format!("/ws/{}?access_token=alice", user(2));
    assert_eq!(server.try_open(&foreign, &[]).await.err(), Some(403));
    let mut later = server.try_open(&format!("/ws/{}", user(2)), &[]).await.unwrap();
    say(&mut later, json!({"type": "auth", "token": "alice"})).await;
    assert_eq!(heard(&mut later).await["code"], "actor_mismatch");
    assert_eq!(close_code(&mut later).await, 4401);
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn bad_tokens_and_foreign_pages_are_refused_before_the_upgrade() {
    let server = server(RealtimeSettings { auth_timeout_ms: 100, ..RealtimeSettings::default() });
    let bad = [("authorization", "Bearer mallory")];
    assert_eq!(server.try_open("/chat/connect", &bad).await.err(), Some(401));
    assert_eq!(server.try_open("/chat/connect", &[("authorization", "Basic x")]).await.err(), Some(401));
    assert_eq!(server.try_open("/chat/connect?access_token=mallory", &[]).await.err(), Some(401));
    for origin in ["https://evil.example", "null"] {
        let headers = [("authorization", "Bearer alice"), ("origin", origin)];
        assert_eq!(server.try_open("/chat/connect", &headers).await.err(), Some(403), "{origin}");
    }
    let headers = [("authorization", "Bearer alice"), ("origin", "https://app.example")];
    assert!(server.try_open("/chat/connect", &headers).await.is_ok());
    let mut silent = server.try_open("/chat/connect", &[]).await.unwrap();
    assert_eq!(close_code(&mut silent).await, 4401);
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn commands_are_answered_and_frames_reach_every_device() {
    let server = server(RealtimeSettings::default());
    let (mut phone, mut desk, mut other) =
        (server.open("alice").await, server.open("alice").await, server.open("bob").await);
    say(&mut phone, json!({"type": "message.send", "conversation_id": here(), "text": "hi", "ref": "r1"})).await;
    let ack = heard(&mut phone).await;
    assert_eq!((&ack["type"], &ack["ref"], &ack["seq"]), (&json!("ack"), &json!("r1"), &json!(7)));
    say(&mut phone, json!({"type": "message", "conversation_id": user(1), "text": "hi", "ref": "r2"})).await;
    let error = heard(&mut phone).await;
    assert_eq!((&error["code"], &error["ref"]), (&json!("conversation_not_found"), &json!("r2")));
    assert!(error["request_id"].is_string());

    server.hub.push(&[user(1), user(2)], Frame::json(&json!({"type": "message"})).unwrap());
    for socket in [&mut phone, &mut desk, &mut other] {
        assert_eq!(heard(socket).await["type"], "message");
    }
    phone.send(Message::Ping(vec![1, 2].into())).await.unwrap();
    assert_eq!(next(&mut phone).await, Message::Pong(vec![1, 2].into()));
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn frames_that_break_the_protocol_close_with_their_code() {
    let server = server(RealtimeSettings::default());
    let mut large = server.open("alice").await;
    large.send(Message::text("x".repeat(65 * 1024))).await.unwrap();
    assert_eq!(close_code(&mut large).await, 1009);

    let piece =
        |opcode, last, size: usize| Message::Frame(RawFrame::message(vec![b'x'; size], OpCode::Data(opcode), last));
    let mut pieces = server.open("alice").await;
    pieces.send(piece(Data::Text, false, 40_000)).await.unwrap();
    pieces.send(piece(Data::Continue, true, 40_000)).await.unwrap();
    assert_eq!(close_code(&mut pieces).await, 1009);

    let mut whole = server.open("alice").await;
    let text = json!({"type": "ping", "ref": "p"}).to_string().into_bytes();
    let (head, tail) = text.split_at(5);
    let part =
        |opcode, last, bytes: &[u8]| Message::Frame(RawFrame::message(bytes.to_vec(), OpCode::Data(opcode), last));
    whole.send(part(Data::Text, false, head)).await.unwrap();
    whole.send(part(Data::Continue, true, tail)).await.unwrap();
    assert_eq!(heard(&mut whole).await["type"], "pong");

    let mut binary = server.open("alice").await;
    binary.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(close_code(&mut binary).await, 1003);
    let mut garbled = server.open("alice").await;
    garbled.send(Message::Frame(RawFrame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true))).await.unwrap();
    assert_eq!(close_code(&mut garbled).await, 1007);
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn a_stalled_reader_is_closed_and_delays_nobody() {
    let server = server(RealtimeSettings::default());
    let (mut stalled, mut brisk) = (server.open("alice").await, server.open("bob").await);
    let frame = Frame::json(&json!({"type": "message", "text": "x".repeat(2_000)})).unwrap();
    for _ in 0..100 {
        (0..100).for_each(|_| server.hub.push(&[user(1), user(2)], frame.clone()));
        for _ in 0..100 {
            assert_eq!(heard(&mut brisk).await["type"], "message");
        }
    }
    assert_eq!(close_code(&mut stalled).await, 4408);
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn the_eleventh_socket_closes_one_and_a_drain_closes_all() {
    let server = server(RealtimeSettings::default());
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(server.open("alice").await);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    sockets.push(server.open("alice").await);
    assert_eq!(close_code(&mut sockets[0]).await, 4409);

    server.hub.drain(Duration::from_secs(5)).await;
    assert_eq!(server.hub.counts().connections, 0);
    assert_eq!(close_code(&mut sockets[5]).await, 1012);
    server.handle.stop(false).await;
}
