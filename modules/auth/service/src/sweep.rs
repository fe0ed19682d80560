//! The job that forgets what has expired.

use std::sync::Arc;
use std::time::Duration;

use kernel::Clock;
use platform::{Database, StoreResult};

use crate::Settings;
use crate::keyring::Keys;
use crate::store::{audit_entry, one_time_token, passkey_ceremony, refresh_token, session};

/// How long expired rows stay, so that a clock that jumps loses nobody's session.
const MARGIN: Duration = Duration::from_secs(24 * 3600);

/// Forgets what has expired: sessions, refresh tokens, links, passkey ceremonies, old entries of the log, retired keys.
pub struct Sweep {
    db: Database,
    clock: Arc<dyn Clock>,
    keys: Keys,
    audit_kept: Duration,
}

impl Sweep {
    pub(crate) fn new(settings: &Settings, db: Database, clock: Arc<dyn Clock>, keys: Keys) -> Self {
        Self { db, clock, keys, audit_kept: Duration::from_secs(u64::from(settings.audit_days) * 24 * 3600) }
    }

    /// Forgets all that expired a day ago or earlier, and tells how many rows those were.
    pub async fn run(&self) -> StoreResult<u64> {
        let now = self.clock.now();
        let horizon = now.before(MARGIN);
        let tx = self.db.begin().await?;
        let tokens = refresh_token::sweep(tx.conn(), horizon).await?;
        let sessions = session::sweep(tx.conn(), horizon).await?;
        let links = one_time_token::sweep(tx.conn(), horizon).await?;
        let ceremonies = passkey_ceremony::sweep(tx.conn(), horizon).await?;
        let entries = audit_entry::sweep(tx.conn(), now.before(self.audit_kept)).await?;
        tx.commit().await?;
        Ok(tokens + sessions + links + ceremonies + entries + self.keys.sweep().await?)
    }
}
