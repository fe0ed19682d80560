//! One of somebody's conversations.

use chat_contract::{ChatRefusal, ConversationView, GetConversation};
use kernel::{Cx, Outcome};

use super::list_conversations::named;
use super::person;
use crate::Service;
use crate::store::listing;

pub(crate) async fn get_conversation(
    service: &Service,
    cx: &Cx,
    req: GetConversation,
) -> Outcome<ConversationView, ChatRefusal> {
    let user = person(cx)?;
    let row = listing::one_of(service.db.read(), user, req.conversation).await?.ok_or(ChatRefusal::NotFound)?;
    let mut views = named(service, cx, vec![row]).await?;
    Ok(views.pop().ok_or(ChatRefusal::NotFound)?)
}
