//! Sessions against commands that a test controls.

use std::sync::Mutex;

use async_trait::async_trait;
use futures_util::stream;
use kernel::{ConversationId, ManualClock, MessageId, SeededIds, SessionId, Signal, Signals, Timestamp};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::*;
use crate::{Next, RealtimeSettings};

const ALICE: UserId = UserId(Uuid::from_u128(1));
const HERE: ConversationId = ConversationId(Uuid::from_u128(7));

/// Notes the order in which sends arrive; each takes as many milliseconds as its text says.
#[derive(Default)]
struct Notes {
    begun: Mutex<Vec<String>>,
}

#[async_trait]
impl Commands for Notes {
    async fn authenticate(&self, token: &str) -> Result<Caller, Refused> {
        match token {
            "alice" => Ok(Caller::User { user: ALICE, session: SessionId(ALICE.0), roles: vec![] }),
            _ => Err(Refused::INVALID_TOKEN),
        }
    }

    async fn run(&self, _cx: &Cx, command: Command) -> Result<Answer, Refused> {
        let Command::SendMessage { text, .. } = command else { return Ok(Answer::Done) };
        self.begun.lock().unwrap().push(text.clone());
        let millis = text.parse().map_err(|_| Refused::new("no_number", "Not a number."))?;
        tokio::time::sleep(Duration::from_millis(millis)).await;
        let seq = i64::try_from(millis).unwrap();
        Ok(Answer::Stored { message_id: MessageId(Uuid::nil()), seq, sent_at: Timestamp::default() })
    }
}

struct Scene {
    hub: Arc<Hub>,
    notes: Arc<Notes>,
    queue: Arc<Queue>,
    peer: mpsc::UnboundedSender<Incoming>,
    running: JoinHandle<()>,
}

fn scene(settings: RealtimeSettings, token: Option<&str>, expected: Option<UserId>) -> Scene {
    let now = Timestamp::from_millis(1_700_000_000_000);
    let hub = Hub::new(settings, Arc::new(ManualClock::new(now)), Arc::new(SeededIds::new(now, 1)));
    let notes = Arc::new(Notes::default());
    let session = Session::new(Arc::clone(&hub), notes.clone(), expected);
    let (peer, arrivals) = mpsc::unbounded_channel();
    let queue = session.queue();
    let incoming = stream::unfold(arrivals, async |mut arrivals| Some((arrivals.recv().await?, arrivals)));
    let token = token.map(str::to_owned);
    let running = tokio::spawn(async move { drop(session.run(token, incoming).await) });
    Scene { hub, notes, queue, peer, running }
}

