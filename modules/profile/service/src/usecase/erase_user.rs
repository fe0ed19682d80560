//! Erases somebody's profile, all blocks by and against them, and whatever else names them.

use kernel::{Cx, Erased, Outcome, UserId};
use platform::Once;
use profile_contract::{EraseUser, ProfileDeleted, ProfileRefusal};

use crate::Service;
use crate::store::{block, leaving, onboarding, person, relocation, tie, verification};
use crate::viewer::Viewer;

/// Others whose blocks, or whose ties, one transaction erases, about.
const BATCH: u64 = 200;

impl Service {
    pub(crate) async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, ProfileRefusal> {
        if Viewer::of(cx)? != Viewer::Service {
            return Err(ProfileRefusal::Forbidden.into());
        }
        // Only asked, not begun: there may be too many blocks and ties for one transaction.
        if let Once::Replay(earlier) = self.db.once(&*self.clock, cx, &req).await? {
            return Ok(earlier);
        }
        let user = req.user;
        let mut count = 0;
        while let Some(erased) = self.erase_blocks(user).await? {
            count += erased;
        }
        while let Some(erased) = self.erase_ties(user).await? {
            count += erased;
        }
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        if let Some(gone) = person::locked(write.conn(), user).await? {
            count += verification::remove(write.conn(), user).await?;
            person::remove(write.conn(), user).await?;
            count += 1 + gone.photos.len() as u64;
            // No photos to release: the media module erases all of the person's files by itself, and counts them.
            let event = ProfileDeleted { user_id: user, photos: Vec::new() };
            write.append(&*self.clock, &*self.ids, &event).await?;
        }
        // Whoever adds a tie locks the profile first and adds none without it, so these are the last.
        count += tie::remove_rest(write.conn(), user).await?;
        count += leaving::remove(write.conn(), user).await?;
        count += relocation::remove(write.conn(), user).await?;
        count += onboarding::remove(write.conn(), user).await?;
        self.announcer.commit(write.commit(Erased { count }), vec![user]).await
    }

    /// Erases some blocks; `None` when there are none.
    async fn erase_blocks(&self, user: UserId) -> Outcome<Option<u64>, ProfileRefusal> {
        let others = block::some_around(self.db.read(), user, BATCH).await?;
        if others.is_empty() {
            return Ok(None);
        }
        let tx = self.db.begin().await?;
        let erased = block::remove_all(tx.conn(), user, &others).await?;
        let changed = others.into_iter().chain([user]).collect();
        self.announcer.commit(tx.commit(), changed).await?;
        Ok(Some(erased))
    }

    /// Erases some ties; `None` when there are none. Nobody needs to forget them: without a profile they say nothing.
    async fn erase_ties(&self, user: UserId) -> Outcome<Option<u64>, ProfileRefusal> {
        let others = tie::some_around(self.db.read(), user, BATCH).await?;
        if others.is_empty() {
            return Ok(None);
        }
        let tx = self.db.begin().await?;
        let erased = tie::remove_all(tx.conn(), user, &others).await?;
        tx.commit().await?;
        Ok(Some(erased))
    }
}
