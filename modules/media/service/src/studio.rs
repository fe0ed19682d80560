//! Where pictures are rendered: few at a time, within a memory budget, on threads of their own.

use std::sync::Arc;

use kernel::{BlobFailure, BlobKey, Blobs};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::picture::{PictureLimits, PictureRefusal, Rendered, inspect, render};

/// What rendering needs beside the decoded original: buffers of the resizer, renditions, encoders. In MiB.
const WORKING_MIB: u32 = 64;

/// Why a picture was not rendered.
#[derive(Debug, thiserror::Error)]
pub enum StudioFailure {
    /// The picture is not taken.
    #[error(transparent)]
    Refused(#[from] PictureRefusal),
    /// Too many uploads are waiting already.
    #[error("too many pictures are waiting")]
    Busy,
    /// The original could not be read.
    #[error(transparent)]
    Blob(#[from] BlobFailure),
    /// A worker died.
    #[error("a picture worker died: {0}")]
    Died(String),
}

/// The bounded pool for pictures. An upload waits for its turn before it is read, so that a waiting one costs nothing;
/// clones share the bounds.
#[derive(Clone)]
pub struct Studio {
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    budget_mib: u32,
    limits: PictureLimits,
}

impl Studio {
    /// At most `workers` at once and `queue` waiting, within `budget_mib` of memory.
    pub fn new(workers: usize, queue: usize, budget_mib: u32, limits: PictureLimits) -> Self {
        let workers = workers.max(1);
        Self {
            places: Arc::new(Semaphore::new(workers + queue)),
            workers: Arc::new(Semaphore::new(workers)),
            memory: Arc::new(Semaphore::new(budget_mib as usize)),
            budget_mib,
            limits,
        }
    }

    /// Reads the original under `key` and renders it.
    pub async fn render(&self, blobs: &dyn Blobs, key: &BlobKey) -> Result<Rendered, StudioFailure> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| StudioFailure::Busy)?;
        let worker = acquire(&self.workers, 1).await?;
        let bytes = blobs.get(key).await?;
        let header = inspect(&bytes, &self.limits)?;
        let mib = u32::try_from((header.memory + bytes.len() as u64) >> 20).unwrap_or(u32::MAX);
        let room = acquire(&self.memory, mib.saturating_add(WORKING_MIB).min(self.budget_mib)).await?;
        let limits = self.limits;
        let job = tokio::task::spawn_blocking(move || {
            // Held until the work has really ended, even when its caller has gone.
            let _held = (place, worker, room);
            render(&bytes, &limits)
        });
        Ok(job.await.map_err(|error| StudioFailure::Died(error.to_string()))??)
    }
}

async fn acquire(semaphore: &Arc<Semaphore>, permits: u32) -> Result<OwnedSemaphorePermit, StudioFailure> {
    Arc::clone(semaphore).acquire_many_owned(permits).await.map_err(|_| StudioFailure::Busy)
}
