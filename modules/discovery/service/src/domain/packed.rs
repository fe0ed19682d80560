//! A person as they are compared: facts packed into numbers, with what they hide made coarse.

use chrono::{Datelike, NaiveDate};
use discovery_matching::Packed;
use kernel::Cell;
use profile_contract::{Education, Gender, Goal, Habit};

use super::person::Person;

/// Years in a band of ages, for people who hide theirs.
const AGE_BAND: i32 = 5;
/// Heights that can be packed, in centimetres.
const HEIGHTS: std::ops::RangeInclusive<u16> = 100..=250;

/// Facts of a fixed size.
pub(crate) fn packed(person: &Person) -> Packed {
    let place_plus_one = |place: Option<u8>| place.map_or(0, |place| place + 1);
    let yes_or_no = |answer: Option<bool>| answer.map_or(0, |yes| 1 + u8::from(yes));
    let looking_for = Gender::ALL.iter().filter(|gender| person.looking_for.accepts(**gender));
    Packed {
        birth_day: day(shown_birth(person)),
        gender: place(Gender::ALL, &person.gender),
        looking_for: bits(Gender::ALL, looking_for),
        goals: bits(Goal::ALL, &person.goal),
        smoking: place_plus_one(person.smoking.map(|habit| place(Habit::ALL, &habit))),
        drinking: place_plus_one(person.drinking.map(|habit| place(Habit::ALL, &habit))),
        education: place_plus_one(person.education.map(|education| place(Education::ALL, &education))),
        has_children: yes_or_no(person.has_children),
        wants_children: yes_or_no(person.wants_children),
        height_cm: person.height_cm.filter(|height| HEIGHTS.contains(height)).map_or(0, |height| height as u8),
        photos: person.photos,
        completeness: person.completeness.min(100),
        // How often somebody is about is not said but seen, and changes while nobody says anything.
        activity: 0,
        profession: person.profession.as_deref().map_or(0, number),
        flags: if person.is_verified { Packed::VERIFIED } else { 0 },
    }
}

/// Where others find somebody: around where they are, if they hide how far away they are.
pub(crate) fn shown_cell(person: &Person) -> Option<Cell> {
    if person.hides_distance { person.cell.map(Cell::surroundings) } else { person.cell }
}

/// A day as the number of days since 1970-01-01.
pub(crate) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - NaiveDate::default().num_days_from_ce()
}

/// The places of words in a vocabulary, a bit each.
pub(crate) fn bits<'a, T: PartialEq + 'a>(vocabulary: &[T], words: impl IntoIterator<Item = &'a T>) -> u8 {
    words.into_iter().fold(0, |bits, word| bits | 1u8.checked_shl(place(vocabulary, word).into()).unwrap_or(0))
}

/// A number for a word: FNV-1a (Fowler, Noll and Vo) of 32 bits, folded to 16, but not 0. Two words can have the same
/// number; of two people who are compared that is one in 65,535.
fn number(word: &str) -> u16 {
    let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    ((hash >> 16) ^ (hash & 0xffff)).max(1) as u16
}

/// The birth date that ages are taken from. Whoever hides their age has the first day of five years, so that they are of
/// age whenever they are, and no question for ages finds out more.
fn shown_birth(person: &Person) -> NaiveDate {
    let birth = person.birth_date;
    if !person.hides_age {
        return birth;
    }
    let year = birth.year() - birth.year().rem_euclid(AGE_BAND);
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(birth)
}

fn place<T: PartialEq>(vocabulary: &[T], word: &T) -> u8 {
    vocabulary.iter().position(|known| known == word).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::person;
    use profile_contract::LookingFor;

    #[test]
    fn words_are_their_places() {
        let somebody = person(1, |facts| {
            (facts.gender, facts.looking_for) = (Gender::Female, LookingFor::Any);
            facts.goal = vec![Goal::Dating, Goal::Networking];
            (facts.smoking, facts.drinking) = (Some(Habit::Never), None);
            facts.education = Some(Education::Phd);
            (facts.has_children, facts.wants_children) = (Some(false), Some(true));
            (facts.height_cm, facts.is_verified) = (Some(250), true);
            facts.birth_date = NaiveDate::from_ymd_opt(1970, 1, 11).unwrap();
        });
        let is = packed(&somebody);
        assert_eq!((is.birth_day, is.gender, is.looking_for, is.goals), (10, 1, 0b111, 0b100_0010));
        assert_eq!((is.smoking, is.drinking, is.education, is.has_children, is.wants_children), (1, 0, 5, 1, 2));
        assert_eq!((is.height_cm, is.flags, is.photos), (250, Packed::VERIFIED, 1));
        assert_eq!(is.profession, 0);
        let works = |word: &str| packed(&person(1, |facts| facts.profession = Some(word.into()))).profession;
        assert_eq!(works(" Nurse"), works("nurse"));
        assert_ne!(works("nurse"), works("pilot"));
        assert_ne!(works("nurse"), 0);
    }

    #[test]
    fn what_is_hidden_is_coarse() {
        let born = |year, month, day, hides| {
            person(1, |facts| {
                facts.birth_date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
                facts.hides_age = hides;
            })
        };
        let shown = |year, month, day| packed(&born(year, month, day, true)).birth_day;
        assert_eq!(shown(1995, 1, 1), shown(1999, 12, 31));
        assert_ne!(shown(1999, 12, 31), shown(2000, 1, 1));
        assert!(shown(1997, 5, 5) <= packed(&born(1997, 5, 5, false)).birth_day, "of age whenever they are");
        let placed = |lat, hides| {
            shown_cell(&person(1, |facts| {
                facts.cell = Cell::at(lat, 13.405);
                facts.hides_distance = hides;
            }))
        };
        assert_ne!(placed(52.52, true), placed(52.52, false));
        assert_eq!(placed(52.52, true), placed(52.53, true));
    }
}
