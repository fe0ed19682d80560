//! Remembers who verified tokens speak for, and forgets them the moment their sign-in ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use auth_contract::{Accounts, VerifyToken};
use edge::{Authenticator, Denied, Verified};
use kernel::{Caller, Clock, Cx, Failure, SessionId, Signal, Signals, async_trait};
use moka::sync::Cache;

/// Tokens remembered at once; past that the least used are forgotten.
const CAPACITY: u64 = 100_000;
/// How long an answer is remembered before the auth module is asked again.
const MEMORY: Duration = Duration::from_secs(60);

/// An [`Authenticator`] that asks the auth module and remembers its answers.
pub struct TokenMemory {
    accounts: Arc<dyn Accounts>,
    clock: Arc<dyn Clock>,
    known: Cache<String, Arc<Known>>,
    ended: Cache<SessionId, ()>,
    /// How often single sign-ins have ended.
    endings: AtomicU64,
    generation: AtomicU64,
}

struct Known {
    verified: Arc<Verified>,
    session: SessionId,
    /// The endings among which this one was looked for.
    cleared: AtomicU64,
    generation: u64,
}

/// No number of endings.
const NEVER: u64 = u64::MAX;

impl TokenMemory {
    /// Asks `accounts`, and listens for sign-ins that end.
    pub fn new(accounts: Arc<dyn Accounts>, clock: Arc<dyn Clock>, signals: &Signals) -> Arc<Self> {
        let memory = Arc::new(Self {
            accounts,
            clock,
            known: Cache::builder().max_capacity(CAPACITY).time_to_live(MEMORY).build(),
            // Twice as long as an answer is remembered: an ended sign-in outlives every memory of it.
            ended: Cache::builder().max_capacity(CAPACITY).time_to_live(MEMORY * 2).build(),
            endings: AtomicU64::new(0),
            generation: AtomicU64::new(0),
        });
        let listener = Arc::downgrade(&memory);
        signals.listen(move |signal| {
            if let (Some(memory), Signal::SessionsRevoked { sessions, .. }) = (listener.upgrade(), signal) {
                memory.forget(sessions);
            }
        });
        memory
    }

    /// Whether the sign-in has ended; looked up once an ending, not once a request.
    fn has_ended(&self, known: &Known) -> bool {
        let endings = self.endings.load(Ordering::Acquire);
        if known.cleared.load(Ordering::Relaxed) == endings {
            return false;
        }
        let ended = self.ended.contains_key(&known.session);
        if !ended {
            known.cleared.store(endings, Ordering::Relaxed);
        }
        ended
    }

    fn forget(&self, sessions: &[SessionId]) {
        if sessions.is_empty() {
            // All of somebody's: rare, so everybody is asked about once more.
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        for session in sessions {
            self.ended.insert(*session, ());
        }
        // Last: whoever sees the new number finds the ended ones.
        self.endings.fetch_add(1, Ordering::AcqRel);
    }
}

#[async_trait]
impl Authenticator for TokenMemory {
    fn remembered(&self, token: &str) -> Option<Arc<Verified>> {
        let known = self.known.get(token)?;
        let fresh = known.generation == self.generation.load(Ordering::Acquire)
            && known.verified.expires_at > self.clock.now()
            && !self.has_ended(&known);
        fresh.then(|| known.verified.clone())
    }

    async fn verify(&self, token: &str) -> Result<Arc<Verified>, Denied> {
        let generation = self.generation.load(Ordering::Acquire);
        let cx = Cx::new(Caller::Anonymous);
        let identity = match self.accounts.verify_token(&cx, VerifyToken { token: token.to_owned() }).await {
            Ok(identity) => identity,
            Err(Failure::Refused(_)) => return Err(Denied::Invalid),
            Err(_) => return Err(Denied::Unavailable),
        };
        let session = identity.session_id;
        let caller = Caller::User { user: identity.user_id, session, roles: identity.roles };
        let verified = Arc::new(Verified { caller, username: identity.username, expires_at: identity.expires_at });
        let known = Known { verified: verified.clone(), session, cleared: AtomicU64::new(NEVER), generation };
        self.known.insert(token.to_owned(), Arc::new(known));
        Ok(verified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use auth_contract::{AuthRefusal, Identity};
    use kernel::{Fake, ManualClock, Role, Timestamp, UserId};

    type Memory = (Arc<TokenMemory>, Arc<Fake<dyn Accounts>>, Signals, Arc<ManualClock>);

    fn memory() -> Memory {
        let signals = Signals::new();
        let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1_000)));
        let fake = Arc::new(Fake::<dyn Accounts>::new().on(|_, req: VerifyToken| {
            if req.token != "good" {
                return Err(AuthRefusal::InvalidToken.into());
            }
            Ok(Identity {
                user_id: UserId(uuid::Uuid::from_u128(1)),
                username: "alice".into(),
                session_id: SessionId(uuid::Uuid::from_u128(2)),
                roles: vec![Role::User],
                expires_at: Timestamp::from_millis(61_000),
            })
        }));
        (TokenMemory::new(fake.clone(), clock.clone(), &signals), fake, signals, clock)
    }

    #[tokio::test]
    async fn a_token_is_asked_about_once_and_a_bad_one_every_time() {
        let (memory, fake, _, _) = memory();
        assert!(memory.remembered("good").is_none());
        memory.verify("good").await.unwrap();
        assert!(memory.remembered("good").is_some());
        assert_eq!(fake.calls().len(), 1);
        assert_eq!(memory.verify("bad").await, Err(Denied::Invalid));
        assert!(memory.remembered("bad").is_none());
    }

    #[tokio::test]
    async fn an_ended_sign_in_and_an_expired_token_are_not_remembered() {
        let (memory, _, signals, clock) = memory();
        let user = UserId(uuid::Uuid::from_u128(1));
        memory.verify("good").await.unwrap();
        signals.send(&Signal::SessionsRevoked { user, sessions: vec![] });
        assert!(memory.remembered("good").is_none(), "all sign-ins ended");
        memory.verify("good").await.unwrap();
        clock.advance(Duration::from_secs(60));
        assert!(memory.remembered("good").is_none(), "expired");
        let (memory, _, signals, _) = self::memory();
        memory.verify("good").await.unwrap();
        assert!(memory.remembered("good").is_some());
        signals.send(&Signal::SessionsRevoked { user, sessions: vec![SessionId(uuid::Uuid::from_u128(3))] });
        assert!(memory.remembered("good").is_some(), "another sign-in ended");
        signals.send(&Signal::SessionsRevoked { user, sessions: vec![SessionId(uuid::Uuid::from_u128(2))] });
        assert!(memory.remembered("good").is_none(), "this sign-in ended");
        memory.verify("good").await.unwrap();
        assert!(memory.remembered("good").is_none(), "an answer that was under way does not bring it back");
    }
}
