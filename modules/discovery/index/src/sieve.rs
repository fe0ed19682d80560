//! Criteria against traits: a handful of instructions instead of a dozen questions.

use discovery_matching::{Criteria, FAR, Packed};

use crate::age::Days;
use crate::terms::{Filter, Filters};

/// What decides about somebody, mostly a bit for every answer. Of the answers to one question exactly one is set, and
/// the first stands for what is unsaid or unknown to the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits {
    answers: u64,
    birth_day: i32,
    /// With one more bit that is always set.
    goals: u16,
    height_cm: u8,
}

/// Answers to questions of up to eight words.
const SMOKING: Answers = Answers { shift: 0, count: 9 };
const DRINKING: Answers = Answers { shift: 9, count: 9 };
const EDUCATION: Answers = Answers { shift: 18, count: 9 };
const CHILDREN: Answers = Answers { shift: 27, count: 3 };
const UNVERIFIED: u64 = 1 << 30;
const NO_PHOTOS: u64 = 1 << 31;
/// Genders, and a bit for one that nobody can look for.
const GENDER: Answers = Answers { shift: 32, count: 9 };
/// Genders not looked for. A list is in the order of these two.
const NOT_LOOKED_FOR: Answers = Answers { shift: 41, count: 8 };
const ANY_GOAL: u16 = 1 << 8;

#[derive(Clone, Copy)]
struct Answers {
    shift: u32,
    count: u32,
}

impl Answers {
    const fn all(self) -> u64 {
        ((1 << self.count) - 1) << self.shift
    }

    /// One answer, or the first.
    fn one(self, answer: u8) -> u64 {
        let answer = u32::from(answer);
        (if answer < self.count { 1 << answer } else { 1 }) << self.shift
    }

    /// All answers but those said whose bits are set; nothing if none is.
    fn all_but(self, fine: u8) -> u64 {
        if fine == 0 { 0 } else { self.all() & !(u64::from(fine) << 1 << self.shift) }
    }
}

impl Traits {
    pub fn of(packed: &Packed) -> Self {
        let answers = SMOKING.one(packed.smoking)
            | DRINKING.one(packed.drinking)
            | EDUCATION.one(packed.education)
            | CHILDREN.one(packed.has_children)
            | if packed.is_verified() { 0 } else { UNVERIFIED }
            | if packed.photos > 0 { 0 } else { NO_PHOTOS }
            | GENDER.one(packed.gender.saturating_add(1))
            | u64::from(!packed.looking_for) << NOT_LOOKED_FOR.shift;
        let (birth_day, height_cm) = (packed.birth_day, packed.height_cm);
        Self { answers, birth_day, goals: u16::from(packed.goals) | ANY_GOAL, height_cm }
    }

    pub fn birth_day(&self) -> i32 {
        self.birth_day
    }

    /// The gender and the genders looked for.
    pub fn kind(&self) -> u64 {
        self.answers & (GENDER.all() | NOT_LOOKED_FOR.all())
    }
}

/// What lets people through by their traits: those whom the viewer suits and who suit the viewer, were born within some
/// days, and meet some criteria.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sieve {
    refused: u64,
    goals: u16,
    first_birth_day: i32,
    /// How many more days there are.
    more_days: u32,
    shortest: u8,
    tallest: u8,
}

impl Sieve {
    /// Whoever suits the viewer, if they were born within these days.
    pub fn suiting(viewer: &Packed, births: Days) -> Self {
        let is_unfit = births.last < births.first || viewer.gender > 7;
        let looked_for = u64::from(viewer.looking_for) << 1 << GENDER.shift;
        let own = u64::from(1u8.checked_shl(viewer.gender.into()).unwrap_or(0)) << NOT_LOOKED_FOR.shift;
        let refused = if is_unfit { u64::MAX } else { GENDER.all() & !looked_for | own };
        let more_days = births.last.wrapping_sub(births.first).cast_unsigned();
        Self { refused, goals: ANY_GOAL, first_birth_day: births.first, more_days, shortest: 0, tallest: u8::MAX }
    }

    /// Of them, whoever meets these criteria, as far as it shows in the traits; the age does not.
    pub fn meeting(self, criteria: &Criteria) -> Self {
        let refused = SMOKING.all_but(criteria.smoking)
            | DRINKING.all_but(criteria.drinking)
            | EDUCATION.all_but(criteria.education)
            // 1 and 2 are also the bits of the first and of the second answer.
            | CHILDREN.all_but(criteria.has_children)
            | if criteria.verified { UNVERIFIED } else { 0 }
            | if criteria.photos { NO_PHOTOS } else { 0 };
        Self {
            refused: self.refused | refused,
            goals: if criteria.goals == 0 { ANY_GOAL } else { criteria.goals.into() },
            // An unsaid height is 0, which is below any that is asked for.
            shortest: criteria.height_min.max(u8::from(asked(criteria).has(Filter::Height))),
            tallest: criteria.height_max,
            ..self
        }
    }

    /// Whether somebody passes. There is nothing here that a processor could guess wrongly: all is added up, and what
    /// is left must be nothing.
    #[inline]
    pub fn passes(&self, traits: &Traits) -> bool {
        let wrong_age = traits.birth_day.wrapping_sub(self.first_birth_day).cast_unsigned() > self.more_days;
        let wrong = traits.answers & self.refused
            | u64::from(wrong_age)
            | u64::from(self.is_wrong_goal(traits))
            | u64::from(self.is_wrong_height(traits));
        wrong == 0
    }

    /// Whether somebody of this kind can pass.
    pub fn passes_kind(&self, kind: u64) -> bool {
        kind & self.refused == 0
    }

    /// The days of birth of whoever passes.
    pub fn births(&self) -> Days {
        Days { first: self.first_birth_day, last: self.first_birth_day.wrapping_add_unsigned(self.more_days) }
    }

