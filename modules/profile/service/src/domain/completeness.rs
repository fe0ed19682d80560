//! How complete a profile is, and what would complete it.
//!
//! Everybody starts with [`BASE`] points for what a profile cannot be without. Each further part below adds its weight
//! once it is there, and all weights together make 100. The weights are this product's own judgement: what is looked
//! at first and what matching uses most weighs most.

use crate::domain::person::Person;

/// Points for name, birth date, gender and whom somebody looks for.
const BASE: u8 = 20;

/// A part of a profile: its field's name, its weight, and whether it is there. Heaviest first.
type Part = (&'static str, u8, fn(&Person) -> bool);

const PARTS: [Part; 10] = [
    ("photos", 20, |person| !person.photos.is_empty()),
    ("bio", 12, |person| person.says.bio.is_some()),
    ("interests", 10, |person| !person.says.interests.is_empty()),
    ("goal", 10, |person| !person.says.goal.is_empty()),
    ("location", 8, |person| person.cell.is_some()),
    ("prompts", 5, |person| !person.says.prompts.is_empty()),
    ("city", 5, |person| person.says.city.is_some()),
    ("languages", 4, |person| !person.says.languages.is_empty()),
    ("height_cm", 3, |person| person.says.height_cm.is_some()),
    ("education", 3, |person| person.says.education.is_some()),
];

/// What a profile cannot be without, for those who have none yet.
const NEEDED: [&str; 3] = ["name", "birth_date", "gender"];

/// Names of everything that somebody without a profile could say, most needed first.
pub fn everything() -> Vec<String> {
    NEEDED.into_iter().chain(PARTS.iter().map(|(field, ..)| *field)).map(str::to_owned).collect()
}

/// 0-100.
pub fn score(person: &Person) -> u8 {
    PARTS.iter().filter(|(_, _, there)| there(person)).fold(BASE, |sum, (_, weight, _)| sum.saturating_add(*weight))
}

/// Names of the parts that are not there, heaviest first.
pub fn missing(person: &Person) -> Vec<String> {
    PARTS.iter().filter(|(_, _, there)| !there(person)).map(|(field, _, _)| (*field).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_together_make_a_hundred_and_the_heaviest_come_first() {
        assert_eq!(PARTS.iter().map(|(_, weight, _)| u32::from(*weight)).sum::<u32>() + u32::from(BASE), 100);
        assert!(PARTS.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    }
}
