//! What somebody asks of others, made sense of.

use std::fmt;

use discovery_contract::Filters;
use discovery_matching::{ADULT, BANDS_KM, Band, Criteria, FAR, OLDEST};
use kernel::FieldError;
use profile_contract::{Education, Goal, Habit};

use super::packed::bits;
use super::person::fold;

/// Most words of one kind.
const WORDS: usize = 20;
/// Longest word, in characters.
const WORD_CHARS: usize = 50;
/// Heights that make sense, in centimetres.
const SHORTEST: u16 = 100;
const TALLEST: u16 = 250;

/// Conditions that make sense, with words as they are typed: what number a word has is the index's business.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ask {
    fixed: Criteria,
    interests: Vec<String>,
    languages: Vec<String>,
    /// Only people who are online.
    pub online: bool,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something people like.
    Interest,
    /// Something people speak.
    Language,
}

impl Ask {
    /// Reads filters, or wishes.
    pub fn parse(filters: &Filters) -> Result<Self, Vec<FieldError>> {
        let mut errors = Errors::default();
        let (age_min, age_max) = errors.ages(filters.age_min, filters.age_max);
        let (height_min, height_max) = errors.heights(filters.height_min, filters.height_max);
        let fixed = Criteria {
            age_min,
            age_max,
            farthest: filters.max_distance_km.map_or(FAR, band),
            goals: errors.vocabulary("goal", &filters.goal, Goal::ALL, Goal::parse),
            height_min,
            height_max,
            has_children: filters.has_children.map_or(0, |yes| 1 + u8::from(yes)),
            smoking: errors.vocabulary("smoking", &filters.smoking, Habit::ALL, Habit::parse),
            drinking: errors.vocabulary("drinking", &filters.drinking, Habit::ALL, Habit::parse),
            education: errors.vocabulary("education", &filters.education, Education::ALL, Education::parse),
            verified: filters.verified_only,
            photos: filters.has_photos,
            ..Criteria::default()
        };
        let interests = errors.words("interests", &filters.interests);
        let languages = errors.words("languages", &filters.languages);
        let ask = Self { fixed, interests, languages, online: filters.online_only };
        if errors.0.is_empty() { Ok(ask) } else { Err(errors.0) }
    }

