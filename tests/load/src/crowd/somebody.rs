//! One of them, as the index has them and as the tables do.

use chrono::{Days, NaiveDate};
use discovery_contract::{Filters, Preferences};
use discovery_index::Person;
use discovery_matching::{BANDS_KM, Band, Criteria, Packed};
use kernel::{Cell, UserId};
use profile_contract::{Education, Gender, Goal, Habit, LookingFor, MatchFacts};
use serde_json::{Value, json};

use super::chance::Chance;
use super::{Crowd, TODAY, cell, interest, language};

/// Interests of everybody.
const LIKES: usize = 8;
/// Things to work as.
const PROFESSIONS: u64 = 200;
/// Photos of everybody.
pub const PHOTOS: u8 = 2;
/// One in so many, by their number, asks for something.
pub const CHOOSY: u64 = 4;

/// Somebody invented.
pub struct Somebody {
    /// Who.
    pub user: UserId,
    /// Latitude and longitude in degrees.
    pub place: (f64, f64),
    /// Facts of a fixed size.
    pub packed: Packed,
    /// Numbers of what they like, ascending.
    pub interests: Vec<u32>,
    /// Numbers of what they speak, ascending.
    pub languages: Vec<u32>,
    /// Whom they will be shown to, if they ask for anything.
    pub filters: Option<Asked>,
}

/// Ages from and to, and how far at most.
#[derive(Clone, Copy)]
pub struct Asked {
    ages: (u8, u8),
    farthest: Band,
}

impl Somebody {
    /// Draws all that is not given.
    pub(super) fn drawn(number: u64, place: (f64, f64), age: i32, crowd: &Crowd, chance: &mut Chance) -> Self {
        let gender = chance.below(2) as u8;
        let looking_for = match chance.below(20) {
            0 => 0b111,
            1 => 1 << gender,
            _ => 1 << (1 - gender),
        };
        let mut one_of = |end: u64| chance.below(end) as u8;
        let packed = Packed {
            birth_day: TODAY - age * 1_461 / 4 - i32::from(one_of(250)),
            gender,
            looking_for,
            goals: 1 << one_of(7) | 1 << one_of(7),
            smoking: one_of(5),
            drinking: one_of(5),
            education: one_of(7),
            has_children: one_of(3),
            wants_children: one_of(3),
            height_cm: 150 + one_of(50),
            photos: PHOTOS,
            completeness: 40 + one_of(61),
            flags: if one_of(10) == 0 { Packed::VERIFIED } else { 0 },
            activity: one_of(6),
            profession: 1 + u16::from(one_of(PROFESSIONS)),
        };
        let speaks = 1 + chance.below(2) as usize;
        let ages = (age.saturating_sub(8).max(18) as u8, age as u8 + 3 + chance.below(8) as u8);
        let asked = Asked { ages, farthest: if chance.one_in(2) { 3 } else { 4 } };
        Self {
            user: Crowd::user(number),
            place,
            packed,
            interests: crowd.interests.some(LIKES, chance),
            languages: crowd.languages.some(speaks, chance),
            filters: number.is_multiple_of(CHOOSY).then_some(asked),
        }
    }

    /// Where they are.
    pub fn cell(&self) -> Option<Cell> {
        cell(self.place)
    }

    /// As the index is told of them.
    pub fn entry(&self) -> Person {
        let asks = |asked: Asked| Criteria {
            age_min: asked.ages.0,
            age_max: asked.ages.1,
            farthest: asked.farthest,
            ..Criteria::default()
        };
        Person {
            user: self.user,
            cell: self.cell(),
            packed: self.packed,
            interests: self.interests.clone(),
            languages: self.languages.clone(),
            filters: self.filters.map(asks).unwrap_or_default(),
            wishes: Criteria::default(),
            listed: true,
            joined_day: TODAY - 400,
        }
    }

    /// As matching is told of them.
    pub fn facts(&self) -> MatchFacts {
        let Packed { gender, goals, smoking, drinking, education, has_children, wants_children, .. } = self.packed;
        MatchFacts {
            user_id: self.user,
            birth_date: self.birth_date(),
            gender: if gender == 0 { Gender::Male } else { Gender::Female },
            looking_for: match self.packed.looking_for {
                0b001 => LookingFor::Male,
                0b010 => LookingFor::Female,
                _ => LookingFor::Any,
            },
            goal: Goal::ALL
                .iter()
                .enumerate()
                .filter(|(bit, _)| goals >> bit & 1 == 1)
                .map(|(_, goal)| *goal)
                .collect(),
            interests: self.interests.iter().map(|number| interest(*number)).collect(),
            languages: self.languages.iter().map(|number| language(*number)).collect(),
            height_cm: Some(self.packed.height_cm.into()),
            education: said(Education::ALL, education),
            profession: Some(self.profession()),
            has_children: said(&[false, true], has_children),
            wants_children: said(&[false, true], wants_children),
            smoking: said(Habit::ALL, smoking),
            drinking: said(Habit::ALL, drinking),
            cell: self.cell(),
            photos: self.packed.photos,
            completeness: self.packed.completeness,
            is_verified: self.packed.is_verified(),
            listed: true,
            incognito: false,
            hides_age: false,
            hides_distance: false,
        }
    }

