//! What matching keeps in memory of everybody besides facts: what decisions say about them, and how often they were
//! shown.

use std::ops::{Add, Neg};

use chrono::NaiveDate;
use discovery_contract::Action;
use discovery_matching::{Bias, Delta, Fade, Lesson, Posterior, activity};
use serde::Serialize;

use super::packed::day;

/// The day from which evidence is counted.
const DAY_ZERO: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();

/// How much evidence counts on a day.
pub(crate) fn fade(today: NaiveDate) -> Fade {
    Fade::on(day(today) - day(DAY_ZERO))
}

/// What decisions say about one person, and how often they were shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Standing {
    /// All decisions by and about them.
    pub bias: Bias,
    /// Of these, the ones about them by people whom they have not answered.
    pub unanswered: Unanswered,
    /// When they joined, in seconds.
    pub joined_s: i64,
    /// How often they were shown.
    pub shown: Shown,
    /// When they were about.
    pub days: Days,
}

impl Standing {
    /// What everybody else believes.
    pub fn posterior(&self, fade: Fade) -> Posterior {
        self.bias.posterior(fade)
    }

    /// What is believed where they look themselves: as if nobody had decided about them whom they have not answered. So
    /// nothing that they see tells of it.
    pub fn own_posterior(&self, fade: Fade) -> Posterior {
        self.bias.without(&self.unanswered.delta()).posterior(fade)
    }
}

/// On which of the last 28 days somebody looked for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Days {
    /// The last one, counted from 1970-01-01.
    pub last: i32,
    /// A bit each for that one and those before, the last one first.
    pub bits: u32,
}

impl Days {
    /// How many days count.
    const COUNTED: i32 = 28;

    /// With today; `None` when it is among them.
    pub fn with(self, today: i32) -> Option<Self> {
        let bits = self.until(today);
        (bits & 1 == 0 && today >= self.last).then_some(Self { last: today, bits: bits | 1 })
    }

    /// How often somebody is about, as matching compares it.
    pub fn activity(self, today: i32) -> u8 {
        activity(self.until(today).count_ones() as u8)
    }

    /// The bits with today as the first one.
    fn until(self, today: i32) -> u32 {
        let passed = u32::try_from(today.saturating_sub(self.last)).unwrap_or(0);
        self.bits.checked_shl(passed).unwrap_or(0) & ((1 << Self::COUNTED) - 1)
    }
}

/// How often somebody was shown, counting every viewer once a day.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shown {
    day: i32,
    today: u32,
    all: u32,
}

impl Shown {
    /// How often on this day.
    pub fn on(self, today: i32) -> u32 {
        if self.day == today { self.today } else { 0 }
    }

    /// How often since the process began.
    pub fn ever(self) -> u32 {
        self.all
    }

    /// Once more.
    pub fn again(self, today: i32) -> Self {
        Self { day: today, today: self.on(today).saturating_add(1), all: self.all.saturating_add(1) }
    }
}

/// What people say about somebody who has not answered them: a sum over their decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Unanswered {
    pub appeal: i64,
    pub precision: i64,
}

impl Unanswered {
    fn delta(self) -> Delta {
        Delta { appeal: self.appeal, appeal_precision: self.precision, ..Delta::default() }
    }
}

impl Add for Unanswered {
    type Output = Self;
    fn add(self, more: Self) -> Self {
        let (appeal, precision) = (self.appeal.wrapping_add(more.appeal), self.precision.wrapping_add(more.precision));
        Self { appeal, precision }
    }
}

impl Neg for Unanswered {
    type Output = Self;
    fn neg(self) -> Self {
        Self { appeal: self.appeal.wrapping_neg(), precision: self.precision.wrapping_neg() }
    }
}

/// What one decision has taught, as it is kept with the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Taught {
    /// About the openness of the decider.
    pub open: i64,
    /// About the appeal of the other.
    pub appeal: i64,
    /// The precision that both have gained.
    pub precision: i64,
}

impl From<Lesson> for Taught {
    fn from(lesson: Lesson) -> Self {
        let Lesson { decider, decided } = lesson;
        Self { open: decider.open, appeal: decided.appeal, precision: decider.open_precision }
    }
}

impl Taught {
    /// What is known more of the decider.
    pub fn of_decider(self) -> Delta {
        Delta { open: self.open, open_precision: self.precision, ..Delta::default() }
    }

    /// What is known more of the other.
    pub fn of_decided(self) -> Delta {
        Delta { appeal: self.appeal, appeal_precision: self.precision, ..Delta::default() }
    }

    /// The same as long as the other has not answered.
    pub fn unanswered(self) -> Unanswered {
        Unanswered { appeal: self.appeal, precision: self.precision }
    }
}

/// How much a decision counts.
pub(crate) fn weight(action: Action) -> f64 {
    if action == Action::Superlike { 2.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_looks_sees_nothing_of_decisions_they_have_not_answered() {
        let taught = Taught { open: 5, appeal: 40_000, precision: 900 };
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let before = Standing::default();
        let after = Standing {
            bias: before.bias.with(&taught.of_decided()),
            unanswered: before.unanswered + taught.unanswered(),
            ..before
        };
        assert_ne!(before.posterior(fade(today)), after.posterior(fade(today)));
        assert_eq!(before.own_posterior(fade(today)), after.own_posterior(fade(today)));
        assert_eq!(taught.unanswered() + -taught.unanswered(), Unanswered::default());
    }

    #[test]
    fn days_count_once_and_for_four_weeks() {
        let once = Days::default().with(20_000).unwrap();
        assert_eq!((once.with(20_000), once.activity(20_000)), (None, 1));
        let daily = (20_001..20_040).fold(once, |days, today| days.with(today).unwrap());
        assert_eq!((daily.activity(20_039), daily.activity(20_039 + 27), daily.activity(20_039 + 28)), (5, 1, 0));
        assert_eq!(daily.activity(20_039 + 20_000), 0);
        let weekly = [7, 14, 21].into_iter().fold(once, |days, later| days.with(20_000 + later).unwrap());
        assert_eq!((weekly.activity(20_021), weekly.activity(20_028)), (3, 2));
        assert_eq!(daily.with(19_000), None, "a clock that went back");
    }

    #[test]
    fn impressions_begin_anew_every_day() {
        let shown = Shown::default().again(7).again(7).again(8);
        assert_eq!((shown.on(7), shown.on(8), shown.on(9), shown.ever()), (0, 1, 0, 3));
    }
}
