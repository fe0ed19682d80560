//! Facts the chat module tells: ids and numbers, never text.

use kernel::{ConversationId, MessageId, UserId};

kernel::events! { "chat":
    /// A message was stored.
    "message.sent" v 1 by conversation_id =>
    pub struct MessageSent {
        /// Where.
        pub conversation_id: ConversationId,
        /// Which.
        pub message_id: MessageId,
        /// Its place in the conversation.
        pub seq: i64,
        /// Who wrote it.
        pub user_id: UserId,
        /// Everybody else in the conversation.
        pub recipients: Vec<UserId>,
        /// When.
        pub sent_at: kernel::Timestamp,
    }

    /// Somebody has read up to a message.
    "message.read" v 1 by conversation_id =>
    pub struct ConversationRead {
        /// Where.
        pub conversation_id: ConversationId,
        /// Who.
        pub user_id: UserId,
        /// Up to which place.
        pub up_to_seq: i64,
        /// How many of the others' messages they have not read yet.
        pub unread: u64,
    }
}
