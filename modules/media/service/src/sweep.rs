//! The jobs that remove what nothing owns: what interrupted uploads and deletions left behind, uploads whose time is
//! over, and now and then whatever else lies in the store and belongs to no row.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobKey, Blobs, Clock};
use platform::{Database, StoreResult};

use crate::domain::blob::{self, PARTS, SHELF, STAGED};
use crate::store::{content, leftover, upload};

/// How long an upload may take before its blobs count as left behind.
pub(crate) const GRACE: Duration = Duration::from_secs(3600);

/// How old a blob must be before it can be an orphan: older than any upload takes, and any transaction.
const ORPHANED: Duration = Duration::from_secs(2 * 24 * 3600);

const BATCH: u64 = 100;

/// Keys of the store that are compared with the database at once.
const COMPARED: usize = 500;

/// Why a job ended early.
#[derive(Debug, thiserror::Error)]
pub enum SweepFailure {
    /// The database.
    #[error(transparent)]
    Store(#[from] platform::StoreError),
    /// The blob store.
    #[error(transparent)]
    Blob(#[from] BlobFailure),
}

/// Removes blobs that nothing owns.
pub struct Sweep {
    db: Database,
    blobs: Arc<dyn Blobs>,
    clock: Arc<dyn Clock>,
}

impl Sweep {
    pub(crate) fn new(db: Database, blobs: Arc<dyn Blobs>, clock: Arc<dyn Clock>) -> Self {
        Self { db, blobs, clock }
    }

    /// Removes all that is due and tells how many blobs that were. What cannot be removed now stays noted.
    pub async fn run(&self) -> StoreResult<usize> {
        while self.expire_uploads().await? {}
        let mut removed = 0;
        loop {
            let due = leftover::due(self.db.read(), self.clock.now(), BATCH).await?;
            let mut gone = Vec::with_capacity(due.len());
            for key in due {
                match self.blobs.delete(&key).await {
                    Ok(()) => gone.push(key),
                    Err(error) => tracing::warn!(blob.key = key.as_str(), %error, "a leftover blob stays for now"),
                }
            }
            if gone.is_empty() {
                return Ok(removed);
            }
            let tx = self.db.begin().await?;
            leftover::strike(tx.conn(), &gone).await?;
            tx.commit().await?;
            removed += gone.len();
        }
    }

    /// Notes the blobs of uploads whose time is over; `false` when there are none.
    async fn expire_uploads(&self) -> StoreResult<bool> {
        let now = self.clock.now();
        let over = upload::expired(self.db.read(), now, BATCH).await?;
        if over.is_empty() {
            return Ok(false);
        }
        let tx = self.db.begin().await?;
        for upload in &over {
            let parts = upload::parts(tx.conn(), upload.upload_id()).await?;
            upload::remove(tx.conn(), upload.upload_id()).await?;
            if !parts.is_empty() {
                leftover::note(tx.conn(), &parts, now).await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Goes through the whole store and removes old blobs that belong to no row, and tells how many that were. Such
    /// blobs come from a restored database, or from a store that kept what it said it had deleted.
    pub async fn run_orphans(&self) -> Result<usize, SweepFailure> {
        let mut removed = 0;
        for shelf in [SHELF, PARTS, STAGED] {
            let Some(shelf) = BlobKey::parse(shelf) else { continue };
            let old = self.clock.now().before(ORPHANED);
            let mut listing = self.blobs.list(&shelf).await?;
            let mut batch = Vec::with_capacity(COMPARED);
            while let Some(found) = listing.try_next().await? {
                if found.written_at < old {
                    batch.push(found.key);
                }
                if batch.len() == COMPARED {
                    removed += self.remove_orphans(&std::mem::take(&mut batch)).await?;
                }
            }
            removed += self.remove_orphans(&batch).await?;
        }
        Ok(removed)
    }

    async fn remove_orphans(&self, keys: &[BlobKey]) -> Result<usize, SweepFailure> {
        if keys.is_empty() {
            return Ok(0);
        }
        let ids: Vec<_> = keys.iter().filter_map(blob::content_of).collect();
        let contents = content::existing(self.db.read(), &ids).await?;
        let parts = upload::owned_keys(self.db.read(), keys).await?;
        let owned = |key: &BlobKey| {
            blob::content_of(key).is_some_and(|id| contents.contains(&id))
                || parts.iter().any(|part| part == key.as_str())
        };
        let mut removed = 0;
        for key in keys.iter().filter(|key| !owned(key)) {
            self.blobs.delete(key).await?;
            removed += 1;
        }
        Ok(removed)
    }
}
