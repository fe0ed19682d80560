//! Which sessions live, kept in memory and exact: every request asks, and an ended session must not pass once more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{Role, SessionId, Signal, Signals, UserId};
use moka::sync::Cache;
use platform::{Database, StoreResult};

use crate::sign_in::roles;
use crate::store::{account, session};

/// About 200 bytes each.
const MOST_REMEMBERED: u64 = 100_000;

/// Somebody signed in on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub username: String,
    /// What they may do now.
    pub roles: Vec<Role>,
}

/// Looks sessions up. Clones share what is remembered.
#[derive(Clone)]
pub struct Sessions {
    db: Database,
    /// `None` for sessions that have ended: they stay ended.
    remembered: Cache<SessionId, Option<Arc<Live>>>,
    revocations: Arc<AtomicU64>,
}

impl Sessions {
    /// Sessions of the module's database; forgets those that a signal names, from wherever it comes.
    pub fn new(db: Database, signals: &Signals) -> Self {
        let remembered = Cache::builder().max_capacity(MOST_REMEMBERED).support_invalidation_closures().build();
        let sessions = Self { db, remembered, revocations: Arc::default() };
        let listening = sessions.clone();
        signals.listen(move |signal| {
            if let Signal::SessionsRevoked { user, sessions } = signal {
                listening.forget(*user, sessions);
            }
        });
        sessions
    }

    /// Whom a session speaks for, if it lives. Its age is its tokens' business.
    pub async fn find(&self, id: SessionId) -> StoreResult<Option<Arc<Live>>> {
        if let Some(known) = self.remembered.get(&id) {
            return Ok(known);
        }
        let before = self.revocations.load(Ordering::Acquire);
        let live = self.read(id).await?.map(Arc::new);
        self.remembered.insert(id, live.clone());
        // A revocation that committed after the query may have forgotten the session before it was remembered.
        if self.revocations.load(Ordering::Acquire) != before {
            self.remembered.invalidate(&id);
        }
        Ok(live)
    }

    async fn read(&self, id: SessionId) -> StoreResult<Option<Live>> {
        let Some(session) = session::find(self.db.read(), id).await? else { return Ok(None) };
        if session.ended_at.is_some() {
            return Ok(None);
        }
        let account = account::find(self.db.read(), session.owner()).await?;
        Ok(account.map(|account| Live {
            user: account.user_id(),
            roles: roles(&account, &session),
            username: account.username,
        }))
    }

    /// Forgets sessions of somebody, or all of theirs; what ended or changed them has committed.
    pub fn forget(&self, user: UserId, sessions: &[SessionId]) {
        self.revocations.fetch_add(1, Ordering::AcqRel);
        for id in sessions {
            self.remembered.invalidate(id);
        }
        if sessions.is_empty() {
            let theirs =
                move |_: &SessionId, live: &Option<Arc<Live>>| live.as_ref().is_some_and(|live| live.user == user);
            if self.remembered.invalidate_entries_if(theirs).is_err() {
                self.remembered.invalidate_all();
            }
        }
    }
}
