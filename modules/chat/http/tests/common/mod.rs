//! The module's operations around a chat module that answers what the test says.

use std::sync::Arc;

use chat_contract::{
    ChatRefusal, ConversationKind, ConversationView, Conversations, GetConversation, ListConversations, ListMessages,
    MessageAck, MessagePage, MessageView, SendMessage, SetRead, SetTyping,
};
use chat_http::{Api, routes};
use edge::testing::KnownTokens;
use edge::{Origins, Routes};
use kernel::{ConversationId, Done, Fake, MessageId, Page, Timestamp, UserId};
use realtime::{Hub, RealtimeSettings};
use testkit::{World, user};

/// The one conversation there is.
pub fn here() -> ConversationId {
    ConversationId(user(700).0)
}

pub fn message_id(seq: i64) -> MessageId {
    MessageId(user(800 + u16::try_from(seq).unwrap()).0)
}

pub fn tokens() -> KnownTokens {
    KnownTokens::default().with("alice", user(1)).with("bob", user(2))
}

/// Operations with these limits of live connections, and the hub behind them.
pub fn serve(settings: RealtimeSettings) -> (Routes, Arc<Hub>) {
    let world = World::new();
    let hub = Hub::new(settings, world.clock(), world.ids());
    let origins = Origins { allowed: vec!["https://app.example".into()], ..Origins::default() };
    let api = Api { conversations: Arc::new(conversations()), hub: Arc::clone(&hub), origins };
    (routes(api), hub)
}

fn conversations() -> Fake<dyn Conversations> {
    Fake::new()
        .on(|_cx, req: ListConversations| {
            let items = vec![conversation(req.unread_only)];
            Ok(Page { items, next: req.cursor })
        })
        .on(|_cx, req: GetConversation| match req.conversation == here() {
            true => Ok(conversation(false)),
            false => Err(ChatRefusal::NotFound.into()),
        })
        .on(|cx, req: ListMessages| {
            let last = req.before.map_or(10, |before| before - 1);
            let first = req.after.map_or(1, |after| after + 1).max(1);
            let all: Vec<i64> = (first..=last).collect();
            let limit = usize::try_from(req.limit).unwrap();
            let more = all.len() > limit;
            let cut = if req.after.is_some() { 0 } else { all.len().saturating_sub(limit) };
            let shown = all.into_iter().skip(cut).take(limit);
            let messages = shown.map(|seq| message(cx.caller().user().unwrap(), seq)).collect();
            Ok(MessagePage { messages, more })
        })
        .on(|cx, req: SendMessage| {
            if req.conversation != here() {
                return Err(ChatRefusal::NotFound.into());
            }
            if req.client_id.as_deref() == Some("again") {
                cx.mark_replayed();
            }
            Ok(MessageAck { message_id: message_id(7), seq: 7, sent_at: Timestamp::from_millis(7) })
        })
        .on(|_cx, _req: SetRead| Ok(Done {}))
        .on(|_cx, _req: SetTyping| Ok(Done {}))
}

fn conversation(unread: bool) -> ConversationView {
    ConversationView {
        conversation_id: here(),
        kind: ConversationKind::Direct,
        participant_id: Some(user(2)),
        participant_name: Some("Bob".into()),
        avatar: None,
        last_message: None,
        last_message_at: None,
        last_seq: 0,
        read_seq: 0,
        peer_read_seq: 0,
        unread_count: u64::from(unread),
        muted: false,
        closed: false,
        created_at: Timestamp::from_millis(1),
    }
}

fn message(sender: UserId, seq: i64) -> MessageView {
    MessageView {
        message_id: message_id(seq),
        seq,
        conversation_id: here(),
        user_id: sender,
        text: seq.to_string(),
        deleted: false,
        sent_at: Timestamp::from_millis(seq),
        client_id: None,
        kind: "text".into(),
        read: Some(false),
    }
}
