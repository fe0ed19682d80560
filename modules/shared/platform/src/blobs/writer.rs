//! An upload of unknown length: one request when it is small, parts when it is not.

use std::sync::Arc;

use bytes::Bytes;
use kernel::{BlobFailure, BlobWriter};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::patience::Patience;

/// Holds two parts at most: one that fills and one under way. Nothing is asked of the store before the first is full.
pub(super) struct Writer {
    store: Arc<dyn ObjectStore>,
    path: Path,
    part_bytes: usize,
    patience: Patience,
    filling: Vec<u8>,
    parts: Option<Parts>,
    /// False while bytes are being taken, and for good when that failed or was cut short.
    whole: bool,
}

struct Parts {
    upload: Box<dyn MultipartUpload>,
    under_way: JoinSet<Result<(), BlobFailure>>,
    patience: Patience,
}

impl Writer {
    pub(super) fn new(store: Arc<dyn ObjectStore>, path: Path, part_bytes: usize, patience: Patience) -> Self {
        Self { store, path, part_bytes, patience, filling: Vec::new(), parts: None, whole: true }
    }

    async fn take(&mut self, mut chunk: Bytes) -> Result<(), BlobFailure> {
        while !chunk.is_empty() {
            if self.filling.len() == self.part_bytes {
                let part = std::mem::replace(&mut self.filling, Vec::with_capacity(self.part_bytes));
                self.parts().await?.send(part).await?;
            }
            let room = self.part_bytes - self.filling.len();
            // Copied, because a chunk may be a few bytes of a buffer that it keeps alive.
            self.filling.extend_from_slice(&chunk.split_to(room.min(chunk.len())));
        }
        Ok(())
    }

    async fn parts(&mut self) -> Result<&mut Parts, BlobFailure> {
        let parts = match self.parts.take() {
            Some(parts) => parts,
            None => {
                let upload = self.patience.write(0, self.store.put_multipart(&self.path)).await?;
                Parts { upload, under_way: JoinSet::new(), patience: self.patience }
            }
        };
        Ok(self.parts.insert(parts))
    }
}

impl Parts {
    /// Sends a part as soon as the one before has arrived.
    async fn send(&mut self, part: Vec<u8>) -> Result<(), BlobFailure> {
        self.settle().await?;
        let patience = self.patience;
        let length = part.len() as u64;
        let arrival = self.upload.put_part(Bytes::from(part).into());
        self.under_way.spawn(async move { patience.write(length, arrival).await });
        Ok(())
    }

    async fn settle(&mut self) -> Result<(), BlobFailure> {
        while let Some(arrived) = self.under_way.join_next().await {
            arrived.map_err(|error| BlobFailure::Unavailable(error.to_string()))??;
        }
        Ok(())
    }

    async fn complete(&mut self) -> Result<(), BlobFailure> {
        self.settle().await?;
        self.patience.write(0, self.upload.complete()).await?;
        Ok(())
    }

    async fn abandon(mut self) {
        // First, because a part that arrives after the end of its upload is kept by some stores.
        self.under_way.shutdown().await;
        if let Err(failure) = self.patience.write(0, self.upload.abort()).await {
            tracing::warn!(error = %failure, "parts of an abandoned upload stay behind");
        }
    }
}

#[async_trait::async_trait]
impl BlobWriter for Writer {
    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobFailure> {
        if !std::mem::take(&mut self.whole) {
            return Err(torn());
        }
        self.take(chunk).await?;
        self.whole = true;
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<(), BlobFailure> {
        if !self.whole {
            return Err(torn());
        }
        let last = std::mem::take(&mut self.filling);
        let Some(parts) = &mut self.parts else {
            let length = last.len() as u64;
            self.patience.write(length, self.store.put(&self.path, Bytes::from(last).into())).await?;
            return Ok(());
        };
        parts.send(last).await?;
        parts.complete().await?;
        self.parts = None;
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Outside a runtime a bucket cannot be told; a folder's upload removes its file by itself.
        if let (Some(parts), Ok(runtime)) = (self.parts.take(), Handle::try_current()) {
            runtime.spawn(parts.abandon());
        }
    }
}

/// Bytes are missing in the middle: what was taken must not become a blob.
fn torn() -> BlobFailure {
    BlobFailure::Unavailable("an earlier part of this upload was lost".into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use object_store::{PutPayload, PutResult, UploadPart};
    use tokio::sync::Semaphore;
    use tokio::time::timeout;

    use super::*;

    /// Takes a part for each permit.
    #[derive(Debug)]
    struct Slow(Arc<Semaphore>);

    #[async_trait::async_trait]
    impl MultipartUpload for Slow {
        fn put_part(&mut self, _: PutPayload) -> UploadPart {
            let permits = Arc::clone(&self.0);
            Box::pin(async move {
                permits.acquire().await.unwrap().forget();
                Ok(())
            })
        }
        async fn complete(&mut self) -> object_store::Result<PutResult> {
            unreachable!("nobody finishes")
        }
        async fn abort(&mut self) -> object_store::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn whoever_writes_waits_for_a_slow_store() {
        let permits = Arc::new(Semaphore::new(0));
        let patience = Patience(None);
        let mut parts = Parts { upload: Box::new(Slow(Arc::clone(&permits))), under_way: JoinSet::new(), patience };
        parts.send(vec![1]).await.unwrap();
        {
            let mut second = std::pin::pin!(parts.send(vec![2]));
            assert!(timeout(Duration::from_millis(50), &mut second).await.is_err());
            permits.add_permits(1);
            timeout(Duration::from_secs(10), second).await.unwrap().unwrap();
        }
        parts.abandon().await;
    }
}
