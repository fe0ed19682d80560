//! The caller's matches.

use std::collections::HashMap;

use discovery_contract::{DiscoveryRefusal, ListMatches, MatchView};
use kernel::{Cx, Outcome, Page, Timestamp, UserId, page_limit};
use profile_contract::{GetCards, PersonCard};

use super::{asking, in_our_words};
use crate::Service;
use crate::store::match_side::{self, Model, Place};

const MOST: u32 = 50;

impl Service {
    /// One query and one question to the profile module, however many matches there are.
    pub(crate) async fn matches(&self, cx: &Cx, req: ListMatches) -> Outcome<Page<MatchView>, DiscoveryRefusal> {
        let user = asking(cx)?;
        let after = req.cursor.map(|cursor| cursor.key::<Place>().ok_or(DiscoveryRefusal::BadCursor)).transpose()?;
        let limit = page_limit(Some(req.limit), MOST, MOST);
        let rows = match_side::newest_of(self.db.read(), user, after, u64::from(limit) + 1).await?;
        let page = Page::cut(rows, limit as usize, |row| Place::from(row));
        if page.items.is_empty() {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let peers = page.items.iter().map(|row| UserId(row.peer_id)).collect();
        let cards = self.profiles.get_cards(cx, GetCards { users: peers }).await.map_err(in_our_words)?.cards;
        let mut cards: HashMap<_, _> = cards.into_iter().map(|card| (card.user_id, card)).collect();
        let seen = |row: &Model| Some(view(row, cards.remove(&UserId(row.peer_id))?));
        Ok(Page { items: page.items.iter().filter_map(seen).collect(), next: page.next })
    }
}

fn view(row: &Model, card: PersonCard) -> MatchView {
    MatchView {
        match_id: row.match_id.into(),
        user_id: card.user_id,
        name: card.name,
        age: card.age,
        city: card.city,
        photo: card.avatar,
        matched_at: Timestamp::from_millis(row.matched_at),
        conversation_id: row.conversation_id.into(),
        last_message_at: row.last_message_at.map(Timestamp::from_millis),
        unread_count: u64::try_from(row.unread_count).unwrap_or(0),
    }
}
