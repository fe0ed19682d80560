//! One file a method of the contract.

mod erase_user;
mod export_user;
mod get_conversation;
mod list_conversations;
mod list_messages;
mod send_message;
mod set_read;
mod set_typing;

pub(crate) use erase_user::erase_user;
pub(crate) use export_user::export_user;
pub(crate) use get_conversation::get_conversation;
pub(crate) use list_conversations::list_conversations;
pub(crate) use list_messages::list_messages;
pub(crate) use send_message::send_message;
pub(crate) use set_read::set_read;
pub(crate) use set_typing::set_typing;

use chat_contract::ChatRefusal;
use kernel::{Cx, UserId};

/// The person who asks; nobody else is in any conversation.
fn person(cx: &Cx) -> Result<UserId, ChatRefusal> {
    cx.caller().user().ok_or(ChatRefusal::NotFound)
}
