//! One of the caller's conversations.

use std::sync::Arc;

use chat_contract::{ChatRefusal, ConversationView, GetConversation};
use edge::{Json, Path, SignedIn};
use kernel::{ConversationId, Outcome};
use serde::Deserialize;

use crate::Api;

/// Which conversation.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct ConversationPath {
    /// The conversation.
    pub conversation_id: ConversationId,
}

pub(crate) async fn get_conversation(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ConversationPath>,
) -> Outcome<Json<ConversationView>, ChatRefusal> {
    let req = GetConversation { conversation: path.conversation_id };
    Ok(Json(api.conversations.get_conversation(who.cx(), req).await?))
}
