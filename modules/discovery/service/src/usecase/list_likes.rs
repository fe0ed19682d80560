//! Who likes the caller.

use discovery_contract::{Action, DiscoveryRefusal, LikeView, ListLikes};
use kernel::{Cx, Outcome, Page, Timestamp, UserId, page_limit};

use super::{MOST_LISTED, asking, place};
use crate::Service;
use crate::store::instant::Instant;
use crate::store::swipe;

impl Service {
    /// One query and one question to the profile module. Whoever is answered leaves the list by the next request.
    pub(crate) async fn likes(&self, cx: &Cx, req: ListLikes) -> Outcome<Page<LikeView>, DiscoveryRefusal> {
        let user = asking(cx)?;
        let after = place(req.cursor.as_ref())?;
        let limit = page_limit(Some(req.limit), MOST_LISTED, MOST_LISTED);
        let rows = swipe::newest_likes_of(self.db.read(), user, after, u64::from(limit) + 1).await?;
        let page = Page::cut(rows, limit as usize, |row| Instant { at: row.decided_at, who: row.user_id });
        let mut people = self.people(cx, page.items.iter().map(|row| UserId(row.user_id))).await?;
        let like = |row: swipe::Model| {
            Some(LikeView {
                person: people.remove(&UserId(row.user_id))?,
                superlike: row.action == Action::Superlike.as_str(),
                comment: row.comment,
                liked_at: Timestamp::from_millis(row.decided_at),
            })
        };
        Ok(Page { items: page.items.into_iter().filter_map(like).collect(), next: page.next })
    }
}
