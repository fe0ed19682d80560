//! `Cx`: what accompanies every call. Who asks, until when, under which request, and how to recognise a repeat.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::{SessionId, UserId};

/// What an account may do beyond its own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everybody.
    User,
    /// Works the moderation queue.
    Moderator,
    /// Everything.
    Admin,
}

/// Who asks. Proved once at the edge; between processes it travels in a short-lived internal token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Caller {
    /// Nobody has signed in.
    Anonymous,
    /// A person on one device.
    User {
        /// The account.
        user: UserId,
        /// The device.
        session: SessionId,
        /// What it may do.
        roles: Vec<Role>,
    },
    /// A module of ours, acting for itself (reactions and jobs).
    Service {
        /// The module's name.
        name: String,
    },
}

impl Caller {
    /// The person, if one asks.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User { user, .. } => Some(*user),
            _ => None,
        }
    }
    /// Whether the caller holds the role.
    pub fn has(&self, role: Role) -> bool {
        matches!(self, Self::User { roles, .. } if roles.contains(&role))
    }
}

/// Names one request in every log line and error: 1-64 of `[A-Za-z0-9._-]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Takes a caller's token if it is a sane one.
    pub fn parse(text: &str) -> Option<Self> {
        let sane = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        sane.then(|| Self(text.into()))
    }
    /// A new one.
    #[expect(clippy::disallowed_methods, reason = "a request id is never replayed")]
    pub fn fresh() -> Self {
        let mut buffer = uuid::Uuid::encode_buffer();
        Self(Arc::from(&*uuid::Uuid::now_v7().simple().encode_lower(&mut buffer)))
    }
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A W3C `traceparent` (Trace Context, section 3.2), checked for form only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TraceParent(Arc<str>);

impl TraceParent {
    /// Takes `version-traceid-parentid-flags` in lower-case hex.
    pub fn parse(text: &str) -> Option<Self> {
        let hex =
            |part: &str, len: usize| part.len() == len && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let mut parts = text.split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let sane = parts.next().is_none()
            && hex(version, 2)
            && version != "ff"
            && hex(trace, 32)
            && hex(parent, 16)
            && hex(flags, 2)
            && trace.bytes().any(|b| b != b'0')
            && parent.bytes().any(|b| b != b'0');
        sane.then(|| Self(text.into()))
    }
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Marks repeats of one write: 1-255 visible ASCII characters, chosen by the client or made at the edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(Arc<str>);

impl IdempotencyKey {
    /// Takes a client's key if it is a sane one.
    pub fn parse(text: &str) -> Option<Self> {
        let sane = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        sane.then(|| Self(text.into()))
    }
    /// A new one, for requests that came without.
    #[expect(clippy::disallowed_methods, reason = "the key only has to be unguessable")]
    pub fn fresh() -> Self {
        let mut buffer = uuid::Uuid::encode_buffer();
        Self(Arc::from(&*uuid::Uuid::new_v4().simple().encode_lower(&mut buffer)))
    }
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Accompanies every contract call.
#[derive(Debug, Clone)]
pub struct Cx {
    caller: Caller,
    deadline: Instant,
    request_id: RequestId,
    trace: Option<TraceParent>,
    idempotency: Option<IdempotencyKey>,
    replayed: Option<Arc<AtomicBool>>,
}

impl Cx {
    /// How long a call may take when nobody said otherwise.
    pub const DEFAULT_BUDGET: Duration = Duration::from_secs(10);

    /// A call by `caller` under a new request id with the default budget.
    pub fn new(caller: Caller) -> Self {
        Self::within(caller, RequestId::fresh(), Self::DEFAULT_BUDGET)
    }

    /// A call by `caller` that must end within `budget`.
    pub fn within(caller: Caller, request_id: RequestId, budget: Duration) -> Self {
        let deadline = Instant::now() + budget;
        Self { caller, deadline, request_id, trace: None, idempotency: None, replayed: None }
    }

    /// A module of ours acting for itself.
    pub fn service(name: &str) -> Self {
        Self::new(Caller::Service { name: name.to_owned() })
    }

    /// The same call with a mark to recognise its repeats.
    pub fn with_idempotency(mut self, key: IdempotencyKey) -> Self {
        self.idempotency = Some(key);
        self.replayed = Some(Arc::default());
        self
    }

    /// The same call inside a trace.
    pub fn with_trace(mut self, trace: Option<TraceParent>) -> Self {
        self.trace = trace;
        self
    }

    /// Who asks.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
    /// Under which request.
    pub fn request_id(&self) -> &RequestId {
        &self.request_id
    }
    /// Inside which trace.
    pub fn trace(&self) -> Option<&TraceParent> {
        self.trace.as_ref()
    }
    /// How to recognise a repeat; always there for writes that came through the edge.
    pub fn idempotency(&self) -> Option<&IdempotencyKey> {
        self.idempotency.as_ref()
    }
    /// What is left of the time. Zero when it ran out.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
    /// Whether the time ran out.
    pub fn expired(&self) -> bool {
        Instant::now() >= self.deadline
    }
    /// A service says that it answered from an earlier, identical call.
    pub fn mark_replayed(&self) {
        if let Some(flag) = &self.replayed {
            flag.store(true, Ordering::Relaxed);
        }
    }
    /// Whether the answer is that of an earlier, identical call.
    pub fn is_replayed(&self) -> bool {
        self.replayed.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_with_control_characters_or_too_long_are_not_taken() {
        assert!(RequestId::parse("abc-123_x.y").is_some());
        for bad in ["", "a b", "a\nb", "ü", &"x".repeat(65)] {
            assert!(RequestId::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn traceparents_of_the_specification_are_taken_and_others_not() {
        assert!(TraceParent::parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").is_some());
        for bad in [
            "",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        ] {
            assert!(TraceParent::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_clone_of_a_call_shares_the_mark_of_a_replay() {
        let cx = Cx::new(Caller::Anonymous).with_idempotency(IdempotencyKey::fresh());
        assert!(!cx.is_replayed());
        cx.clone().mark_replayed();
        assert!(cx.is_replayed());
    }

    #[test]
    fn a_call_without_time_left_has_expired() {
        let cx = Cx::within(Caller::Anonymous, RequestId::fresh(), Duration::ZERO);
        assert!(cx.expired());
        assert!(!Cx::new(Caller::Anonymous).expired());
    }
}
