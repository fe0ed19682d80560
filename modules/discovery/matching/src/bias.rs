//! How readily somebody likes, and how readily they are liked, learned from decisions one at a time.
//!
//! A decision adds a [`Delta`] of whole numbers to the one who decided and another to the one decided about. Whole
//! numbers add up to the same in any order, so a delta taken back leaves exactly what the others have made: an undone
//! decision leaves no trace, and [`Bias::without`] shows somebody their own view free of what others have said about
//! them and they have not answered.
//!
//! Old evidence fades by 1 % a day towards the prior. Nothing stored has to be rewritten for that: evidence of a later
//! day is written down larger instead, and [`Fade`] scales all of it back on the day of reading (Cormode, Shkapenyuk,
//! Srivastava and Xu, "Forward decay: a practical time decay model for streaming systems", 2009).

use std::iter::Sum;
use std::ops::{Add, Sub};

/// Precision of openness before any decision: a variance of 1.6.
const OPEN_PRIOR: f64 = 1.0 / 1.6;
/// Precision of appeal before any decision: a variance of 1.0.
const APPEAL_PRIOR: f64 = 1.0;
/// Stored units in one unit of a mean, in log odds.
const MEAN_UNITS: f64 = 1e6;
/// Stored units in one unit of precision on day 0.
const PRECISION_UNITS: f64 = 1e4;
/// What a day leaves of the evidence.
const DAILY: f64 = 0.99;
/// The last day on which evidence is written larger than the day before.
const LAST_DAY: i32 = 2_000;

/// A sum of evidence, in stored units: a mean in millionths of log odds, a precision in ten-thousandths of day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Delta {
    /// Shift of openness.
    pub open: i64,
    /// Precision that openness gains.
    pub open_precision: i64,
    /// Shift of appeal.
    pub appeal: i64,
    /// Precision that appeal gains.
    pub appeal_precision: i64,
}

impl Delta {
    /// The same evidence counted from another day 0, `days` later. Day 2,000 is the last that fades, so every few years
    /// all that is stored is moved at once; each number is rounded then.
    pub fn moved(self, days: i32) -> Self {
        let scaled = |units: i64| (units as f64 * Fade::on(days).0).round() as i64;
        let (open_precision, appeal_precision) = (scaled(self.open_precision), scaled(self.appeal_precision));
        Self { open_precision, appeal_precision, ..self }
    }

    fn zip(self, other: Self, of: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            open: of(self.open, other.open),
            open_precision: of(self.open_precision, other.open_precision),
            appeal: of(self.appeal, other.appeal),
            appeal_precision: of(self.appeal_precision, other.appeal_precision),
        }
    }
}

impl Add for Delta {
    type Output = Self;
    /// Wraps around instead of failing, so that taking back is exact whatever was added.
    fn add(self, other: Self) -> Self {
        self.zip(other, i64::wrapping_add)
    }
}

impl Sub for Delta {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.zip(other, i64::wrapping_sub)
    }
}

impl Sum for Delta {
    fn sum<I: Iterator<Item = Self>>(deltas: I) -> Self {
        deltas.fold(Self::default(), Add::add)
    }
}

/// All evidence about one person; the default is of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bias {
    /// The sum of the deltas of all decisions by and about them.
    pub evidence: Delta,
}

impl Bias {
    /// With one more decision, or the sum of several.
    pub fn with(self, delta: &Delta) -> Self {
        Self { evidence: self.evidence + *delta }
    }

    /// As if the decision, or all of several, had never been.
    pub fn without(self, delta: &Delta) -> Self {
        Self { evidence: self.evidence - *delta }
    }

    /// What is believed on the day of the fade.
    pub fn posterior(&self, fade: Fade) -> Posterior {
        let precision = |prior: f64, units: i64| prior + (units as f64 / PRECISION_UNITS * fade.0).max(0.0);
        Posterior {
            open: self.evidence.open as f64 / MEAN_UNITS,
            open_precision: precision(OPEN_PRIOR, self.evidence.open_precision),
            appeal: self.evidence.appeal as f64 / MEAN_UNITS,
            appeal_precision: precision(APPEAL_PRIOR, self.evidence.appeal_precision),
        }
    }
}

/// How much one unit of day 0 still counts on some day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fade(f64);

impl Fade {
    /// Of a day counted from a day 0 that the installation chose once.
    pub fn on(day: i32) -> Self {
        Self(DAILY.powi(day.clamp(0, LAST_DAY)))
    }
}

/// What is believed about one person on one day, in log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posterior {
    /// How readily they like.
    pub open: f64,
    /// One over its variance.
    pub open_precision: f64,
    /// How readily they are liked.
    pub appeal: f64,
    /// One over its variance.
    pub appeal_precision: f64,
}

impl Default for Posterior {
    /// Of a new person.
    fn default() -> Self {
        Bias::default().posterior(Fade::on(0))
    }
}

impl Posterior {
    /// How much of what can be known of their openness is known, 0 to 1.
    pub fn open_known(&self) -> f64 {
        1.0 - OPEN_PRIOR / self.open_precision
    }

    /// How much of what can be known of their appeal is known, 0 to 1.
    pub fn appeal_known(&self) -> f64 {
        1.0 - APPEAL_PRIOR / self.appeal_precision
    }
}

/// One decision, ready to be learned from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// Log odds of a like that were predicted, see [`Scorer::logits`](crate::Scorer::logits).
    pub predicted: f64,
    /// Precision of the base of those who decide.
    pub base_precision: f64,
    /// Whether it was a like.
    pub liked: bool,
    /// 1, and 2 for a superlike.
    pub weight: f64,
}

/// What one decision teaches about the two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// About the one who decided: only their openness.
    pub decider: Delta,
    /// About the one decided about: only their appeal.
    pub decided: Delta,
}

/// One step of an extended Kalman filter for a logistic observation: with p the prediction and h = p (1 - p), a mean
/// moves by the error over its precision and over the spread of the prediction, and its precision grows by h.
pub fn learn(decider: &Posterior, decided: &Posterior, decision: &Decision, fade: Fade) -> Lesson {
    let p = sigmoid(decision.predicted);
    let information = decision.weight * p * (1.0 - p);
    let variance = 1.0 / decider.open_precision + 1.0 / decided.appeal_precision + 1.0 / decision.base_precision;
    let error = decision.weight * (f64::from(u8::from(decision.liked)) - p) / (1.0 + information * variance);
    let mean = |precision: f64| (error / precision * MEAN_UNITS).round() as i64;
    let gain = (information * PRECISION_UNITS / fade.0).round() as i64;
    Lesson {
        decider: Delta { open: mean(decider.open_precision), open_precision: gain, ..Delta::default() },
        decided: Delta { appeal: mean(decided.appeal_precision), appeal_precision: gain, ..Delta::default() },
    }
}

/// The probability of log odds.
pub(crate) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[cfg(test)]
mod tests;
