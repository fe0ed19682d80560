//! Erases all of somebody's files and uploads, a bounded number in a transaction.

use kernel::{Caller, Cx, Erased, Outcome, UserId};
use media_contract::{EraseUser, MediaDeleted, MediaRefusal};
use platform::Once;

use crate::Service;
use crate::store::{file, leftover, quota, upload};

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
        while let Some(erased) = self.erase_uploads(req.user).await? {
            count += erased;
        }
        while let Some(erased) = self.erase_files(req.user).await? {
            count += erased;
        }
        match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => Ok(earlier),
            Once::Fresh(write) => {
                quota::forget(write.conn(), req.user).await?;
                Ok(write.commit(Erased { count }).await?)
            }
        }
    }

    /// Erases the newest files; `None` when there are none.
    async fn erase_files(&self, owner: UserId) -> Outcome<Option<u64>, MediaRefusal> {
        let files = file::page_of_owner(self.db.read(), owner, None, BATCH).await?;
        if files.is_empty() {
            return Ok(None);
        }
        let ids: Vec<_> = files.iter().map(|stored| stored.file.file_id()).collect();
        let mut tx = self.db.begin().await?;
        let taken = file::take_all(tx.conn(), owner, &ids).await?;
        let keys = self.release(tx.conn(), &taken).await?;
        let events: Vec<_> = taken.iter().map(|file| MediaDeleted { file_id: file.file_id(), owner }).collect();
        tx.append_all(&*self.clock, &*self.ids, &events).await?;
        tx.commit().await?;
        ids.iter().for_each(|id| self.shelf.forget(*id));
        // What cannot be removed now stays noted, and the sweep removes it.
        self.discard(&keys).await;
        Ok(Some(taken.len() as u64))
    }

    /// Erases some uploads with their parts; `None` when there are none.
    async fn erase_uploads(&self, owner: UserId) -> Outcome<Option<u64>, MediaRefusal> {
        let uploads = upload::all_of_owner(self.db.read(), owner, BATCH as u64).await?;
        if uploads.is_empty() {
            return Ok(None);
        }
        let tx = self.db.begin().await?;
        let mut keys = Vec::new();
        let mut count = 0;
        for upload in &uploads {
            keys.extend(upload::parts(tx.conn(), upload.upload_id()).await?);
            count += u64::from(upload::remove(tx.conn(), upload.upload_id()).await?);
        }
        if !keys.is_empty() {
            leftover::note(tx.conn(), &keys, self.clock.now()).await?;
        }
        tx.commit().await?;
        self.discard(&keys).await;
        Ok(Some(count))
    }
}
