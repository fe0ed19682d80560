//! How well two people fit, from what both say of themselves.
//!
//! The score is a weighted sum of features, each in 0..1 and each the same from both sides, so the score is too.
//! Weights are whole millionths that add up to one million: a score is exactly the sum of its parts, on every machine.
//! Nothing is known here of how often somebody is liked, of payment, of origin or of belief.
//!
//! | feature | weight | value |
//! |---|---|---|
//! | `mutual_preferences` | 0.05 | 1: the two-way filters let both through |
//! | `shared_goals` | 0.20 | Dice coefficient of the goals |
//! | `shared_interests` | 0.15 | shared interests, five or more being full |
//! | `similar_interests` | 0.10 | Jaccard index of the interests |
//! | `shared_language` | 0.10 | 1 with a language in common |
//! | `close_in_age` | 0.15 | falls from 1 at the same age in whole years to 0 at ten years |
//! | `nearby` | 0.10 | 1, 0.8, 0.6, 0.4, 0.2 for the distance bands, 0 beyond them |
//! | `smoking_alike`, `drinking_alike` | 0.05 each | 1 for the same habit, 0.5 for neighbouring ones |
//! | `completeness` | 0.05 | mean of both profiles' completeness |
//!
//! What somebody has not said counts 0: it never helps and never hurts in comparison with a disagreement. The weights
//! are a prior: content alone predicts mutual likes only a little, so none of them is allowed to dominate.

use chrono::NaiveDate;
use kernel::geo::BANDS_KM;
use profile_contract::Habit;

use super::person::{Person, common};

/// The whole of a score: one million millionths.
pub(crate) const ONE: u32 = 1_000_000;
/// Shared interests that count as full.
const MANY_INTERESTS: f64 = 5.0;
/// Years apart at which closeness in age is gone.
const FAR_IN_AGE: f64 = 10.0;

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    MutualPreferences,
    SharedGoals,
    SharedInterests,
    SimilarInterests,
    SharedLanguage,
    CloseInAge,
    Nearby,
    SmokingAlike,
    DrinkingAlike,
    Completeness,
}

/// All features with their weights in millionths.
const WEIGHTS: [(Feature, u32); 10] = [
    (Feature::SharedGoals, 200_000),
    (Feature::SharedInterests, 150_000),
    (Feature::CloseInAge, 150_000),
    (Feature::SimilarInterests, 100_000),
    (Feature::SharedLanguage, 100_000),
    (Feature::Nearby, 100_000),
    (Feature::SmokingAlike, 50_000),
    (Feature::DrinkingAlike, 50_000),
    (Feature::Completeness, 50_000),
    (Feature::MutualPreferences, 50_000),
];

impl Feature {
    /// Its stable code for clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MutualPreferences => "mutual_preferences",
            Self::SharedGoals => "shared_goals",
            Self::SharedInterests => "shared_interests",
            Self::SimilarInterests => "similar_interests",
            Self::SharedLanguage => "shared_language",
            Self::CloseInAge => "close_in_age",
            Self::Nearby => "nearby",
            Self::SmokingAlike => "smoking_alike",
            Self::DrinkingAlike => "drinking_alike",
            Self::Completeness => "completeness",
        }
    }
}

/// One feature's share of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Which.
    pub feature: Feature,
    /// How much, in millionths.
    pub micros: u32,
}

impl Part {
    /// How much, in 0..1.
    pub fn weight(self) -> f64 {
        fraction(self.micros)
    }
}

/// A score and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Score {
    parts: [Part; WEIGHTS.len()],
}

impl Score {
    /// How well two people fit who suit each other.
    pub fn of(one: &Person, other: &Person, today: NaiveDate) -> Self {
        let parts = WEIGHTS.map(|(feature, weight)| {
            let value = value(feature, one, other, today).clamp(0.0, 1.0);
            Part { feature, micros: (f64::from(weight) * value).round() as u32 }
        });
        Self { parts }
    }