    /// What they ask of others, if anything.
    pub fn preferences(&self) -> Option<Preferences> {
        let Asked { ages, farthest } = self.filters?;
        let filters = Filters {
            age_min: Some(ages.0),
            age_max: Some(ages.1),
            max_distance_km: BANDS_KM.get(usize::from(farthest)).copied(),
            ..Filters::default()
        };
        Some(Preferences { filters, ..Preferences::default() })
    }

    /// The body with which they make their profile.
    pub fn draft(&self, name: &str) -> Value {
        let facts = self.facts();
        json!({
            "name": name,
            "birth_date": facts.birth_date,
            "gender": facts.gender,
            "looking_for": facts.looking_for,
            "goal": facts.goal,
            "bio": BIO,
            "interests": facts.interests,
            "languages": facts.languages,
            "height_cm": facts.height_cm,
            "education": facts.education,
            "profession": facts.profession,
            "smoking": facts.smoking,
            "drinking": facts.drinking,
            "latitude": self.place.0,
            "longitude": self.place.1,
        })
    }

    /// What they work as.
    fn profession(&self) -> String {
        format!("trade {:03}", self.packed.profession)
    }

    /// When they were born.
    fn birth_date(&self) -> NaiveDate {
        NaiveDate::default() + Days::new(u64::try_from(self.packed.birth_day).unwrap_or(0))
    }
}

/// What everybody says of themselves.
pub const BIO: &str = "I bake bread at weekends, cycle to work in any weather and am slowly learning the cello.";

/// The word in a place that is counted from 1; 0 is nothing said.
fn said<T: Copy>(words: &[T], place: u8) -> Option<T> {
    words.get(usize::from(place.checked_sub(1)?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::Crowd;
    use std::collections::HashMap;

    #[test]
    fn a_number_is_always_the_same_person() {
        let facts = |number| Crowd::of(10_000).person(number).facts();
        assert_eq!(facts(17), facts(17));
        assert_ne!(facts(17), facts(19));
        assert!(Crowd::user(3) < Crowd::user(4) && Crowd::user(3).0.get_version_num() == 7);
    }

    #[test]
    fn everybody_is_grown_up_and_says_what_the_vocabularies_know() {
        let crowd = Crowd::of(10_000);
        for number in 0..2_000 {
            let (facts, entry) = (crowd.person(number).facts(), crowd.person(number).entry());
            let age = discovery_matching::age_on(entry.packed.birth_day, TODAY);
            assert!((18..=60).contains(&age), "{age}");
            assert!(facts.interests.len() == 8 && facts.interests.is_sorted() && facts.languages.is_sorted());
            assert!(facts.cell.is_some() && !facts.goal.is_empty());
            assert_eq!(facts.smoking.is_some(), entry.packed.smoking > 0);
            assert_eq!(crowd.person(number).preferences().is_some(), entry.filters != Criteria::default());
        }
    }

    #[test]
    fn a_town_is_as_dense_among_many_as_among_few() {
        let around_viewers = |people: u64| {
            let crowd = Crowd::of(people);
            let mut cells: HashMap<Cell, usize> = HashMap::new();
            for number in 0..people {
                *cells.entry(crowd.person(number).cell().unwrap()).or_default() += 1;
            }
            let here = crowd.viewer(0).cell().unwrap();
            let near = cells.iter().filter(|(cell, _)| here.distance_km(**cell) <= 25.0);
            (near.map(|(_, count)| *count).sum::<usize>(), *cells.values().max().unwrap())
        };
        let (few, many) = (around_viewers(10_000), around_viewers(100_000));
        for (within, fullest) in [few, many] {
            assert!((2_000..3_000).contains(&within), "{within} within 25 km");
            assert!((40..100).contains(&fullest), "{fullest} in the fullest cell");
        }
        assert!(few.0.abs_diff(many.0) < 250, "{few:?} {many:?}");
    }
}
