//! What the module does when facts arrive.

mod open_conversation;

pub(crate) use open_conversation::OpenConversation;
