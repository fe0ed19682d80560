//! What the rest of the system may ask of the chat module: conversations and their messages.
//!
//! The module owns order (`seq` is dense and strictly increasing in a conversation), durability (an acknowledged
//! message is on disk) and who has read what. Whether two people may see each other it asks the profile module.

mod event;
pub mod frame;
mod refusal;
mod request;

pub use event::{ConversationRead, MessageSent};
pub use refusal::ChatRefusal;
pub use request::{
    ConversationKind, ConversationView, EraseUser, ExportUser, GetConversation, LastMessage, ListConversations,
    ListMessages, MessageAck, MessagePage, MessageView, ReadUpTo, SendMessage, SetRead, SetTyping,
};

kernel::contract! {
    /// Conversations and their messages.
    pub trait Conversations = "chat" v 1, refuses ChatRefusal {
        /// The caller's conversations, the one with the newest message first.
        read fn list_conversations(ListConversations) -> kernel::Page<ConversationView>;
        /// One of the caller's conversations.
        read fn get_conversation(GetConversation) -> ConversationView;
        /// Messages of one of the caller's conversations, in order.
        read fn list_messages(ListMessages) -> MessagePage;
        /// Stores a message and answers once it is on disk. The same `client_id` answers the first message.
        write fn send_message(SendMessage) -> MessageAck;
        /// Says how far the caller has read; it only grows.
        write fn set_read(SetRead) -> kernel::Done;
        /// Shows the others in the conversation that the caller is typing, or no longer.
        write fn set_typing(SetTyping) -> kernel::Done;
        /// The conversations somebody is in, and the messages they sent.
        read fn export_user(ExportUser) -> kernel::Exported;
        /// Takes somebody out of all conversations; for services. Their messages lose text and sender and keep their
        /// places, a direct conversation closes, and one that nobody is left in goes. A repeat finds nothing more.
        write fn erase_user(EraseUser) -> kernel::Erased;
    }
}
