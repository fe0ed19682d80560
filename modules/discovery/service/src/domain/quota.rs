//! How much of what somebody may do in a day. Days begin at midnight UTC.

use std::time::Duration;

use chrono::NaiveTime;
use discovery_contract::{DiscoveryRefusal, Quota, Quotas};
use kernel::Timestamp;

use crate::Settings;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Like,
    Superlike,
    Undo,
}

/// What somebody has done on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Used {
    /// Superlikes among them.
    pub likes: u32,
    /// Superlikes.
    pub superlikes: u32,
    /// Decisions taken back.
    pub undos: u32,
}

impl Used {
    /// What has been used once this is done, too; the refusal when there is nothing left for it.
    pub fn and(self, counted: Counted, settings: &Settings, now: Timestamp) -> Result<Self, DiscoveryRefusal> {
        let resets_at = midnight_after(now);
        let retry_after_s = u64::try_from(resets_at.since(now).as_millis().div_ceil(1000)).unwrap_or(u64::MAX);
        let mut used = self;
        if counted != Counted::Undo {
            used.likes = one_more(self.likes, settings.likes_per_day)
                .ok_or(DiscoveryRefusal::LikesUsedUp { resets_at, retry_after_s })?;
        }
        if counted == Counted::Superlike {
            used.superlikes = one_more(self.superlikes, settings.superlikes_per_day)
                .ok_or(DiscoveryRefusal::SuperlikesUsedUp { resets_at, retry_after_s })?;
        }
        if counted == Counted::Undo {
            used.undos = one_more(self.undos, settings.undos_per_day)
                .ok_or(DiscoveryRefusal::UndosUsedUp { resets_at, retry_after_s })?;
        }
        Ok(used)
    }

    /// What is left.
    pub fn left(self, settings: &Settings, now: Timestamp) -> Quotas {
        let quota = |used: u32, limit: u32| Quota {
            limit: (limit > 0).then_some(limit),
            left: (limit > 0).then(|| limit.saturating_sub(used)),
        };
        Quotas {
            likes: quota(self.likes, settings.likes_per_day),
            superlikes: quota(self.superlikes, settings.superlikes_per_day),
            undos: quota(self.undos, settings.undos_per_day),
            resets_at: midnight_after(now),
        }
    }
}

fn one_more(used: u32, limit: u32) -> Option<u32> {
    (limit == 0 || used < limit).then(|| used.saturating_add(1))
}

/// The end of the day.
fn midnight_after(now: Timestamp) -> Timestamp {
    let midnight = now.date().and_time(NaiveTime::MIN).and_utc();
    Timestamp::from_millis(midnight.timestamp_millis()).after(Duration::from_secs(24 * 60 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_764_072_000_000);
    const TWELVE_HOURS: u64 = 12 * 60 * 60;

    fn settings() -> Settings {
        Settings { likes_per_day: 2, superlikes_per_day: 1, undos_per_day: 0, ..Settings::default() }
    }

    #[test]
    fn a_superlike_is_a_like_too() {
        let used = Used::default().and(Counted::Superlike, &settings(), NOON).unwrap();
        assert_eq!(used, Used { likes: 1, superlikes: 1, undos: 0 });
        let resets_at = NOON.after(Duration::from_secs(TWELVE_HOURS));
        let none_left = DiscoveryRefusal::SuperlikesUsedUp { resets_at, retry_after_s: TWELVE_HOURS };
        assert_eq!(used.and(Counted::Superlike, &settings(), NOON), Err(none_left));
        let used = used.and(Counted::Like, &settings(), NOON).unwrap();
        let none_left = DiscoveryRefusal::LikesUsedUp { resets_at, retry_after_s: TWELVE_HOURS };
        assert_eq!(used.and(Counted::Like, &settings(), NOON), Err(none_left));
    }

    #[test]
    fn what_has_no_limit_is_counted_and_never_used_up() {
        let used = (0..1000).fold(Used::default(), |used, _| used.and(Counted::Undo, &settings(), NOON).unwrap());
        assert_eq!(used.undos, 1000);
        assert_eq!(used.left(&settings(), NOON).undos, Quota { limit: None, left: None });
    }

    #[test]
    fn what_is_left_is_told_until_midnight() {
        let quotas = Used { likes: 1, superlikes: 9, undos: 0 }.left(&settings(), NOON);
        assert_eq!(quotas.likes, Quota { limit: Some(2), left: Some(1) });
        assert_eq!(quotas.superlikes, Quota { limit: Some(1), left: Some(0) }, "the limit was lowered");
        assert_eq!(quotas.resets_at.to_string(), "2025-11-26T00:00:00.000Z");
        assert_eq!(midnight_after(quotas.resets_at).since(quotas.resets_at), Duration::from_secs(2 * TWELVE_HOURS));
    }
}
