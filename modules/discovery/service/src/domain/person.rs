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
        facts.profession = facts.profession.as_deref().map(folded).filter(|word| !word.is_empty());
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
}

/// A word made comparable.
pub(crate) fn folded(word: &str) -> String {
    word.trim().to_lowercase()
}

/// Words made comparable: lower case, without surrounding space, sorted, each once.
pub(crate) fn fold(words: &[String]) -> Vec<String> {
    let mut folded: Vec<_> = words.iter().map(|word| folded(word)).filter(|word| !word.is_empty()).collect();
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

    #[test]
    fn words_are_compared_without_regard_to_case_and_space() {
        let words = ["Hiking ", "jazz", "HIKING", " "].map(str::to_owned);
        assert_eq!(fold(&words), ["hiking", "jazz"]);
        let other = fold(&["hiking".to_owned(), "chess".to_owned()]);
        assert_eq!(common(&fold(&words), &other), ["hiking"]);
    }
}
