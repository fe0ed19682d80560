//! Says how far the caller has read.

use std::sync::Arc;

use chat_contract::{ChatRefusal, ReadUpTo, SetRead};
use edge::{Body, NoContent, Path, SignedIn};
use kernel::{FieldError, MessageId, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::get_conversation::ConversationPath;

/// Up to where; one of the two.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct ReadState {
    /// By place.
    pub up_to_seq: Option<i64>,
    /// By message.
    pub up_to_message_id: Option<MessageId>,
}

pub(crate) async fn set_read(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ConversationPath>,
    body: Body<ReadState>,
) -> Outcome<NoContent, ChatRefusal> {
    let up_to = match (body.up_to_seq, body.up_to_message_id) {
        (Some(seq), _) => ReadUpTo::Seq(seq),
        (None, Some(message)) => ReadUpTo::Message(message),
        (None, None) => {
            let missing = FieldError::new("up_to_seq", "required", "Name a place or a message.");
            return Err(ChatRefusal::Invalid(vec![missing]).into());
        }
    };
    api.conversations.set_read(who.cx(), SetRead { conversation: path.conversation_id, up_to }).await?;
    Ok(NoContent)
}
