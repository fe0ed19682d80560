//! Whom the caller keeps for later.

use discovery_contract::{DiscoveryRefusal, FavoriteView, ListFavorites};
use kernel::{Cx, Outcome, Page, Timestamp, UserId, page_limit};

use super::{MOST_LISTED, asking, place};
use crate::Service;
use crate::store::favorite;
use crate::store::instant::Instant;

impl Service {
    pub(crate) async fn favorites(&self, cx: &Cx, req: ListFavorites) -> Outcome<Page<FavoriteView>, DiscoveryRefusal> {
        let user = asking(cx)?;
        let after = place(req.cursor.as_ref())?;
        let limit = page_limit(Some(req.limit), MOST_LISTED, MOST_LISTED);
        let rows = favorite::newest_of(self.db.read(), user, after, u64::from(limit) + 1).await?;
        let page = Page::cut(rows, limit as usize, |row| Instant { at: row.added_at, who: row.target_id });
        let mut people = self.people(cx, page.items.iter().map(|row| UserId(row.target_id))).await?;
        let kept = |row: favorite::Model| {
            let person = people.remove(&UserId(row.target_id))?;
            Some(FavoriteView { person, added_at: Timestamp::from_millis(row.added_at) })
        };
        Ok(Page { items: page.items.into_iter().filter_map(kept).collect(), next: page.next })
    }
}
