//! The one registry of typed ids, and where new ids come from.
//!
//! All ids are UUIDs of version 7 (RFC 9562, section 5.7): sortable by creation time, so that they make good keys.

use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

use crate::Timestamp;

macro_rules! ids {
    ($( $(#[$meta:meta])* $Name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = Uuid, example = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081")]
        pub struct $Name(pub Uuid);

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::fmt::Debug for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($Name), "({})"), self.0)
            }
        }
        impl std::str::FromStr for $Name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
        impl From<Uuid> for $Name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl From<$Name> for Uuid {
            fn from(id: $Name) -> Uuid { id.0 }
        }
    )+ };
}

ids! {
    /// An account, and the person behind it; the same in every module.
    UserId;
    /// One signed-in device of an account: a family of refresh tokens.
    SessionId;
    /// A stored media file with all its variants.
    FileId;
    /// An upload that arrives in parts.
    UploadId;
    /// A conversation, direct or group.
    ConversationId;
    /// A message of a conversation.
    MessageId;
    /// Two people who liked each other.
    MatchId;
    /// The erasure of an account; whoever has it may ask how the erasure stands.
    ReceiptId;
    /// An event; consumers deduplicate by it.
    EventId;
}

/// Where new ids come from: chance is an argument, so that tests and demo data can repeat it.
pub trait Ids: Send + Sync + 'static {
    /// A fresh UUIDv7.
    fn fresh(&self) -> Uuid;
}

/// Ids from the system clock and its random numbers.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The same sequence of ids for the same seed; for tests and demo data only, since they can be guessed.
#[derive(Debug)]
pub struct SeededIds {
    start: Timestamp,
    seed: u64,
    next: AtomicU64,
}

impl SeededIds {
    /// Ids that count up from `start` in steps of one millisecond.
    pub fn new(start: Timestamp, seed: u64) -> Self {
        Self { start, seed, next: AtomicU64::new(0) }
    }
}

impl Ids for SeededIds {
    fn fresh(&self) -> Uuid {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let millis = u64::try_from(self.start.as_millis()).unwrap_or(0).saturating_add(n);
        let low = splitmix64(self.seed ^ splitmix64(n));
        let high = splitmix64(low ^ self.seed.rotate_left(17));
        let mut random = [0u8; 10];
        for (slot, byte) in random.iter_mut().zip(low.to_be_bytes().into_iter().chain(high.to_be_bytes())) {
            *slot = byte;
        }
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn splitmix64(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_ids_repeat_for_a_seed_and_differ_between_seeds() {
        let run = |seed| {
            let ids = SeededIds::new(Timestamp::from_millis(1_700_000_000_000), seed);
            (0..100).map(|_| ids.fresh()).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        assert!(run(7).windows(2).all(|pair| pair[0] < pair[1]), "they sort by creation");
        assert!(run(7).iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn an_id_is_a_plain_uuid_in_json() {
        let id = UserId("0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081".parse().unwrap());
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081\"");
        assert!(serde_json::from_str::<UserId>("\"not an id\"").is_err());
    }
}
