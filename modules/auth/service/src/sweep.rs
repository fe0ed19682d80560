//! The job that forgets what has expired.

use std::sync::Arc;
use std::time::Duration;

use kernel::Clock;
use platform::{Database, StoreResult};

use crate::store::{refresh_token, session};

/// How long expired rows stay, so that a clock that jumps loses nobody's session.
const MARGIN: Duration = Duration::from_secs(24 * 3600);

/// Forgets sessions and refresh tokens that have expired.
pub struct Sweep {
    db: Database,
    clock: Arc<dyn Clock>,
}

impl Sweep {
    pub(crate) fn new(db: Database, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }

    /// Forgets all that expired a day ago or earlier, and tells how many rows those were.
    pub async fn run(&self) -> StoreResult<u64> {
        let horizon = self.clock.now().before(MARGIN);
        let tx = self.db.begin().await?;
        let tokens = refresh_token::sweep(tx.conn(), horizon).await?;
        let sessions = session::sweep(tx.conn(), horizon).await?;
        tx.commit().await?;
        Ok(tokens + sessions)
    }
}
