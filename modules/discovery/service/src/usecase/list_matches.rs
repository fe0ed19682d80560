//! The caller's matches.

use discovery_contract::{DiscoveryRefusal, ListMatches, MatchView, PersonView};
use kernel::{Cx, Outcome, Page, Timestamp, UserId, page_limit};

use super::{MOST_LISTED, asking, place};
use crate::Service;
use crate::store::match_side::{self, Model, Place};

impl Service {
    /// One query and one question to the profile module, however many matches there are.
    pub(crate) async fn matches(&self, cx: &Cx, req: ListMatches) -> Outcome<Page<MatchView>, DiscoveryRefusal> {
        let user = asking(cx)?;
        let after = place::<Place>(req.cursor.as_ref())?;
        let limit = page_limit(Some(req.limit), MOST_LISTED, MOST_LISTED);
        let rows = match_side::newest_of(self.db.read(), user, after, u64::from(limit) + 1).await?;
        let page = Page::cut(rows, limit as usize, |row| Place::from(row));
        let mut people = self.people(cx, page.items.iter().map(|row| UserId(row.peer_id))).await?;
        let seen = |row: &Model| Some(view(row, people.remove(&UserId(row.peer_id))?));
        Ok(Page { items: page.items.iter().filter_map(seen).collect(), next: page.next })
    }
}

fn view(row: &Model, person: PersonView) -> MatchView {
    MatchView {
        match_id: row.match_id.into(),
        user_id: person.user_id,
        name: person.name,
        age: person.age,
        city: person.city,
        photo: person.photo,
        matched_at: Timestamp::from_millis(row.matched_at),
        conversation_id: row.conversation_id.into(),
        last_message_at: row.last_message_at.map(Timestamp::from_millis),
        unread_count: u64::try_from(row.unread_count).unwrap_or(0),
    }
}
