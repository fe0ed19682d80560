//! The job that removes what interrupted uploads and deletions left behind.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Blobs, Clock};
use platform::{Database, StoreResult};

use crate::store::leftover;

/// How long an upload may take before its blobs count as left behind.
pub(crate) const GRACE: Duration = Duration::from_secs(3600);

const BATCH: u64 = 100;

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
}
