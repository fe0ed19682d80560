//! Erases all of somebody's files, a bounded number in a transaction.

use kernel::{Caller, Cx, Erased, Outcome, UserId};
use media_contract::{EraseUser, MediaDeleted, MediaRefusal};
use platform::Once;

use crate::Service;
use crate::domain::blob;
use crate::store::{file, leftover};

/// Files a transaction.
const BATCH: usize = 50;

impl Service {
    pub(crate) async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, MediaRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(MediaRefusal::NotFound.into());
        }
        // Only asked, not begun: there may be too many files for one transaction.
        if let Once::Replay(earlier) = self.db.once(&*self.clock, cx, &req).await? {
            return Ok(earlier);
        }
        let mut count = 0;
        while let Some(erased) = self.erase_some(req.user).await? {
            count += erased;
        }
        match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => Ok(earlier),
            Once::Fresh(write) => Ok(write.commit(Erased { count }).await?),
        }
    }

    /// Erases the newest files; `None` when there are none.
    async fn erase_some(&self, owner: UserId) -> Outcome<Option<u64>, MediaRefusal> {
        let files = file::page_of_owner(self.db.read(), owner, None, BATCH).await?;
        if files.is_empty() {
            return Ok(None);
        }
        let ids: Vec<_> = files.iter().map(file::Model::file_id).collect();
        let keys_of = |file: &file::Model| blob::keys(file.file_id(), file.renditions.0.iter().map(|size| size.fits));
        let keys: Vec<_> = files.iter().flat_map(keys_of).collect();
        let events: Vec<_> = ids.iter().map(|file_id| MediaDeleted { file_id: *file_id, owner }).collect();

        let mut tx = self.db.begin().await?;
        let erased = file::take_all(tx.conn(), owner, &ids).await?;
        leftover::note(tx.conn(), &keys, self.clock.now()).await?;
        tx.append_all(&*self.clock, &*self.ids, &events).await?;
        tx.commit().await?;
        ids.iter().for_each(|id| self.shelf.forget(*id));
        // What cannot be removed now stays noted, and the sweep removes it.
        self.discard(&keys).await;
        Ok(Some(erased))
    }
}