    /// Which filters the traits of somebody who suits the viewer do not pass.
    pub fn failed(&self, traits: &Traits) -> Filters {
        let wrong = traits.answers & self.refused;
        Filters::default()
            .with(Filter::Goal, self.is_wrong_goal(traits))
            .with(Filter::Height, self.is_wrong_height(traits))
            .with(Filter::Children, wrong & CHILDREN.all() != 0)
            .with(Filter::Smoking, wrong & SMOKING.all() != 0)
            .with(Filter::Drinking, wrong & DRINKING.all() != 0)
            .with(Filter::Education, wrong & EDUCATION.all() != 0)
            .with(Filter::Verified, wrong & UNVERIFIED != 0)
            .with(Filter::Photos, wrong & NO_PHOTOS != 0)
    }

    fn is_wrong_goal(&self, traits: &Traits) -> bool {
        traits.goals & self.goals == 0
    }

    fn is_wrong_height(&self, traits: &Traits) -> bool {
        (traits.height_cm < self.shortest) | (traits.height_cm > self.tallest)
    }
}

/// What criteria ask for at all.
pub(crate) fn asked(criteria: &Criteria) -> Filters {
    let nothing = Criteria::default();
    // Spelled out, so that a new criterion cannot be forgotten.
    let Criteria {
        age_min,
        age_max,
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
    } = criteria;
    Filters::default()
        .with(Filter::Age, (*age_min, *age_max) != (nothing.age_min, nothing.age_max))
        .with(Filter::Distance, *farthest < FAR)
        .with(Filter::Goal, *goals != 0)
        .with(Filter::Height, (*height_min, *height_max) != (nothing.height_min, nothing.height_max))
        .with(Filter::Children, *has_children != 0)
        .with(Filter::Smoking, *smoking != 0)
        .with(Filter::Drinking, *drinking != 0)
        .with(Filter::Education, *education != 0)
        .with(Filter::Verified, *verified)
        .with(Filter::Photos, *photos)
        .with(Filter::Interests, !interests.is_empty())
        .with(Filter::Languages, !languages.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use discovery_matching::{Facts, suits};
    use proptest::prelude::*;

    fn packed() -> impl Strategy<Value = Packed> {
        let body = (-2i32..12, 0u8..10, any::<u8>(), any::<u8>());
        let life = (any::<u8>(), 0u8..9, 0u8..9, 0u8..9, 0u8..3, 0u8..3, 0u8..2);
        (body, life).prop_map(
            |(
                (birth_day, gender, looking_for, height_cm),
                (goals, smoking, drinking, education, has_children, photos, flags),
            )| Packed {
                birth_day,
                gender,
                looking_for,
                goals,
                smoking,
                drinking,
                education,
                has_children,
                height_cm,
                photos,
                flags,
                ..Packed::default()
            },
        )
    }

    fn criteria() -> impl Strategy<Value = Criteria> {
        let seldom = || prop_oneof![3 => Just(0), 1 => any::<u8>()];
        let heights = prop_oneof![3 => Just((0, u8::MAX)), 1 => any::<(u8, u8)>()];
        let rest = (0u8..3, prop::bool::weighted(0.2), prop::bool::weighted(0.2));
        (seldom(), seldom(), seldom(), seldom(), heights, rest).prop_map(
            |(goals, smoking, drinking, education, (height_min, height_max), (has_children, verified, photos))| {
                Criteria {
                    goals,
                    smoking,
                    drinking,
                    education,
                    height_min,
                    height_max,
                    has_children,
                    verified,
                    photos,
                    ..Criteria::default()
                }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn a_sieve_lets_through_who_suits_and_whom_the_criteria_accept(
            viewer in packed(), packed in packed(), criteria in criteria(),
        ) {
            let facts = |packed| Facts { packed, interests: &[], languages: &[] };
            let births = Days { first: 0, last: 9 };
            let (suiting, traits) = (Sieve::suiting(&viewer, births), Traits::of(&packed));
            let (meeting, today) = (suiting.meeting(&criteria), 10_000);
            let suit = births.hold(packed.birth_day) && suits(&facts(viewer), &facts(packed), today);
            let accepted = criteria.accepts(&facts(packed), 30, 0);
            prop_assert_eq!(suiting.passes(&traits), suit);
            prop_assert_eq!(meeting.passes(&traits), suit && accepted);
            prop_assert!(!suit || meeting.failed(&traits).is_empty() == accepted);
            prop_assert!(!suit || meeting.failed(&traits).without(asked(&criteria)).is_empty());
            prop_assert!(suiting.passes_kind(traits.kind()) || !suit);
            prop_assert_eq!(suiting.births(), births);
        }
    }

    #[test]
    fn nothing_is_asked_for_by_default() {
        assert!(asked(&Criteria::default()).is_empty());
        let picky = Criteria { height_max: 180, languages: vec![1], ..Criteria::default() };
        assert_eq!(asked(&picky), Filters::default().with(Filter::Height, true).with(Filter::Languages, true));
    }

    #[test]
    fn without_days_of_birth_nobody_passes() {
        let (packed, births) = (Packed { looking_for: 1, ..Packed::default() }, Days { first: 0, last: 0 });
        assert!(Sieve::suiting(&packed, births).passes(&Traits::of(&packed)));
        assert!(!Sieve::suiting(&packed, Days { first: 1, ..births }).passes(&Traits::of(&packed)));
    }

    #[test]
    fn words_beyond_the_vocabulary_count_as_unsaid() {
        let odd = Traits::of(&Packed { smoking: 9, drinking: 255, ..Packed::default() });
        assert_eq!(odd, Traits::of(&Packed::default()));
    }
}
