//! Bounded pools for work that burns CPU (hashing, pictures), so that it never holds up requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// The pool's queue is full; the caller answers 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("busy")]
pub struct Busy;

/// Runs at most `workers` jobs at once on threads of their own and lets at most `queue` more wait.
#[derive(Debug, Clone)]
pub struct WorkPool {
    permits: Arc<Semaphore>,
    inside: Arc<AtomicUsize>,
    limit: usize,
}

struct Place(Arc<AtomicUsize>);
impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl WorkPool {
    /// A pool of `workers` (at least one) with room for `queue` waiting jobs.
    pub fn new(workers: usize, queue: usize) -> Self {
        let workers = workers.max(1);
        Self { permits: Arc::new(Semaphore::new(workers)), inside: Arc::default(), limit: workers + queue }
    }

    /// Runs a job and waits for its result. Refuses at once when the queue is full; a job that panics counts as busy.
    pub async fn run<T, F>(&self, job: F) -> Result<T, Busy>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let place = Place(Arc::clone(&self.inside));
        if self.inside.fetch_add(1, Ordering::AcqRel) >= self.limit {
            return Err(Busy);
        }
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Busy)?;
        tokio::task::spawn_blocking(move || {
            // Both are held until the job has really ended, even when its caller has gone.
            let _held = (permit, place);
            job()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "a job of a work pool panicked");
            Busy
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_takes_work_again_later() {
        let pool = WorkPool::new(1, 1);
        let (release, held) = std::sync::mpsc::channel::<()>();
        let held = Arc::new(std::sync::Mutex::new(held));
        let start = || {
            let (pool, held) = (pool.clone(), Arc::clone(&held));
            tokio::spawn(async move { pool.run(move || held.lock().unwrap().recv().unwrap()).await })
        };
        let (first, second) = (start(), start());
        while pool.inside.load(Ordering::Acquire) < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.run(|| ()).await, Err(Busy));
        release.send(()).unwrap();
        release.send(()).unwrap();
        assert_eq!((first.await.unwrap(), second.await.unwrap()), (Ok(()), Ok(())));
        while pool.inside.load(Ordering::Acquire) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.run(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_panicking_job_leaves_the_pool_working() {
        let pool = WorkPool::new(1, 0);
        assert_eq!(pool.run(|| panic!("a job breaks")).await, Err::<(), _>(Busy));
        assert_eq!(pool.run(|| 1).await, Ok(1));
    }
}
