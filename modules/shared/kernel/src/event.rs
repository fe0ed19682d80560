//! Facts (events, kept until every consumer has them) and nudges (signals, lossy).

use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Cx, EventId, SessionId, Timestamp, UserId, async_trait};

/// A fact in a CloudEvents 1.0 envelope. It carries ids and numbers, never message text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Always `1.0`.
    pub specversion: String,
    /// Consumers deduplicate by it.
    pub id: EventId,
    /// The module that says so.
    pub source: String,
    /// Past tense, for example `match.created`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Version of the data's shape.
    pub dataversion: u32,
    /// Events with the same subject arrive in order.
    pub subject: String,
    /// When it happened.
    pub time: Timestamp,
    /// What happened.
    pub data: serde_json::Value,
}

impl Event {
    /// Reads the data as the fact `E`; `None` when this is another kind of event.
    pub fn read<E: DomainEvent>(&self) -> Option<Result<E, serde_json::Error>> {
        (self.kind == E::KIND && self.dataversion == E::VERSION).then(|| serde_json::from_value(self.data.clone()))
    }
}

/// A fact of a contract. Made by [`events!`](crate::events).
pub trait DomainEvent: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its type: `subject.verb`, past tense.
    const KIND: &'static str;
    /// Version of its shape.
    const VERSION: u32;
    /// The module that says so.
    const SOURCE: &'static str;
    /// Facts with the same key arrive in order.
    fn key(&self) -> String;
}

/// Declares a contract's events: `"match.created" v 1 by match_id => struct MatchCreated { ... }`.
#[macro_export]
macro_rules! events {
    ($source:literal: $(
        $(#[$meta:meta])*
        $kind:literal v $version:literal by $key:ident =>
        pub struct $Name:ident { $( $(#[$fmeta:meta])* pub $field:ident: $Type:ty, )+ }
    )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $Name { $( $(#[$fmeta])* pub $field: $Type, )+ }
        impl $crate::DomainEvent for $Name {
            const KIND: &'static str = $kind;
            const VERSION: u32 = $version;
            const SOURCE: &'static str = $source;
            fn key(&self) -> String { self.$key.to_string() }
        }
    )+ };
}

/// Why a reaction could not take an event now; it will come again.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReactionFailure(pub String);

impl<R: std::fmt::Debug> From<crate::Failure<R>> for ReactionFailure {
    fn from(failure: crate::Failure<R>) -> Self {
        Self(format!("{failure:?}"))
    }
}

/// Something a module does when a fact arrives. It may arrive twice: the inbox tells.
#[async_trait]
pub trait Reaction: Send + Sync + 'static {
    /// Unique name: the inbox remembers events under it.
    fn name(&self) -> &'static str;
    /// The kinds of events it wants.
    fn kinds(&self) -> &'static [&'static str];
    /// Takes one event.
    async fn react(&self, cx: &Cx, event: &Event) -> Result<(), ReactionFailure>;
}

/// A nudge: it may be lost, and never carries a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
pub enum Signal {
    /// These sign-ins ended: forget verified tokens and close sockets.
    SessionsRevoked {
        /// Whose.
        user: UserId,
        /// Which; empty means all of them.
        sessions: Vec<SessionId>,
    },
    /// What others may see of this person changed: forget cached views.
    PersonChanged {
        /// Who.
        user: UserId,
    },
}

type Listener = Arc<dyn Fn(&Signal) + Send + Sync>;

/// Signals inside one process: listeners run at once, in the sender's thread, so that the sender's next read sees
/// their effect.
#[derive(Clone, Default)]
pub struct Signals(Arc<RwLock<Vec<Listener>>>);

impl Signals {
    /// Nobody listens yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a listener; it must be quick and must not block.
    pub fn listen(&self, listener: impl Fn(&Signal) + Send + Sync + 'static) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(listener));
    }
    /// Nudges everybody.
    pub fn send(&self, signal: &Signal) {
        for listener in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(signal);
        }
    }
}
