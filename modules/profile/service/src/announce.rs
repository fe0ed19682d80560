//! How every write ends: durable, known to every cache, and seen by its consumers before the answer leaves.

use std::time::Duration;

use kernel::{Failure, Outcome, Signal, Signals, UserId};
use platform::{Settling, StoreResult};
use profile_contract::ProfileRefusal;

/// Ends writes.
#[derive(Clone)]
pub struct Announcer {
    signals: Signals,
    patience: Duration,
}

impl Announcer {
    /// Nudges through `signals`; waits at most `patience` for consumers of a fact.
    pub fn new(signals: Signals, patience: Duration) -> Self {
        Self { signals, patience }
    }

    /// Runs a commit and then tells everybody that what is known of `changed` is no longer true, even when the commit
    /// failed: it may have happened all the same. Both run on a task of their own, so that a caller who hangs up in
    /// between cannot keep the second from following the first.
    pub async fn commit<T: Send + 'static>(
        &self,
        commit: impl Future<Output = StoreResult<T>> + Send + 'static,
        changed: Vec<UserId>,
    ) -> Outcome<T, ProfileRefusal> {
        let signals = self.signals.clone();
        let task = tokio::spawn(async move {
            let committed = commit.await;
            changed.into_iter().for_each(|user| signals.send(&Signal::PersonChanged { user }));
            committed
        });
        Ok(task.await.map_err(Failure::internal)??)
    }

    /// Waits a moment until consumers in this process have a fact, so that whoever caused it sees its effects next.
    pub async fn settle(&self, fact: Settling) {
        if !self.patience.is_zero() {
            fact.wait(self.patience).await;
        }
    }
}