impl Scene {
    fn say(&self, frame: serde_json::Value) {
        self.peer.send(Incoming::Text(frame.to_string().into())).unwrap();
    }
    fn send(&self, text: &str, mark: &str) {
        self.say(serde_json::json!({"type": "message.send", "conversation_id": HERE, "text": text, "ref": mark}));
    }
    async fn next(&self) -> Next {
        tokio::time::timeout(Duration::from_secs(5), self.queue.next()).await.expect("nothing came")
    }
    async fn heard(&self) -> serde_json::Value {
        match self.next().await {
            Next::Write(Outgoing::Frame(frame)) => serde_json::from_slice(frame.bytes()).unwrap(),
            other => panic!("not a frame: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_first_frame_with_a_token_signs_in() {
    let scene = scene(RealtimeSettings::default(), None, None);
    scene.send("0", "early");
    assert_eq!(scene.heard().await["code"], "not_signed_in");
    scene.say(serde_json::json!({"type": "auth", "token": "alice"}));
    let ready = scene.heard().await;
    assert_eq!((&ready["type"], &ready["heartbeat_s"]), (&"ready".into(), &25.into()));
    assert_eq!(ready["user_id"], serde_json::json!(ALICE));
    assert_eq!(scene.hub.counts().connections, 1);
    scene.say(serde_json::json!({"type": "ping", "ref": "p"}));
    let pong = scene.heard().await;
    assert_eq!((&pong["type"], &pong["ref"]), (&"pong".into(), &"p".into()));
    drop(scene.peer);
    scene.running.await.unwrap();
    assert_eq!(scene.hub.counts().connections, 0, "who left is gone");
}

#[tokio::test]
async fn a_bad_token_or_none_ends_the_connection() {
    let refused = scene(RealtimeSettings::default(), Some("mallory"), None);
    assert_eq!(refused.heard().await["code"], "invalid_token");
    assert_eq!(refused.next().await, Next::Close(Close::UNAUTHENTICATED));

    let foreign = scene(RealtimeSettings::default(), Some("alice"), Some(UserId(Uuid::from_u128(2))));
    assert_eq!(foreign.heard().await["code"], "actor_mismatch");
    assert_eq!(foreign.next().await, Next::Close(Close::UNAUTHENTICATED));

    let hurried = RealtimeSettings { auth_timeout_ms: 30, ..RealtimeSettings::default() };
    let silent = scene(hurried, None, None);
    assert_eq!(silent.next().await, Next::Close(Close::UNAUTHENTICATED));
}

#[tokio::test]
async fn commands_begin_in_order_and_answers_keep_their_refs() {
    let scene = scene(RealtimeSettings::default(), Some("alice"), None);
    scene.heard().await;
    for (text, mark) in [("60", "slow"), ("30", "quick"), ("x", "wrong"), ("0", "now")] {
        scene.send(text, mark);
    }
    let mut answers = Vec::new();
    for _ in 0..4 {
        let answer = scene.heard().await;
        answers.push((answer["ref"].as_str().unwrap().to_owned(), answer["type"].as_str().unwrap().to_owned()));
    }
    let expected = [("wrong", "error"), ("now", "ack"), ("quick", "ack"), ("slow", "ack")];
    assert_eq!(answers, expected.map(|(mark, kind)| (mark.to_owned(), kind.to_owned())));
    assert_eq!(*scene.notes.begun.lock().unwrap(), ["60", "30", "x", "0"]);
}

#[tokio::test]
async fn a_frame_in_another_name_is_refused() {
    let scene = scene(RealtimeSettings::default(), Some("alice"), None);
    scene.heard().await;
    let other = UserId(Uuid::from_u128(2));
    scene.say(serde_json::json!({
        "type": "message.send", "conversation_id": HERE, "text": "0", "user_id": other, "ref": "r"
    }));
    let answer = scene.heard().await;
    assert_eq!((&answer["code"], &answer["ref"]), (&"actor_mismatch".into(), &"r".into()));
    assert!(scene.notes.begun.lock().unwrap().is_empty());
}

#[tokio::test]
async fn too_many_commands_are_refused_and_a_flood_ends_the_connection() {
    let slow = RealtimeSettings { commands_per_second: 5, ..RealtimeSettings::default() };
    let scene = scene(slow, Some("alice"), None);
    scene.heard().await;
    (0..40).for_each(|n| scene.say(serde_json::json!({"type": "ping", "ref": n.to_string()})));
    for _ in 0..5 {
        assert_eq!(scene.heard().await["type"], "pong");
    }
    let refused = scene.heard().await;
    assert_eq!((&refused["code"], &refused["ref"]), (&"rate_limited".into(), &"5".into()));
    let close = loop {
        if let Next::Close(close) = scene.next().await {
            break close;
        }
    };
    assert_eq!(close, Close::FLOOD);
}

#[tokio::test]
async fn answers_under_way_come_before_the_end_of_a_draining_hub() {
    let scene = scene(RealtimeSettings::default(), Some("alice"), None);
    scene.heard().await;
    scene.send("80", "last");
    tokio::time::sleep(Duration::from_millis(20)).await;
    scene.hub.drain(Duration::from_secs(5)).await;
    assert_eq!(scene.heard().await["ref"], "last");
    assert!(matches!(scene.next().await, Next::Close(Close { code: 1012, .. })));
}

#[tokio::test]
async fn a_revoked_sign_in_is_told_and_ends() {
    let scene = scene(RealtimeSettings::default(), Some("alice"), None);
    scene.heard().await;
    let signals = Signals::new();
    scene.hub.obey(&signals);
    signals.send(&Signal::SessionsRevoked { user: ALICE, sessions: vec![] });
    assert_eq!(scene.heard().await["type"], "session.revoked");
    assert_eq!(scene.next().await, Next::Close(Close::UNAUTHENTICATED));
}

#[tokio::test]
async fn a_silent_peer_is_pinged_twice_and_then_cut_off() {
    let brisk = RealtimeSettings { heartbeat_s: 1, ..RealtimeSettings::default() };
    let scene = scene(brisk, Some("alice"), None);
    scene.heard().await;
    assert_eq!(scene.next().await, Next::Write(Outgoing::Ping));
    assert_eq!(scene.next().await, Next::Write(Outgoing::Ping));
    assert_eq!(scene.next().await, Next::Close(Close::SILENT));
}

#[tokio::test]
async fn a_broken_transport_ends_with_its_reason() {
    let scene = scene(RealtimeSettings::default(), Some("alice"), None);
    scene.heard().await;
    scene.peer.send(Incoming::Broken(Close::TOO_LARGE)).unwrap();
    assert_eq!(scene.next().await, Next::Close(Close::TOO_LARGE));
}
