//! Latencies in bounded memory, and medians.

use std::time::Duration;

/// Buckets of one octave; the width of a bucket is at most 1/64 of the values in it.
const STEPS: u64 = 64;
/// Longer than a minute is counted as this.
const LONGEST: u64 = (1 << 36) - 1;
const BUCKETS: usize = (STEPS * (36 - STEPS.ilog2() as u64 + 1)) as usize;

/// A log-linear histogram of nanoseconds: exact up to 64 ns, then 64 equal buckets in every octave, so that any
/// percentile is at most 1.6 % above the truth. The layout of HdrHistogram (Gil Tene), with a power of two as base.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Histogram {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0 }
    }

    /// Counts one value.
    pub fn record(&mut self, value: Duration) {
        let nanos = u64::try_from(value.as_nanos()).unwrap_or(LONGEST).min(LONGEST);
        if let Some(count) = self.counts.get_mut(bucket(nanos)) {
            *count += 1;
            self.total += 1;
        }
    }

    /// Adds everything another histogram has counted.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.total
    }

    /// The smallest bound that `share` (0 to 1) of the values do not exceed; zero when nothing was counted.
    pub fn percentile(&self, share: f64) -> Duration {
        let wanted = ((self.total as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Duration::from_nanos(upper_bound(index));
            }
        }
        Duration::ZERO
    }
}

/// The middle of the values (the mean of the two middle ones when their number is even); NaN for none.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { middle(half) } else { (middle(half.wrapping_sub(1)) + middle(half)) / 2.0 }
}

fn bucket(nanos: u64) -> usize {
    let octave = nanos.checked_ilog2().unwrap_or(0).saturating_sub(STEPS.ilog2());
    (u64::from(octave) * STEPS + (nanos >> octave)) as usize
}

/// The largest value of a bucket.
fn upper_bound(index: usize) -> u64 {
    let index = index as u64;
    let octave = (index / STEPS).saturating_sub(1);
    ((index - octave * STEPS + 1) << octave) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_tile_the_range_without_gap_or_overlap() {
        let mut lower = 0;
        for index in 0..BUCKETS {
            let upper = upper_bound(index);
            assert!(upper >= lower, "bucket {index} ends before it begins");
            assert_eq!(bucket(lower), index);
            assert_eq!(bucket(upper), index);
            assert!((upper - lower) as f64 <= lower as f64 / STEPS as f64, "bucket {index} is too wide");
            lower = upper + 1;
        }
        assert_eq!(lower - 1, LONGEST);
    }

    #[test]
    fn percentiles_of_a_known_sequence() {
        let mut histogram = Histogram::new();
        for micros in 1..=1_000 {
            histogram.record(Duration::from_micros(micros));
        }
        assert_eq!(histogram.count(), 1_000);
        for (share, micros) in [(0.5, 500), (0.99, 990), (1.0, 1_000)] {
            let truth = Duration::from_micros(micros);
            let answer = histogram.percentile(share);
            assert!(answer >= truth && answer <= truth.mul_f64(1.0 + 1.0 / STEPS as f64), "{share}: {answer:?}");
        }
    }

    #[test]
    fn merging_equals_recording_together() {
        let (mut left, mut right) = (Histogram::new(), Histogram::new());
        left.record(Duration::from_micros(10));
        right.record(Duration::from_millis(10));
        right.record(Duration::from_secs(3_600));
        left.merge(&right);
        assert_eq!(left.count(), 3);
        assert!(left.percentile(0.33) < Duration::from_micros(11));
        assert!(left.percentile(0.66) < Duration::from_millis(11));
        assert_eq!(left.percentile(1.0), Duration::from_nanos(LONGEST));
        assert_eq!(Histogram::new().percentile(0.5), Duration::ZERO);
    }

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median([7.0]), 7.0);
        assert!(median([]).is_nan());
    }
}
