//! Time, ids and people of a test.

use std::sync::Arc;

use kernel::{
    Caller, Clock, Cx, IdempotencyKey, Ids, ManualClock, Role, SeededIds, SessionId, Signals, Timestamp, UserId,
};
use platform::Secret;

/// A clock that stands at 2026-03-01T12:00:00Z, ids that repeat, and a bus of signals.
pub struct World {
    /// Stands still until it is moved.
    pub clock: Arc<ManualClock>,
    /// The same ids in every run.
    pub ids: Arc<SeededIds>,
    /// Nobody listens yet.
    pub signals: Signals,
    /// A secret of this world's own.
    pub secret: Secret,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// A new world.
    pub fn new() -> Self {
        let start = Timestamp::from_millis(1_772_366_400_000);
        Self {
            clock: Arc::new(ManualClock::new(start)),
            ids: Arc::new(SeededIds::new(start, 42)),
            signals: Signals::new(),
            secret: Secret::random().unwrap(),
        }
    }
    /// The clock as modules take it.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }
    /// The ids as modules take them.
    pub fn ids(&self) -> Arc<dyn Ids> {
        self.ids.clone()
    }
}

/// The `n`th person of a test.
pub fn user(n: u16) -> UserId {
    UserId(uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + u128::from(n)))
}

/// A call by a person.
pub fn user_cx(user: UserId) -> Cx {
    Cx::new(Caller::User { user, session: SessionId(user.0), roles: vec![Role::User] })
}

/// A call by a person with an idempotency key.
pub fn user_cx_keyed(user: UserId, key: &str) -> Cx {
    user_cx(user).with_idempotency(IdempotencyKey::parse(key).expect("a sane key"))
}

/// A call by a module of ours.
pub fn service_cx() -> Cx {
    Cx::service("test")
}

/// A call by a module of ours with an idempotency key.
pub fn service_cx_keyed(key: &str) -> Cx {
    service_cx().with_idempotency(IdempotencyKey::parse(key).expect("a sane key"))
}
