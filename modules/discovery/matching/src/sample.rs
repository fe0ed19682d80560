//! People for tests.

use proptest::prelude::*;

use crate::{Band, Bias, Criteria, Delta, FAR, Facts, Fade, Packed, Person, Posterior, age_on};

/// 2026-11-25.
pub(crate) const TODAY: i32 = 20_782;

/// Somebody who owns what [`Facts`] borrows.
#[derive(Debug, Clone)]
pub(crate) struct Someone {
    pub packed: Packed,
    pub interests: Vec<u32>,
    pub languages: Vec<u32>,
    pub wishes: Option<Criteria>,
    pub bias: Bias,
}

impl Someone {
    /// Thirty years old, says nothing else.
    pub fn silent() -> Self {
        let packed = Packed { birth_day: TODAY - 10_958, looking_for: 0b111, ..Packed::default() };
        Self { packed, interests: Vec::new(), languages: Vec::new(), wishes: None, bias: Bias::default() }
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts { packed: self.packed, interests: &self.interests, languages: &self.languages }
    }

    pub fn person(&self) -> Person<'_> {
        let age_years = age_on(self.packed.birth_day, TODAY);
        Person { facts: self.facts(), age_years, wishes: self.wishes.as_ref() }
    }

    pub fn posterior(&self) -> Posterior {
        self.bias.posterior(Fade::on(0))
    }

    pub fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.clone();
        change(&mut other);
        other
    }
}

pub(crate) fn packed() -> impl Strategy<Value = Packed> {
    let fixed = (0i32..20_000, 0u8..3, 1u8..8, 0u8..128, 0u8..5, 0u8..5);
    let more = (0u8..7, 0u8..3, 0u8..3, prop_oneof![Just(0u8), 100..=250u8], 0u8..8, 0u8..=100, 0u8..2);
    (fixed, more, 0u8..7, 0u16..4).prop_map(|(fixed, more, activity, profession)| {
        let (days, gender, looking_for, goals, smoking, drinking) = fixed;
        let (education, has_children, wants_children, height_cm, photos, completeness, flags) = more;
        let birth_day = TODAY - 6_600 - days;
        Packed {
            birth_day,
            gender,
            looking_for,
            goals,
            smoking,
            drinking,
            education,
            has_children,
            wants_children,
            height_cm,
            photos,
            completeness,
            activity,
            profession,
            flags,
        }
    })
}

fn numbers(below: u32) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::btree_set(0..below, 0..12).prop_map(|set| set.into_iter().collect())
}

pub(crate) fn criteria() -> impl Strategy<Value = Criteria> {
    let ranges = (18u8..60, 0u8..60, 0..=FAR, 0u8..128, prop_oneof![Just((0u8, u8::MAX)), Just((160, 190))]);
    let answers = (0u8..3, 0u8..16, 0u8..16, 0u8..64, any::<bool>(), any::<bool>());
    (ranges, answers, numbers(12), numbers(4)).prop_map(|(ranges, answers, interests, languages)| {
        let (age_min, years, farthest, goals, (height_min, height_max)) = ranges;
        let (has_children, smoking, drinking, education, verified, photos) = answers;
        Criteria {
            age_min,
            age_max: age_min + years,
            farthest,
            goals,
            height_min,
            height_max,
            has_children,
            smoking,
            drinking,
            education,
            verified,
            photos,
            interests,
            languages,
        }
    })
}

pub(crate) fn deltas() -> impl Strategy<Value = Delta> {
    (-2_000_000i64..2_000_000, 0i64..30_000, -2_000_000i64..2_000_000, 0i64..30_000).prop_map(
        |(open, open_precision, appeal, appeal_precision)| Delta { open, open_precision, appeal, appeal_precision },
    )
}

pub(crate) fn someone() -> impl Strategy<Value = Someone> {
    (packed(), numbers(12), numbers(4), prop::option::of(criteria()), deltas()).prop_map(
        |(packed, interests, languages, wishes, evidence)| Someone {
            packed,
            interests,
            languages,
            wishes,
            bias: Bias { evidence },
        },
    )
}

pub(crate) fn bands() -> impl Strategy<Value = Band> {
    0..=FAR
}
