//! A person as the index keeps them.

use discovery_index::{Person as Entry, Vocabulary};

use crate::domain::ask::{Ask, Kind};
use crate::domain::packed::{packed, shown_cell};
use crate::domain::person::Person;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// A person with words as numbers; new words get new ones.
pub(super) fn entry(person: &Person, filters: &Ask, wishes: &Ask, joined_s: i64, words: &mut Vocabulary) -> Entry {
    let mut number = |kind, word: &str| match kind {
        Kind::Interest => words.interests.number(word),
        Kind::Language => words.languages.number(word),
    };
    let mut numbers = |kind, typed: &[String]| {
        let mut numbers: Vec<_> = typed.iter().map(|word| number(kind, word)).collect();
        numbers.sort_unstable();
        numbers
    };
    let interests = numbers(Kind::Interest, &person.interests);
    let languages = numbers(Kind::Language, &person.languages);
    Entry {
        user: person.user_id,
        cell: shown_cell(person),
        packed: packed(person),
        interests,
        languages,
        filters: filters.criteria(&mut number),
        wishes: wishes.criteria(&mut number),
        listed: person.listed,
        joined_day: i32::try_from(joined_s.div_euclid(SECONDS_A_DAY)).unwrap_or(i32::MAX),
    }
}
