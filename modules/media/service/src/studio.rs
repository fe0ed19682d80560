//! Where pictures are rendered and looked at: few at a time, within a memory budget, on threads of their own.

use std::sync::Arc;

use bytes::Bytes;
use kernel::BlobFailure;
use media_picture::{PictureLimits, PictureRefusal, Rendered, inspect, render};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};

use crate::classifier::Classifier;
use crate::domain::screening::Sight;

/// What rendering needs beside the decoded original: buffers of the resizer, renditions, encoders, classifier. In MiB.
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
    /// The original could not be read, or a rendition not be stored.
    #[error(transparent)]
    Blob(#[from] BlobFailure),
    /// A worker died.
    #[error("a picture worker died: {0}")]
    Died(String),
}

/// A picture that was rendered, and what the classifier made of it.
#[derive(Debug)]
pub struct Developed {
    /// The renditions.
    pub rendered: Rendered,
    /// What the classifier said.
    pub sight: Sight,
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
    classifier: Option<Arc<dyn Classifier>>,
}

/// A worker's seat, and a place in front of it.
pub struct Seat {
    studio: Studio,
    held: [OwnedSemaphorePermit; 2],
}

impl Studio {
    /// At most `workers` at once and `queue` waiting, within `budget_mib` of memory.
    pub fn new(
        workers: usize,
        queue: usize,
        budget_mib: u32,
        limits: PictureLimits,
        classifier: Option<Arc<dyn Classifier>>,
    ) -> Self {
        let workers = workers.max(1);
        Self {
            places: Arc::new(Semaphore::new(workers + queue)),
            workers: Arc::new(Semaphore::new(workers)),
            memory: Arc::new(Semaphore::new(budget_mib as usize)),
            budget_mib,
            limits,
            classifier,
        }
    }

    /// Waits for a worker, unless too many wait already. The original is to be read after that.
    pub async fn seat(&self) -> Result<Seat, StudioFailure> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| StudioFailure::Busy)?;
        let worker = acquire(&self.workers, 1).await?;
        Ok(Seat { studio: self.clone(), held: [place, worker] })
    }
}

impl Seat {
    /// Renders a picture and has it looked at.
    pub async fn develop(self, bytes: Bytes) -> Result<Developed, StudioFailure> {
        let Self { studio, held } = self;
        let (limits, died) = (studio.limits, |error: JoinError| StudioFailure::Died(error.to_string()));
        // Not on the caller's thread either: a hostile file can make its header as long as itself.
        let reading = spawn_blocking(move || inspect(&bytes, &limits).map(|header| (header, bytes, held)));
        let (header, bytes, held) = reading.await.map_err(died)??;
        let mib = u32::try_from((header.memory + bytes.len() as u64) >> 20).unwrap_or(u32::MAX);
        let room = acquire(&studio.memory, mib.saturating_add(WORKING_MIB).min(studio.budget_mib)).await?;
        let job = spawn_blocking(move || {
            // Held until the work has really ended, even when its caller has gone.
            let _held = (held, room);
            let rendered = render(&bytes, &studio.limits)?;
            let sight =
                studio.classifier.as_ref().map_or(Sight::NotLooked, |classifier| look(&**classifier, &rendered));
            Ok::<_, PictureRefusal>(Developed { rendered, sight })
        });
        Ok(job.await.map_err(died)??)
    }
}

fn look(classifier: &dyn Classifier, rendered: &Rendered) -> Sight {
    let preview = &rendered.preview;
    match classifier.explicit(&preview.rgb, preview.width, preview.height) {
        Ok(share) => Sight::Explicit(share),
        Err(error) => {
            tracing::error!(%error, "a picture could not be looked at; nobody but its owner sees it before a review");
            Sight::Failed
        }
    }
}

async fn acquire(semaphore: &Arc<Semaphore>, permits: u32) -> Result<OwnedSemaphorePermit, StudioFailure> {
    Arc::clone(semaphore).acquire_many_owned(permits).await.map_err(|_| StudioFailure::Busy)
}
