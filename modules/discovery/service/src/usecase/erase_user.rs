//! Erases decisions by and about somebody and their matches, for both sides, a bounded number in a transaction.

use discovery_contract::{DiscoveryRefusal, EraseUser};
use kernel::{Caller, Cx, Erased, Outcome, UserId};
use platform::Once;

use crate::Service;
use crate::store::{activity, allowance, encounter, favorite, match_side, person, preference, standing, swipe};

/// Others whose encounters with the person one transaction erases, about.
const BATCH: u64 = 100;

impl Service {
    pub(crate) async fn erase(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, DiscoveryRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(DiscoveryRefusal::NotFound.into());
        }
        // Only asked, not begun: there may be too many decisions for one transaction.
        if let Once::Replay(earlier) = self.db.once(&*self.clock, cx, &req).await? {
            return Ok(earlier);
        }
        let mut count = 0;
        while let Some(erased) = self.erase_encounters(cx, req.user).await? {
            count += erased;
        }
        match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => Ok(earlier),
            Once::Fresh(write) => {
                count += person::remove(write.conn(), req.user).await?;
                count += allowance::remove(write.conn(), req.user).await?;
                count += favorite::remove_all(write.conn(), req.user).await?;
                count += preference::remove(write.conn(), req.user).await?;
                count += activity::remove(write.conn(), req.user).await?;
                count += standing::remove(write.conn(), req.user).await?;
                let erased = write.commit(Erased { count }).await?;
                self.crowd.remove(req.user);
                Ok(erased)
            }
        }
    }

    /// Erases what happened between the person and some others; `None` when there is nothing.
    async fn erase_encounters(&self, cx: &Cx, user: UserId) -> Outcome<Option<u64>, DiscoveryRefusal> {
        let others = swipe::some_around(self.db.read(), user, BATCH).await?;
        if others.is_empty() {
            return Ok(None);
        }
        let _turn = self.turn(cx).await?;
        let tx = self.db.begin().await?;
        // Encounters first, as those who decide lock them first.
        let mut erased = encounter::remove_all(tx.conn(), user, &others).await?;
        erased += swipe::remove_all(tx.conn(), user, &others).await?;
        erased += match_side::remove_all(tx.conn(), user, &others).await?;
        tx.commit().await?;
        Ok(Some(erased))
    }
}
