//! What the features count, learned from the installation's own decisions, some times a day.
//!
//! Never at the moment of a decision: what a single one would change for everybody could be seen by whom it is about.

use std::sync::Arc;
use std::time::Duration;

use discovery_contract::Action;
use discovery_matching::{Example, Ftrl, Rates, Weights};
use kernel::UserId;
use platform::{StoreError, StoreResult};

use crate::Service;
use crate::crowd::Sight;
use crate::domain::standing::weight;
use crate::store::{model, swipe};

/// Decisions read at once.
const BATCH: u64 = 1_000;
/// Decisions younger than this may not all be there yet.
const SETTLED: Duration = Duration::from_secs(60);

/// Learns what the features count; to be run some times a day.
pub struct Relearn(pub(crate) Arc<Service>);

impl Relearn {
    /// Learns from all decisions that were made since the last time; how many there were.
    ///
    /// # Errors
    /// When the database cannot be read or written. Then nothing was learned, and the next run learns it.
    pub async fn run(&self) -> StoreResult<u64> {
        let service = &self.0;
        let (state, before) = model::of(service.db.read()).await?;
        let mut ftrl = Ftrl::new(Weights::PRIOR, Rates::default(), state);
        let until = service.clock.now().before(SETTLED);
        let (mut learned, mut count) = (before, 0);
        loop {
            let rows = swipe::made_between(service.db.read(), learned, until, BATCH).await?;
            let Some(last) = rows.last() else { break };
            learned = last.place();
            for row in &rows {
                service.study(row, &mut ftrl)?;
            }
            count += rows.len() as u64;
            // A day's decisions of a large installation take seconds of work: others get their turn.
            tokio::task::yield_now().await;
        }
        if count > 0 {
            let tx = service.db.begin().await?;
            if !model::put(tx.conn(), ftrl.state(), before, learned).await? {
                // Another process was faster; what it has learned is used here from its next run on.
                return Ok(0);
            }
            tx.commit().await?;
        }
        service.crowd.weigh(ftrl);
        Ok(count)
    }
}

impl Service {
    /// Learns from one decision, as if it had not been made yet. One about somebody who has gone teaches nothing.
    fn study(&self, row: &swipe::Model, ftrl: &mut Ftrl) -> StoreResult<()> {
        let action = Action::parse(&row.action).ok_or_else(|| StoreError::corrupt("an unknown action"))?;
        let (user, target) = (UserId(row.user_id), UserId(row.target_id));
        let everybody = self.crowd.look();
        let nothing = std::collections::HashMap::new();
        let today = kernel::Timestamp::from_millis(row.decided_at).date();
        let Some(sight) = Sight::of(&everybody, user, &nothing, today) else { return Ok(()) };
        let Some(other) = everybody.index.row_of(target) else { return Ok(()) };
        let Some((phi, offset)) = sight.before(other, sight.band(user, other), row.taught(), ftrl.weights()) else {
            return Ok(());
        };
        let gender = sight.person.facts.packed.gender;
        ftrl.learn(&Example { phi: &phi, gender, offset, liked: action.is_yes(), weight: weight(action) });
        Ok(())
    }
}
