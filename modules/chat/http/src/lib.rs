//! The chat module's public operations: conversations and messages over HTTP, and the endpoints of its sockets.

mod bridge;
mod connect;
mod get_conversation;
mod list_conversations;
mod list_messages;
mod send_message;
mod set_read;
mod socket;

use std::sync::Arc;

use chat_contract::Conversations;
use edge::{Class, Origins, Routes};
use realtime::Hub;

/// What the operations need.
pub struct Api {
    /// The chat module.
    pub conversations: Arc<dyn Conversations>,
    /// Where live connections meet.
    pub hub: Arc<Hub>,
    /// Web pages that may open sockets.
    pub origins: Origins,
}

/// The module's operations.
pub fn routes(api: Api) -> Routes {
    Routes::new("chat", "Chat", "Conversations, their messages, and live delivery.", api)
        .get(
            "/chat/conversations",
            list_conversations::list_conversations,
            "The caller's conversations, the most recently active first.",
        )
        .get(
            "/chat/conversations/{conversation_id}",
            get_conversation::get_conversation,
            "One of the caller's conversations.",
        )
        .get(
            "/chat/conversations/{conversation_id}/messages",
            list_messages::list_conversation_messages,
            "Messages of one of the caller's conversations, in order.",
        )
        .put(
            "/chat/conversations/{conversation_id}/read-state",
            set_read::set_read,
            "Says how far the caller has read; it only grows.",
        )
        .get(
            "/chat/messages/{conversation_id}",
            list_messages::list_messages,
            "Messages of one of the caller's conversations, in order.",
        )
        .post(
            "/chat/messages",
            send_message::send_message,
            "Sends a message; answered once it is on disk. An exact repeat answers the first result.",
        )
        .limited(Class::Message)
        .get("/chat/connect", connect::connect, "Opens a WebSocket for live delivery.")
        .limited(Class::Socket)
        .get("/ws/{user_id}", connect::connect_as, "Opens a WebSocket of the account in the path.")
        .limited(Class::Socket)
        .into()
}
