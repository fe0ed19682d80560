//! How fast one connection may send commands.

use std::time::Instant;

/// What to do with a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Run it.
    Pass,
    /// Refuse it.
    Refuse,
    /// Refuse it and end the connection: the peer does not listen.
    End,
}

/// A token bucket that holds one second's worth, and the patience for refusals: two seconds' worth of them, forgiven at
/// the same rate.
#[derive(Debug)]
pub(crate) struct Rate {
    per_second: f64,
    tokens: f64,
    patience: f64,
    at: Instant,
}

impl Rate {
    pub(crate) fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, tokens: per_second, patience: per_second * 2.0, at: now }
    }

    pub(crate) fn judge(&mut self, now: Instant) -> Verdict {
        let earned = now.saturating_duration_since(self.at).as_secs_f64() * self.per_second;
        self.at = now;
        self.tokens = (self.tokens + earned).min(self.per_second);
        self.patience = (self.patience + earned).min(self.per_second * 2.0);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Verdict::Pass;
        }
        self.patience -= 1.0;
        if self.patience >= 0.0 { Verdict::Refuse } else { Verdict::End }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_of_one_second_passes_then_refusals_then_the_end() {
        let start = Instant::now();
        let mut rate = Rate::new(50, start);
        let verdicts: Vec<_> = (0..151).map(|_| rate.judge(start)).collect();
        assert!(verdicts[..50].iter().all(|v| *v == Verdict::Pass));
        assert!(verdicts[50..150].iter().all(|v| *v == Verdict::Refuse));
        assert_eq!(verdicts[150], Verdict::End);
    }

    #[test]
    fn the_allowed_rate_goes_on_for_ever() {
        let start = Instant::now();
        let mut rate = Rate::new(50, start);
        let steady = (0..5_000u64).map(|n| rate.judge(start + Duration::from_millis(n * 20)));
        assert!(steady.into_iter().all(|v| v == Verdict::Pass));
    }
}