    /// The criteria, with the number of every word.
    pub fn criteria(&self, mut number: impl FnMut(Kind, &str) -> u32) -> Criteria {
        let mut numbers = |kind: Kind, words: &[String]| {
            let mut numbers: Vec<_> = words.iter().map(|word| number(kind, word)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        Criteria {
            interests: numbers(Kind::Interest, &self.interests),
            languages: numbers(Kind::Language, &self.languages),
            ..self.fixed.clone()
        }
    }
}

/// What somebody asks now over what they always ask: a field that is absent now is as always. Both ends of a range are
/// asked together.
pub(crate) fn over(now: Filters, always: &Filters) -> Filters {
    let words = |now: Vec<String>, always: &Vec<String>| if now.is_empty() { always.clone() } else { now };
    let ages = now.age_min.is_some() || now.age_max.is_some();
    let heights = now.height_min.is_some() || now.height_max.is_some();
    Filters {
        age_min: if ages { now.age_min } else { always.age_min },
        age_max: if ages { now.age_max } else { always.age_max },
        max_distance_km: now.max_distance_km.or(always.max_distance_km),
        goal: words(now.goal, &always.goal),
        height_min: if heights { now.height_min } else { always.height_min },
        height_max: if heights { now.height_max } else { always.height_max },
        has_children: now.has_children.or(always.has_children),
        smoking: words(now.smoking, &always.smoking),
        drinking: words(now.drinking, &always.drinking),
        education: words(now.education, &always.education),
        interests: words(now.interests, &always.interests),
        languages: words(now.languages, &always.languages),
        verified_only: now.verified_only || always.verified_only,
        online_only: now.online_only || always.online_only,
        has_photos: now.has_photos || always.has_photos,
    }
}

/// The band a distance stands for: the next one up, or the last one.
fn band(km: u32) -> Band {
    let place = BANDS_KM.iter().position(|edge| km <= *edge).unwrap_or(BANDS_KM.len() - 1);
    place as Band
}

/// What is wrong, field by field.
#[derive(Default)]
struct Errors(Vec<FieldError>);

impl Errors {
    fn add(&mut self, field: &str, code: &str, message: impl fmt::Display) {
        self.0.push(FieldError::new(field, code, message.to_string()));
    }

    fn ages(&mut self, min: Option<u8>, max: Option<u8>) -> (u8, u8) {
        let (min, max) = (min.unwrap_or(ADULT).max(ADULT), max.unwrap_or(OLDEST).min(OLDEST));
        if min > max {
            self.add("age_max", "empty_range", "age_max must be at least 18 and at least age_min.");
        }
        (min, max)
    }

    /// What is below or above all heights asks for all of them.
    fn heights(&mut self, min: Option<u16>, max: Option<u16>) -> (u8, u8) {
        let low = min.filter(|min| *min > SHORTEST).map_or(0, |min| min.min(TALLEST + 1) as u8);
        let high = max.filter(|max| *max < TALLEST).map_or(u8::MAX, |max| max as u8);
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            self.add("height_max", "empty_range", "height_max must be at least height_min.");
        }
        (low, high)
    }

    fn vocabulary<T: PartialEq>(
        &mut self,
        field: &str,
        words: &[String],
        all: &[T],
        parse: impl Fn(&str) -> Option<T>,
    ) -> u8 {
        let known: Vec<T> = words.iter().filter_map(|word| parse(word)).collect();
        if known.len() < words.len() {
            self.add(field, &format!("unknown_{field}"), format_args!("A word of {field} is not in the vocabulary."));
        }
        bits(all, &known)
    }

    fn words(&mut self, field: &str, words: &[String]) -> Vec<String> {
        let folded = fold(words);
        if folded.len() > WORDS {
            self.add(field, "too_many", format_args!("At most {WORDS} {field}."));
        }
        if folded.iter().any(|word| word.chars().count() > WORD_CHARS) {
            self.add(field, "too_long", format_args!("At most {WORD_CHARS} characters each."));
        }
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(change: impl FnOnce(&mut Filters)) -> Result<Criteria, Vec<FieldError>> {
        let mut filters = Filters::default();
        change(&mut filters);
        Ask::parse(&filters).map(|ask| ask.criteria(|_, word| word.len() as u32))
    }

    #[test]
    fn what_is_absent_does_not_ask() {
        assert_eq!(asked(|_| {}), Ok(Criteria::default()));
        let wide = asked(|filters| {
            (filters.age_min, filters.age_max) = (Some(3), Some(200));
            (filters.height_min, filters.height_max) = (Some(1), Some(999));
        });
        assert_eq!(wide, Ok(Criteria::default()));
    }

    #[test]
    fn nonsense_is_refused_field_by_field() {
        let errors = asked(|filters| {
            (filters.age_min, filters.age_max) = (Some(40), Some(30));
            (filters.height_min, filters.height_max) = (Some(190), Some(180));
            filters.goal = vec!["serious".into(), "money".into()];
            filters.smoking = vec!["chain".into()];
            filters.interests = (0..21).map(|n| format!("interest {n}")).collect();
            filters.languages = vec!["x".repeat(51)];
        })
        .unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("age_max", "empty_range"),
                ("height_max", "empty_range"),
                ("goal", "unknown_goal"),
                ("smoking", "unknown_smoking"),
                ("interests", "too_many"),
                ("languages", "too_long"),
            ]
        );
        assert!(asked(|filters| filters.age_max = Some(17)).is_err());
    }

    #[test]
    fn words_become_bits_and_numbers() {
        let criteria = asked(|filters| {
            filters.goal = vec!["friendship".into(), "marriage".into()];
            filters.smoking = vec!["never".into(), "quit".into()];
            filters.education = vec!["phd".into()];
            filters.has_children = Some(false);
            (filters.height_min, filters.height_max) = (Some(170), Some(180));
            filters.interests = vec!["Chess".into(), " chess".into(), "jazz".into()];
        })
        .unwrap();
        assert_eq!((criteria.goals, criteria.smoking, criteria.education), (0b10_0001, 0b1001, 0b1_0000));
        assert_eq!((criteria.has_children, criteria.height_min, criteria.height_max), (1, 170, 180));
        assert_eq!(criteria.interests, [4, 5]);
    }

    #[test]
    fn distances_are_bands_and_nothing_finer() {
        for (km, place) in [(0, 0), (5, 0), (6, 1), (25, 2), (51, 4), (4_000_000, 4)] {
            assert_eq!(asked(|filters| filters.max_distance_km = Some(km)).unwrap().farthest, place);
        }
    }

    #[test]
    fn now_comes_before_always_and_ranges_are_asked_together() {
        let always = Filters {
            age_min: Some(20),
            age_max: Some(30),
            goal: vec!["dating".into()],
            has_photos: true,
            max_distance_km: Some(25),
            ..Filters::default()
        };
        assert_eq!(over(Filters::default(), &always), always);
        let now = Filters { age_min: Some(40), max_distance_km: Some(5), ..Filters::default() };
        let both = over(now, &always);
        assert_eq!((both.age_min, both.age_max, both.max_distance_km), (Some(40), None, Some(5)));
        assert_eq!((both.goal, both.has_photos), (always.goal, true));
    }
}
