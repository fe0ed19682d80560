//! Whom the caller blocked, newest first.

use kernel::{Cx, Outcome, Page, Timestamp, UserId, page_limit};
use profile_contract::{BlockedPerson, ListBlocks, ProfileRefusal};

use super::place;
use crate::Service;
use crate::store::block::{self, Position};
use crate::viewer::actor;

/// Most blocks on one page.
const MOST: u32 = 100;

impl Service {
    pub(crate) async fn list_blocks(&self, cx: &Cx, req: ListBlocks) -> Outcome<Page<BlockedPerson>, ProfileRefusal> {
        let me = actor(cx)?;
        let after = place::<Position>(req.cursor.as_ref())?;
        let limit = page_limit(Some(req.limit), MOST, MOST);
        let rows = block::of(self.db.read(), me, after, limit).await?;
        let page = Page::cut(rows, limit as usize, |row| (row.blocked_at, row.blocked));
        Ok(page.map(|row| BlockedPerson {
            user_id: UserId(row.blocked),
            blocked_at: Timestamp::from_millis(row.blocked_at),
        }))
    }
}
