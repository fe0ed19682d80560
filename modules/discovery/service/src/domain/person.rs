//! What matching knows of one person.

use std::ops::Deref;

use chrono::NaiveDate;
use profile_contract::MatchFacts;
use serde::{Deserialize, Serialize};

use super::age;

/// Facts made comparable: interests and languages are folded by [`fold`], sorted and unique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Person(MatchFacts);

impl From<MatchFacts> for Person {
    fn from(mut facts: MatchFacts) -> Self {
        facts.interests = fold(&facts.interests);
        facts.languages = fold(&facts.languages);
        facts.goal.sort_unstable();
        facts.goal.dedup();
        Self(facts)
    }
}

impl Deref for Person {
    type Target = MatchFacts;
    fn deref(&self) -> &MatchFacts {
        &self.0
    }
}

impl Person {
    /// Whole years on a day.
    pub fn age(&self, today: NaiveDate) -> u8 {
        age::on(self.birth_date, today)
    }

    /// The distance band between the two, by its upper edge in kilometres; `None` beyond the last one or without
    /// places.
    pub fn band_km(&self, other: &Self) -> Option<u32> {
        self.cell.zip(other.cell).and_then(|(here, there)| here.band_km(there))
    }

    /// Whether the two may be shown to each other at all: both adults, each of whom the other looks for.
    pub fn suits(&self, other: &Self, today: NaiveDate) -> bool {
        self.user_id != other.user_id
            && self.age(today) >= age::ADULT
            && other.age(today) >= age::ADULT
            && self.looking_for.accepts(other.gender)
            && other.looking_for.accepts(self.gender)
    }
}

/// Words made comparable: lower case, without surrounding space, sorted, each once.
pub(crate) fn fold(words: &[String]) -> Vec<String> {
    let mut folded: Vec<_> =
        words.iter().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect();
    folded.sort_unstable();
    folded.dedup();
    folded
}

/// What two sorted lists without repeats have in common.
pub(crate) fn common<'a, T: Ord>(one: &'a [T], other: &[T]) -> Vec<&'a T> {
    one.iter().filter(|item| other.binary_search(item).is_ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{TODAY, people, person, with};
    use profile_contract::{Gender, LookingFor};
    use proptest::prelude::*;

    #[test]
    fn words_are_compared_without_regard_to_case_and_space() {
        let words = ["Hiking ", "jazz", "HIKING", " "].map(str::to_owned);
        assert_eq!(fold(&words), ["hiking", "jazz"]);
        let other = fold(&["hiking".to_owned(), "chess".to_owned()]);
        assert_eq!(common(&fold(&words), &other), ["hiking"]);
    }

    #[test]
    fn both_must_look_for_the_other() {
        let he = person(1, |facts| (facts.gender, facts.looking_for) = (Gender::Male, LookingFor::Female));
        let she = person(2, |facts| (facts.gender, facts.looking_for) = (Gender::Female, LookingFor::Male));
        assert!(he.suits(&she, TODAY) && she.suits(&he, TODAY));
        let she = with(she, |facts| facts.looking_for = LookingFor::Female);
        assert!(!he.suits(&she, TODAY) && !she.suits(&he, TODAY));
        assert!(!he.suits(&he, TODAY));
    }

    #[test]
    fn nobody_below_eighteen_is_shown_or_sees_anybody() {
        let eighteen = TODAY - chrono::Months::new(12 * 18);
        let grown = person(1, |_| {});
        let young = person(2, |facts| facts.birth_date = eighteen);
        assert!(grown.suits(&young, TODAY));
        let young = with(young, |facts| facts.birth_date = eighteen + chrono::Days::new(1));
        assert!(!grown.suits(&young, TODAY) && !young.suits(&grown, TODAY));
    }

    proptest! {
        #[test]
        fn suiting_is_mutual((a, b) in (people(), people())) {
            prop_assert_eq!(a.suits(&b, TODAY), b.suits(&a, TODAY));
            if a.suits(&b, TODAY) {
                prop_assert!(a.looking_for.accepts(b.gender) && b.looking_for.accepts(a.gender));
                prop_assert!(a.age(TODAY) >= 18 && b.age(TODAY) >= 18);
            }
        }
    }
}
