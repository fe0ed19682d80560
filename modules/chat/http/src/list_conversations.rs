//! The caller's conversations.

use std::sync::Arc;

use chat_contract::{ChatRefusal, ConversationView, ListConversations};
use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome, page_limit};
use serde::Deserialize;
use validator::Validate;

use crate::Api;

/// Which page of conversations.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
pub struct ConversationQuery {
    /// Only those with unread messages.
    #[serde(default)]
    #[param(required = false)]
    pub unread_only: bool,
    /// How many, at most 50.
    #[param(minimum = 1, maximum = 50, default = 20)]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

edge::listing!(
    /// A page of conversations.
    pub struct ConversationList {
        conversations: Vec<ConversationView>,
    }
);

pub(crate) async fn list_conversations(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<ConversationQuery>,
) -> Outcome<Json<ConversationList>, ChatRefusal> {
    let ConversationQuery { unread_only, limit, cursor } = query.into_inner();
    let req = ListConversations { unread_only, limit: page_limit(limit, 20, 50), cursor };
    Ok(Json(api.conversations.list_conversations(who.cx(), req).await?.into()))
}
