//! One limit: the generic cell rate algorithm (ITU-T I.371, annex A), which keeps one number a payer.
//!
//! The number is when the payer's account would be even again, were it charged nothing more. A request moves it one
//! interval on, and is refused where that would put it further ahead than a whole burst. Memory is bounded: a full shard
//! first drops those who are even, which changes no answer, and then anybody.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Level;

/// Parts with a lock of their own.
const SHARDS: usize = 16;
/// How often a full shard looks for those who are even, at most.
const SWEEP_PAUSE: Duration = Duration::from_secs(1);
const SECOND: u64 = 1_000_000_000;

/// How fast, and how much at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    /// Nanoseconds that one request costs.
    interval: u64,
    /// Requests at once.
    burst: u32,
}

impl Rate {
    /// `count` in each period, all of them at once if need be; `None` for no limit.
    pub(super) fn every(period: Duration, count: u32) -> Self {
        let interval = period.as_nanos().checked_div(u128::from(count)).unwrap_or(0);
        Self { interval: u64::try_from(interval).unwrap_or(u64::MAX), burst: count }
    }

    /// The same with another number at once, which is not less than one.
    pub(super) fn at_once(self, burst: u32) -> Self {
        Self { burst: burst.max(1), ..self }
    }
}

/// Everybody's account of one limit.
pub(super) struct Bucket<P> {
    rate: Rate,
    per_shard: usize,
    hasher: RandomState,
    shards: [Mutex<Shard<P>>; SHARDS],
}

struct Shard<P> {
    even_at: HashMap<P, u64>,
    swept_at: u64,
}

impl<P> Default for Shard<P> {
    fn default() -> Self {
        Self { even_at: HashMap::new(), swept_at: 0 }
    }
}

/// No limit.
impl<P> Default for Bucket<P> {
    fn default() -> Self {
        let rate = Rate { interval: 0, burst: 0 };
        Self { rate, per_shard: 0, hasher: RandomState::new(), shards: Default::default() }
    }
}

impl<P: Copy + Eq + Hash> Bucket<P> {
    /// A limit that keeps about `remembered` payers in mind.
    pub(super) fn new(rate: Rate, remembered: usize) -> Self {
        Self { rate, per_shard: remembered.div_ceil(SHARDS).max(1), ..Self::default() }
    }

    /// Charges one request; `now` counts from any fixed moment.
    pub(super) fn take(&self, payer: P, now: Duration) -> Option<Level> {
        let Rate { interval, burst } = self.rate;
        if interval == 0 {
            return None;
        }
        let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
        let shard = usize::try_from(self.hasher.hash_one(payer) % SHARDS as u64).unwrap_or(0);
        let mut shard = self.shards.get(shard)?.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.even_at.get(&payer).copied();
        let owed = known.map_or(0, |even_at| even_at.saturating_sub(now));
        let capacity = interval.saturating_mul(u64::from(burst));
        let after = owed.saturating_add(interval);
        if after > capacity {
            let retry_after_s = Some((after - capacity).div_ceil(SECOND).max(1));
            return Some(Level { limit: burst, remaining: 0, reset_s: owed.div_ceil(SECOND), retry_after_s });
        }
        if known.is_none() {
            shard.make_room(self.per_shard, now);
        }
        shard.even_at.insert(payer, now.saturating_add(after));
        let remaining = u32::try_from((capacity - after) / interval).unwrap_or(u32::MAX);
        Some(Level { limit: burst, remaining, reset_s: after.div_ceil(SECOND), retry_after_s: None })
    }
}

