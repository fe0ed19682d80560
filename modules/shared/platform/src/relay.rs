//! The relay: takes events from a module's outbox to the bus, in order per subject, until they are delivered.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use kernel::{Clock, Event};

use crate::Database;
use crate::bus::Bus;
use crate::outbox::{self, row};
use crate::store::StoreResult;

/// How stubborn a relay is.
#[derive(Debug, Clone)]
pub struct RelaySettings {
    /// Events looked at in one round.
    pub batch: u64,
    /// Pause after the first refusal; it doubles with each further one.
    pub first_pause: Duration,
    /// Longest pause.
    pub longest_pause: Duration,
    /// Refusals after which an event goes to the dead letters.
    pub attempts: i32,
    /// How often to look when nobody called, for events of a process that died between commit and call.
    pub idle: Duration,
}

impl Default for RelaySettings {
    fn default() -> Self {
        Self {
            batch: 256,
            first_pause: Duration::from_millis(50),
            longest_pause: Duration::from_secs(60),
            attempts: 30,
            idle: Duration::from_secs(1),
        }
    }
}

/// Relays one module's events.
pub struct Relay {
    db: Database,
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
    settings: RelaySettings,
}

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Round {
    delivered: usize,
    postponed: usize,
}

impl Relay {
    /// A relay from a module's outbox to the bus.
    pub fn new(db: Database, bus: Arc<dyn Bus>, clock: Arc<dyn Clock>, settings: RelaySettings) -> Self {
        Self { db, bus, clock, settings }
    }

    /// Runs for ever.
    pub async fn run(self) {
        loop {
            match self.round().await {
                Ok(Round { delivered: 1.., .. }) => {}
                Ok(Round { postponed: 1.., .. }) => self.rest(self.settings.first_pause).await,
                Ok(_) => self.rest(self.settings.idle).await,
                Err(error) => {
                    tracing::warn!(module = self.db.shared.module, %error, "the outbox cannot be read");
                    tokio::time::sleep(self.settings.idle).await;
                }
            }
        }
    }

    async fn rest(&self, at_most: Duration) {
        // A time-out is the ordinary end of a rest.
        let _woken = tokio::time::timeout(at_most, self.db.shared.appended.notified()).await;
    }

    async fn round(&self) -> StoreResult<Round> {
        let rows = outbox::waiting(&self.db.read, self.clock.now(), self.settings.batch).await?;
        let mut round = Round::default();
        let mut blocked = HashSet::new();
        let mut rows = rows.into_iter();
        // Waves: the first waiting event of every subject at once, then the second, and so on.
        let mut later = Vec::new();
        loop {
            let mut wave = Vec::new();
            let mut taken = HashSet::new();
            for row in rows.by_ref() {
                if blocked.contains(&row.subject) {
                    continue;
                }
                if taken.insert(row.subject.clone()) {
                    wave.push(row);
                } else {
                    later.push(row);
                }
            }
            if wave.is_empty() {
                return Ok(round);
            }
            let mut done = Vec::new();
            for (row, outcome) in join_all(wave.into_iter().map(|row| self.deliver(row))).await {
                match outcome {
                    Ok(()) => done.push(row),
                    Err(cause) => {
                        round.postponed += 1;
                        blocked.insert(row.subject.clone());
                        self.postpone(row, &cause).await?;
                    }
                }
            }
            if !done.is_empty() {
                outbox::delivered(&self.db.write, &done.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
                done.iter().for_each(|row| self.db.shared.waiters.wake(row.event_id.into()));
                round.delivered += done.len();
            }
            rows = std::mem::take(&mut later).into_iter();
        }
    }

    async fn deliver(&self, row: row::Model) -> (row::Model, Result<(), String>) {
        let outcome = match serde_json::from_str::<Event>(&row.envelope) {
            Ok(event) => self.bus.publish(&event).await.map_err(|failure| failure.to_string()),
            Err(error) => Err(format!("unreadable envelope: {error}")),
        };
        (row, outcome)
    }

    async fn postpone(&self, row: row::Model, cause: &str) -> StoreResult<()> {
        let attempts = row.attempts + 1;
        tracing::warn!(module = self.db.shared.module, event.id = %row.event_id, attempts, cause, "event refused");
        if attempts >= self.settings.attempts {
            tracing::error!(event.id = %row.event_id, cause, "event moved to the dead letters");
            let tx = self.db.begin().await?;
            outbox::bury(tx.conn(), row::Model { attempts, ..row }, cause, self.clock.now()).await?;
            return tx.commit().await;
        }
        let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
        let pause = self.settings.first_pause.saturating_mul(1 << doublings).min(self.settings.longest_pause);
        outbox::postponed(&self.db.write, row.id, attempts, self.clock.now().after(pause)).await
    }
}

impl Database {
    /// How many events wait in the outbox.
    pub async fn outbox_depth(&self) -> StoreResult<u64> {
        outbox::depth(&self.read).await
    }

    /// How many events were refused too often and wait for a person.
    pub async fn dead_letters(&self) -> StoreResult<u64> {
        outbox::dead_letters(&self.read).await
    }
}
