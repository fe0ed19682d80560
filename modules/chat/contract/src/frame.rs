//! Frames that the chat module pushes to open connections (JSON text, one object a frame).

use kernel::{ConversationId, MatchId, Timestamp, UserId};
use serde::Serialize;

use crate::MessageView;

/// A frame from the server, told apart by `type`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum Push {
    /// A new message, for every device of every member.
    #[serde(rename = "message")]
    Message {
        /// The message.
        data: MessageView,
    },
    /// Somebody has read up to a message.
    #[serde(rename = "message.read")]
    MessageRead {
        /// Where.
        conversation_id: ConversationId,
        /// Who.
        user_id: UserId,
        /// Up to which place.
        up_to_seq: i64,
        /// When.
        at: Timestamp,
    },
    /// Somebody is typing, or no longer; it expires by itself after 6 s.
    #[serde(rename = "typing")]
    Typing {
        /// Where.
        conversation_id: ConversationId,
        /// Who.
        user_id: UserId,
        /// Whether they are.
        state: TypingState,
    },
    /// The receiver and somebody liked each other.
    #[serde(rename = "match.created")]
    MatchCreated {
        /// The match.
        match_id: MatchId,
        /// The other person.
        user_id: UserId,
        /// Where they can talk.
        conversation_id: ConversationId,
    },
    /// A match has ended; its conversation is gone.
    #[serde(rename = "match.removed")]
    MatchRemoved {
        /// The match.
        match_id: MatchId,
        /// The other person.
        user_id: UserId,
        /// Where they could talk.
        conversation_id: ConversationId,
    },
}

/// Whether somebody is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TypingState {
    /// They are.
    On,
    /// No longer.
    Off,
}