    /// Its parts; they sum to [`micros`](Self::micros).
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The score in millionths.
    pub fn micros(&self) -> u32 {
        self.parts.iter().map(|part| part.micros).sum()
    }

    /// The score in 0..1.
    pub fn total(&self) -> f64 {
        fraction(self.micros())
    }
}

fn fraction(micros: u32) -> f64 {
    f64::from(micros) / f64::from(ONE)
}

fn value(feature: Feature, one: &Person, other: &Person, today: NaiveDate) -> f64 {
    match feature {
        Feature::MutualPreferences => 1.0,
        Feature::SharedGoals => dice(&one.goal, &other.goal),
        Feature::SharedInterests => shared(&one.interests, &other.interests) / MANY_INTERESTS,
        Feature::SimilarInterests => jaccard(&one.interests, &other.interests),
        Feature::SharedLanguage => shared(&one.languages, &other.languages).min(1.0),
        Feature::CloseInAge => 1.0 - f64::from(one.age(today).abs_diff(other.age(today))) / FAR_IN_AGE,
        Feature::Nearby => one.band_km(other).map_or(0.0, nearness),
        Feature::SmokingAlike => alike(one.smoking, other.smoking),
        Feature::DrinkingAlike => alike(one.drinking, other.drinking),
        Feature::Completeness => f64::from(one.completeness.min(100) + other.completeness.min(100)) / 200.0,
    }
}

fn shared<T: Ord>(one: &[T], other: &[T]) -> f64 {
    common(one, other).len() as f64
}

/// The Dice coefficient: twice what is shared over all there is.
fn dice<T: Ord>(one: &[T], other: &[T]) -> f64 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * shared(one, other) / all as f64 }
}

/// The Jaccard index: what is shared over what either has.
pub(crate) fn jaccard<T: Ord>(one: &[T], other: &[T]) -> f64 {
    let shared = shared(one, other);
    let either = (one.len() + other.len()) as f64 - shared;
    if either == 0.0 { 0.0 } else { shared / either }
}

/// 1 for the first band, one step less for each further one.
fn nearness(band_km: u32) -> f64 {
    let nearer_bands = BANDS_KM.into_iter().filter(|edge| *edge < band_km).count();
    1.0 - nearer_bands as f64 / BANDS_KM.len() as f64
}

fn alike(one: Option<Habit>, other: Option<Habit>) -> f64 {
    one.zip(other).map_or(0.0, |(one, other)| 1.0 - f64::from(habit_level(one).abs_diff(habit_level(other))) / 2.0)
}

