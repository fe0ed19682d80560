//! Sends a message.

use std::sync::Arc;

use chat_contract::{ChatRefusal, MessageAck, SendMessage};
use edge::{Body, Created, SignedIn};
use kernel::{ConversationId, Cx, IdempotencyKey, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// A message to send. A `user_id` beside these fields must be the caller's.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewMessage {
    /// Where.
    pub conversation_id: ConversationId,
    /// What: 1-4,000 characters, not only white space.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
    /// Recognises repeats of this send, for good: unique per sender and conversation.
    #[schema(min_length = 1, max_length = 64)]
    pub client_id: Option<String>,
}

pub(crate) async fn send_message(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<NewMessage>,
) -> Outcome<Created<MessageAck>, ChatRefusal> {
    let NewMessage { conversation_id, text, client_id } = body.into_inner();
    let cx = recognising(who.cx(), client_id.is_some());
    let req = SendMessage { conversation: conversation_id, text, client_id };
    let ack = api.conversations.send_message(&cx, req).await?;
    // A page of exactly this message.
    let place = (ack.seq - 1).to_string();
    let location = ["/chat/messages/", &conversation_id.to_string(), "?after=", &place, "&limit=1"].concat();
    Ok(Created::at(location, ack).replayed(cx.is_replayed()))
}

/// A call that learns whether it was a repeat, also when the client marked it in the body only. The key itself then
/// goes unused: the body's mark comes first.
fn recognising(cx: &Cx, marked: bool) -> Cx {
    match cx.idempotency() {
        None if marked => cx.clone().with_idempotency(IdempotencyKey::fresh()),
        _ => cx.clone(),
    }
}
