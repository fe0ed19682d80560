//! Somebody's conversations, the most recently active first.

use std::collections::HashMap;

use chat_contract::{ChatRefusal, ConversationView, ListConversations};
use kernel::{Cx, Failure, Outcome, Page, UserId};
use profile_contract::GetCards;

use super::person;
use crate::Service;
use crate::store::listing::{self, Listed, Position};

/// Longest page.
const MOST: u32 = 50;

pub(crate) async fn list_conversations(
    service: &Service,
    cx: &Cx,
    req: ListConversations,
) -> Outcome<Page<ConversationView>, ChatRefusal> {
    let user = person(cx)?;
    let limit = req.limit.clamp(1, MOST);
    let after = req.cursor.map(|cursor| cursor.key::<Position>().ok_or(ChatRefusal::BadCursor)).transpose()?;
    let rows = listing::of(service.db.read(), user, req.unread_only, after, limit).await?;
    let page = Page::cut(rows, usize::try_from(limit).unwrap_or(usize::MAX), |row| (row.active_at, row.id));
    Ok(Page { items: named(service, cx, page.items).await?, next: page.next })
}

/// Adds the others' names and pictures, where the caller may see them.
pub(super) async fn named(
    service: &Service,
    cx: &Cx,
    rows: Vec<Listed>,
) -> Outcome<Vec<ConversationView>, ChatRefusal> {
    let users: Vec<UserId> = rows.iter().filter_map(|row| row.peer_id).map(UserId).collect();
    let mut cards = HashMap::new();
    if !users.is_empty() {
        let known = service.profiles.get_cards(cx, GetCards { users }).await.map_err(Failure::unexpected)?;
        cards.extend(known.cards.into_iter().map(|card| (card.user_id, card)));
    }
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let mut view = row.view()?;
        if let Some(card) = view.participant_id.and_then(|other| cards.remove(&other)) {
            view.participant_name = Some(card.name);
            view.avatar = card.avatar;
        }
        views.push(view);
    }
    Ok(views)
}
