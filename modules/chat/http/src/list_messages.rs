//! Messages of one of the caller's conversations.

use std::sync::Arc;

use chat_contract::{ChatRefusal, ListMessages, MessagePage, MessageView};
use edge::{Json, Path, Query, SignedIn};
use kernel::{Cursor, Outcome, page_limit};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::Api;
use crate::get_conversation::ConversationPath;

/// Which messages: the newest ones, those before or those after a place.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
pub struct MessageQuery {
    /// Only those with a smaller `seq`, the nearest ones.
    pub before: Option<i64>,
    /// Only those with a greater `seq`, the nearest ones.
    pub after: Option<i64>,
    /// How many, at most 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before; it goes on in the same direction.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

edge::listing!(
    /// Messages, ascending by `seq`. The next page goes on in the direction asked for: to older ones unless `after` was
    /// given.
    pub struct MessageList {
        messages: Vec<MessageView>,
    }
);

/// What a cursor of this list holds.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Onward {
    Before(i64),
    After(i64),
}

pub(crate) async fn list_messages(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ConversationPath>,
    query: Query<MessageQuery>,
) -> Outcome<Json<MessageList>, ChatRefusal> {
    let MessageQuery { mut before, mut after, limit, cursor } = query.into_inner();
    match cursor.map(|cursor| cursor.key::<Onward>().ok_or(ChatRefusal::BadCursor)).transpose()? {
        Some(Onward::Before(seq)) => before = Some(before.map_or(seq, |asked| asked.min(seq))),
        Some(Onward::After(seq)) => after = Some(after.map_or(seq, |asked| asked.max(seq))),
        None => {}
    }
    let conversation = path.conversation_id;
    let req = ListMessages { conversation, before, after, limit: page_limit(limit, 50, 200) };
    let page = api.conversations.list_messages(who.cx(), req).await?;
    let next = onward(&page, after.is_some());
    Ok(Json(MessageList::new(page.messages, next)))
}

/// The same under the conversation's own path.
pub(crate) async fn list_conversation_messages(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ConversationPath>,
    query: Query<MessageQuery>,
) -> Outcome<Json<MessageList>, ChatRefusal> {
    list_messages(api, who, path, query).await
}

fn onward(page: &MessagePage, newer: bool) -> Option<Cursor> {
    if !page.more {
        return None;
    }
    let edge = match newer {
        true => Onward::After(page.messages.last()?.seq),
        false => Onward::Before(page.messages.first()?.seq),
    };
    Some(Cursor::of(&edge))
}