impl<P: Copy + Eq + Hash> Shard<P> {
    fn make_room(&mut self, most: usize, now: u64) {
        if self.even_at.len() < most {
            return;
        }
        if now.saturating_sub(self.swept_at) >= SWEEP_PAUSE.as_secs() * SECOND {
            self.swept_at = now;
            self.even_at.retain(|_, even_at| *even_at > now);
        }
        if self.even_at.len() >= most
            && let Some(anybody) = self.even_at.keys().next().copied()
        {
            self.even_at.remove(&anybody);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a_burst_is_let_through_then_one_an_interval() {
        let bucket = Bucket::new(Rate::every(MINUTE, 4), 100);
        let levels: Vec<_> = (0..5).map(|_| bucket.take(1, ms(0)).unwrap()).collect();
        let remaining: Vec<_> = levels.iter().map(|level| level.remaining).collect();
        assert_eq!(remaining, [3, 2, 1, 0, 0]);
        let resets: Vec<_> = levels.iter().map(|level| level.reset_s).collect();
        assert_eq!(resets, [15, 30, 45, 60, 60]);
        let retries: Vec<_> = levels.iter().map(|level| level.retry_after_s).collect();
        assert_eq!(retries, [None, None, None, None, Some(15)]);
        assert_eq!(bucket.take(1, ms(14_001)).unwrap().retry_after_s, Some(1), "seconds are rounded up");
        assert_eq!(bucket.take(1, ms(15_000)).unwrap().retry_after_s, None, "whoever waits as told gets through");
        assert!(bucket.take(1, ms(15_000)).unwrap().retry_after_s.is_some());
        assert_eq!(bucket.take(2, ms(15_000)).unwrap().remaining, 3, "others are others");
        assert_eq!(bucket.take(1, ms(120_000)).unwrap().remaining, 3, "and everything is forgiven in time");
    }

    #[test]
    fn refused_requests_cost_nothing() {
        let bucket = Bucket::new(Rate::every(MINUTE, 1), 100);
        assert_eq!(bucket.take(1, ms(0)).unwrap().retry_after_s, None);
        for at in 1..1000 {
            assert!(bucket.take(1, ms(at * 10)).unwrap().retry_after_s.is_some());
        }
        assert_eq!(bucket.take(1, ms(60_000)).unwrap().retry_after_s, None);
    }

    #[test]
    fn the_long_run_and_the_burst_can_differ_and_zero_is_no_limit() {
        let bucket = Bucket::new(Rate::every(Duration::from_secs(1), 10).at_once(30), 100);
        let through = (0..100).filter(|_| bucket.take(1, ms(0)).unwrap().retry_after_s.is_none()).count();
        assert_eq!(through, 30);
        let through = (0..100).filter(|_| bucket.take(1, ms(1000)).unwrap().retry_after_s.is_none()).count();
        assert_eq!(through, 10);
        assert_eq!(Bucket::new(Rate::every(MINUTE, 0), 100).take(1, ms(0)), None);
    }

    #[test]
    fn those_who_are_even_are_forgotten_first() {
        let mut shard = Shard::default();
        shard.even_at.extend([(1, SECOND), (2, 5 * SECOND), (3, 6 * SECOND)]);
        shard.make_room(4, 5 * SECOND);
        assert_eq!(shard.even_at.len(), 3, "there is room");
        shard.make_room(3, 5 * SECOND);
        assert_eq!(shard.even_at.keys().collect::<Vec<_>>(), [&3]);
    }

    #[test]
    fn any_number_of_payers_takes_bounded_memory() {
        let bucket = Bucket::new(Rate::every(MINUTE, 2), 160);
        let kept = || bucket.shards.iter().map(|shard| shard.lock().unwrap().even_at.len()).sum::<usize>();
        for payer in 0..10_000 {
            bucket.take(payer, ms(0));
        }
        assert_eq!(kept(), 160);
        bucket.take(77_777, ms(60_000));
        assert!(kept() < 160, "all of those are even again");
    }

    #[test]
    fn threads_together_get_no_more_than_one_alone() {
        let bucket = Bucket::new(Rate::every(MINUTE, 500), 100);
        let through: usize = std::thread::scope(|scope| {
            let count = || (0..400).filter(|_| bucket.take(1, ms(0)).unwrap().retry_after_s.is_none()).count();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(count)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(through, 500);
    }
}