/// How much of a habit there is now; who has quit is with those who never began.
pub(crate) fn habit_level(habit: Habit) -> u8 {
    match habit {
        Habit::Never | Habit::Quit => 0,
        Habit::Occasionally => 1,
        Habit::Regularly => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{TODAY, people, person, with};
    use profile_contract::{Goal, MatchFacts};
    use proptest::prelude::*;

    fn part(one: &Person, other: &Person, feature: Feature) -> u32 {
        let score = Score::of(one, other, TODAY);
        score.parts().iter().find(|part| part.feature == feature).unwrap().micros
    }

    #[test]
    fn the_weights_make_up_the_whole() {
        assert_eq!(WEIGHTS.iter().map(|(_, weight)| weight).sum::<u32>(), ONE);
    }

    #[test]
    fn twins_next_door_who_say_everything_are_a_full_score() {
        let talkative = |facts: &mut MatchFacts| {
            facts.goal = vec![Goal::Serious];
            facts.interests = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
            facts.languages = vec!["english".into()];
            (facts.smoking, facts.drinking) = (Some(Habit::Never), Some(Habit::Occasionally));
            facts.completeness = 100;
        };
        let score = Score::of(&person(1, talkative), &person(2, talkative), TODAY);
        assert_eq!(score.total(), 1.0);
    }

    #[test]
    fn features_are_what_the_table_says() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let a = person(1, |facts| {
            facts.goal = vec![Goal::Serious, Goal::Marriage];
            facts.interests = words(&["Hiking", "jazz", "chess"]);
            facts.smoking = Some(Habit::Quit);
            facts.drinking = Some(Habit::Never);
        });
        let b = person(2, |facts| {
            facts.goal = vec![Goal::Serious];
            facts.interests = words(&["hiking", "films"]);
            facts.smoking = Some(Habit::Never);
            facts.drinking = Some(Habit::Occasionally);
            facts.birth_date = facts.birth_date - chrono::Months::new(24);
            facts.completeness = 100;
        });
        assert_eq!(part(&a, &b, Feature::SharedGoals), 133_333);
        assert_eq!(part(&a, &b, Feature::SharedInterests), 30_000);
        assert_eq!(part(&a, &b, Feature::SimilarInterests), 25_000);
        assert_eq!(part(&a, &b, Feature::SharedLanguage), 0);
        assert_eq!(part(&a, &b, Feature::CloseInAge), 120_000);
        assert_eq!(part(&a, &b, Feature::Nearby), 100_000);
        assert_eq!(part(&a, &b, Feature::SmokingAlike), 50_000);
        assert_eq!(part(&a, &b, Feature::DrinkingAlike), 25_000);
        assert_eq!(part(&a, &b, Feature::Completeness), 37_500);
        let bands = [5, 10, 25, 50, 100].map(nearness);
        assert!(
            bands.iter().zip([1.0, 0.8, 0.6, 0.4, 0.2]).all(|(is, wanted)| (is - wanted).abs() < 1e-12),
            "{bands:?}"
        );
    }

    proptest! {
        #[test]
        fn parts_sum_to_a_score_between_zero_and_one((a, b) in (people(), people())) {
            let score = Score::of(&a, &b, TODAY);
            let sum: f64 = score.parts().iter().map(|part| part.weight()).sum();
            prop_assert!((sum - score.total()).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&score.total()));
        }

        #[test]
        fn a_score_is_the_same_from_both_sides((a, b) in (people(), people())) {
            prop_assert_eq!(Score::of(&a, &b, TODAY), Score::of(&b, &a, TODAY));
        }

        #[test]
        fn taking_a_shared_fact_away_lowers_the_score((a, b) in (people(), people())) {
            let before = Score::of(&a, &b, TODAY).micros();
            let without = |change: &dyn Fn(&mut MatchFacts)| Score::of(&a, &with(b.clone(), change), TODAY).micros();
            if let Some(goal) = common(&a.goal, &b.goal).first() {
                prop_assert!(without(&|facts| facts.goal.retain(|one| one != *goal)) < before);
            }
            for interest in common(&a.interests, &b.interests) {
                prop_assert!(without(&|facts| facts.interests.retain(|one| one != interest)) < before);
            }
            if !common(&a.languages, &b.languages).is_empty() {
                prop_assert!(without(&|facts| facts.languages.clear()) < before);
            }
            if a.band_km(&b).is_some() {
                prop_assert!(without(&|facts| facts.cell = None) < before);
            }
            if a.smoking.zip(b.smoking).is_some_and(|(one, other)| habit_level(one) == habit_level(other)) {
                prop_assert!(without(&|facts| facts.smoking = None) < before);
            }
            if a.drinking.zip(b.drinking).is_some_and(|(one, other)| habit_level(one) == habit_level(other)) {
                prop_assert!(without(&|facts| facts.drinking = None) < before);
            }
            if a.age(TODAY).abs_diff(b.age(TODAY)) < 10 {
                let much_older = |facts: &mut MatchFacts| facts.birth_date = a.birth_date - chrono::Months::new(12 * 30);
                prop_assert!(without(&much_older) < before);
            }
        }
    }
}
