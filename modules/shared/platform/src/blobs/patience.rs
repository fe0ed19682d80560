//! How long a store may take.

use std::future::Future;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use kernel::BlobFailure;
use object_store::Result;

use super::failure;

/// The slowest pace at which bodies are thought to move, in bytes a second.
const PACE: u64 = 1 << 20;

/// How long a store may leave this process without an answer; a disk may take its time.
#[derive(Clone, Copy)]
pub(super) struct Patience(pub(super) Option<Duration>);

impl Patience {
    /// Waits for something that is read, of about `bytes`.
    pub(super) async fn read<T>(
        self,
        bytes: u64,
        work: impl Future<Output = Result<T>>,
    ) -> std::result::Result<T, BlobFailure> {
        self.wait(bytes, work).await?.map_err(|error| failure::read(&error))
    }

    /// Waits for something that is written, of about `bytes`.
    pub(super) async fn write<T>(
        self,
        bytes: u64,
        work: impl Future<Output = Result<T>>,
    ) -> std::result::Result<T, BlobFailure> {
        self.wait(bytes, work).await?.map_err(|error| failure::write(&error))
    }

    /// The same items. The stream fails, and ends, when an item that is waited for does not come.
    pub(super) fn stream<T: Send + 'static>(
        self,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, std::result::Result<T, BlobFailure>> {
        let next = move |items: Option<BoxStream<'static, Result<T>>>| async move {
            let mut items = items?;
            match self.read(0, items.try_next()).await {
                Ok(item) => item.map(|item| (Ok(item), Some(items))),
                Err(failure) => Some((Err(failure), None)),
            }
        };
        stream::unfold(Some(items), next).boxed()
    }

    async fn wait<T>(self, bytes: u64, work: impl Future<Output = T>) -> std::result::Result<T, BlobFailure> {
        let Some(patience) = self.0 else { return Ok(work.await) };
        let patience = patience + Duration::from_secs(bytes / PACE);
        let late = || BlobFailure::Unavailable(format!("no answer within {} ms", patience.as_millis()));
        tokio::time::timeout(patience, work).await.map_err(|_| late())
    }
}
