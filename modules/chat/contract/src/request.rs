//! Requests and replies of the chat module.

use kernel::{ConversationId, Cursor, MessageId, Picture, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Asks for a page of the caller's conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListConversations {
    /// Only those with unread messages.
    pub unread_only: bool,
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Asks for one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetConversation {
    /// Which.
    pub conversation: ConversationId,
}

/// Asks for messages: the newest ones, those before or those after a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMessages {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Only those with a smaller `seq`, the nearest ones.
    pub before: Option<i64>,
    /// Only those with a greater `seq`, the nearest ones.
    pub after: Option<i64>,
    /// How many, at most 200.
    pub limit: u32,
}

/// Stores a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMessage {
    /// Where.
    pub conversation: ConversationId,
    /// 1-4,000 characters, not only white space; of the control characters only line feed and tab.
    pub text: String,
    /// Recognises repeats of one send, 1-64 characters without control characters; unique per sender and conversation,
    /// for good. Without one, the call's idempotency key serves.
    pub client_id: Option<String>,
}

/// Says how far the caller has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRead {
    /// Where.
    pub conversation: ConversationId,
    /// Up to which message.
    pub up_to: ReadUpTo,
}

/// Shows the others that the caller is typing, or no longer. A nudge: it may be lost, and clients let it expire after 6 s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetTyping {
    /// Where.
    pub conversation: ConversationId,
    /// Whether they are.
    pub on: bool,
}

/// A place in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadUpTo {
    /// By number.
    Seq(i64),
    /// By message.
    Message(MessageId),
}

/// What kind of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// Two people.
    Direct,
    /// A room.
    Group,
}

/// A conversation as one member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConversationView {
    /// Which.
    pub conversation_id: ConversationId,
    /// What kind.
    pub kind: ConversationKind,
    /// The other person of a direct one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_id: Option<UserId>,
    /// Their name; absent when the caller may no longer see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_name: Option<String>,
    /// Their first photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Picture>,
    /// The newest message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessage>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_at: Option<Timestamp>,
    /// Its place; 0 when there is none.
    pub last_seq: i64,
    /// Up to where the caller has read.
    pub read_seq: i64,
    /// Up to where the other of a direct one has read.
    pub peer_read_seq: i64,
    /// How many of the others' messages the caller has not read.
    pub unread_count: u64,
    /// Whether the caller wants no notifications of it.
    pub muted: bool,
    /// Whether nobody can write any longer.
    pub closed: bool,
    /// When it was opened.
    pub created_at: Timestamp,
}

/// The newest message of a conversation, short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LastMessage {
    /// Which.
    pub message_id: MessageId,
    /// Its place.
    pub seq: i64,
    /// Who wrote it; all zeros when their account is gone.
    pub user_id: UserId,
    /// What.
    pub text: String,
    /// Whether it was taken back: its text is gone.
    pub deleted: bool,
}

/// Messages in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePage {
    /// Ascending by `seq`.
    pub messages: Vec<MessageView>,
    /// Whether there are more in the direction asked for.
    pub more: bool,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageView {
    /// Which.
    pub message_id: MessageId,
    /// Its place in the conversation: dense from 1.
    pub seq: i64,
    /// Where.
    pub conversation_id: ConversationId,
    /// Who wrote it; all zeros when their account is gone.
    pub user_id: UserId,
    /// What.
    pub text: String,
    /// Whether it was taken back: its text is gone, its place stays.
    pub deleted: bool,
    /// When it was stored.
    pub sent_at: Timestamp,
    /// The sender's mark; only for the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// `text`.
    pub kind: String,
    /// Whether the other has read it (own messages), or the caller has (others'); absent where no other is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<bool>,
}

/// A message is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageAck {
    /// Which.
    pub message_id: MessageId,
    /// Its place.
    pub seq: i64,
    /// When it was stored.
    pub sent_at: Timestamp,
}

/// Asks for everything the module holds of somebody; for them alone, and for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportUser {
    /// Of whom.
    pub user: UserId,
}

/// Erases what the module holds of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseUser {
    /// Of whom.
    pub user: UserId,
}
