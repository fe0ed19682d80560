//! What somebody asks of others: as filters, which only filter, and as wishes, which only rank.

use crate::age::{ADULT, OLDEST};
use crate::facts::{Band, FAR, Facts};

/// Conditions that all have to hold (as filters), or that are better met than not (as wishes). The default asks for
/// nothing. What somebody has not said meets no condition on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria {
    /// Youngest age in whole years.
    pub age_min: u8,
    /// Oldest age in whole years.
    pub age_max: u8,
    /// The farthest band; [`FAR`] is anywhere, also nowhere known.
    pub farthest: Band,
    /// At least one of these goals, as bits; 0 does not ask.
    pub goals: u8,
    /// Shortest height in centimetres; 0 does not ask.
    pub height_min: u8,
    /// Tallest height in centimetres; 255 does not ask.
    pub height_max: u8,
    /// 1 for nobody with children, 2 for people with children; 0 does not ask.
    pub has_children: u8,
    /// Habits that are fine, a bit each in the order of the vocabulary; 0 does not ask.
    pub smoking: u8,
    /// As for smoking.
    pub drinking: u8,
    /// Educations that are fine, a bit each; 0 does not ask.
    pub education: u8,
    /// Only people whom a moderator has seen.
    pub verified: bool,
    /// Only people with photos.
    pub photos: bool,
    /// At least one of these interests, ascending; empty does not ask.
    pub interests: Vec<u32>,
    /// At least one of these languages, ascending; empty does not ask.
    pub languages: Vec<u32>,
}

impl Default for Criteria {
    fn default() -> Self {
        Self {
            age_min: ADULT,
            age_max: OLDEST,
            farthest: FAR,
            goals: 0,
            height_min: 0,
            height_max: u8::MAX,
            has_children: 0,
            smoking: 0,
            drinking: 0,
            education: 0,
            verified: false,
            photos: false,
            interests: Vec::new(),
            languages: Vec::new(),
        }
    }
}

impl Criteria {
    /// Whether somebody of this age in whole years and at this distance meets all that is asked.
    pub fn accepts(&self, facts: &Facts, age_years: u8, band: Band) -> bool {
        let fine = |answer: Option<bool>| answer != Some(false);
        self.of_fixed_size(facts, age_years, band).into_iter().all(fine) && self.of_lists(facts).into_iter().all(fine)
    }

    /// How many conditions somebody meets, and how many there are. Both ends of a range are one condition.
    pub fn met(&self, facts: &Facts, age_years: u8, band: Band) -> (u8, u8) {
        let fixed = self.of_fixed_size(facts, age_years, band);
        let answers = fixed.into_iter().chain(self.of_lists(facts)).flatten();
        answers.fold((0, 0), |(met, asked), answer| (met + u8::from(answer), asked + 1))
    }

    /// Conditions on what has a fixed size: `None` for what is not asked.
    fn of_fixed_size(&self, facts: &Facts, age_years: u8, band: Band) -> [Option<bool>; 10] {
        let asked = |asks: bool, met: bool| asks.then_some(met);
        let packed = &facts.packed;
        let any_age = (self.age_min, self.age_max) == (ADULT, OLDEST);
        let any_height = (self.height_min, self.height_max) == (0, u8::MAX);
        let tall_enough = packed.height_cm != 0 && (self.height_min..=self.height_max).contains(&packed.height_cm);
        [
            asked(!any_age, (self.age_min..=self.age_max).contains(&age_years)),
            asked(self.farthest < FAR, band <= self.farthest),
            asked(self.goals != 0, self.goals & packed.goals != 0),
            asked(!any_height, tall_enough),
            asked(self.has_children != 0, self.has_children == packed.has_children),
            asked(self.smoking != 0, has_bit(self.smoking, packed.smoking)),
            asked(self.drinking != 0, has_bit(self.drinking, packed.drinking)),
            asked(self.education != 0, has_bit(self.education, packed.education)),
            asked(self.verified, packed.is_verified()),
            asked(self.photos, packed.photos > 0),
        ]
    }

    fn of_lists(&self, facts: &Facts) -> [Option<bool>; 2] {
        let asked = |wanted: &[u32], there: &[u32]| (!wanted.is_empty()).then(|| meet(wanted, there));
        [asked(&self.interests, facts.interests), asked(&self.languages, facts.languages)]
    }
}

/// Whether a place plus one is among places that are a bit each; 0, the unsaid, never is.
fn has_bit(places: u8, place_plus_one: u8) -> bool {
    place_plus_one
        .checked_sub(1)
        .and_then(|place| places.checked_shr(u32::from(place)))
        .is_some_and(|rest| rest & 1 == 1)
}

/// Whether two ascending lists have something in common.
fn meet(wanted: &[u32], there: &[u32]) -> bool {
    wanted.iter().any(|number| there.binary_search(number).is_ok())
}

#[cfg(test)]
mod tests;
