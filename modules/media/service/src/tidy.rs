//! Keeping the blob store free of blobs that nothing owns: noted before they are written, removed as soon as possible,
//! and by the sweep otherwise.

use kernel::BlobKey;
use media_contract::MediaRefusal;
use platform::StoreResult;

use crate::store::leftover;
use crate::{Service, sweep};

impl Service {
    /// Notes blobs before they are written.
    pub(crate) async fn note(&self, keys: &[BlobKey]) -> StoreResult<()> {
        leftover::note(self.db.writer(), keys, self.clock.now().after(sweep::GRACE)).await
    }

    /// Removes an upload and remembers why it was refused.
    pub(crate) async fn refuse(&self, staged: &BlobKey, refusal: &MediaRefusal) {
        self.remove(staged).await;
        if let Err(error) = leftover::refuse(self.db.writer(), staged, refusal).await {
            tracing::warn!(%error, "a refusal is not remembered");
        }
    }

    /// Removes blobs and strikes them out. What fails stays noted for the sweep.
    pub(crate) async fn discard(&self, keys: &[BlobKey]) {
        for key in keys {
            if !self.remove(key).await {
                return;
            }
        }
        if let Err(error) = leftover::strike(self.db.writer(), keys).await {
            tracing::warn!(%error, "removed blobs stay noted for the sweep");
        }
    }

    /// Removes a blob; what cannot be removed now is noted already.
    pub(crate) async fn remove(&self, key: &BlobKey) -> bool {
        let removed = self.blobs.delete(key).await;
        if let Err(error) = &removed {
            tracing::warn!(blob.key = key.as_str(), %error, "a blob stays for the sweep");
        }
        removed.is_ok()
    }
}
