//! What is compared of people, packed so that a million of them fit into memory.
//!
//! Words of a closed vocabulary are the bit or the place of the word in it; words that people type are numbers that the
//! caller gives out. 0 stands for what somebody has not said.

use crate::age::{ADULT, age_on};

/// Upper edges of the distance bands in kilometres. A [`Band`] is a place in this list.
pub const BANDS_KM: [u32; 5] = [5, 10, 25, 50, 100];

/// The distance between two people as it may be known: a place in [`BANDS_KM`], or [`FAR`].
pub type Band = u8;

/// Beyond the last band, or unknown.
pub const FAR: Band = BANDS_KM.len() as Band;

/// From how many days of the last 28 on every step of activity begins: monthly, every other week, weekly, twice a week,
/// more often. Each is about twice the one before, and so coarse that a day more or less is seldom told.
pub const ACTIVITY_STEPS: [u8; 5] = [1, 2, 4, 8, 12];

/// Facts of a fixed size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packed {
    /// Day of birth, counted from 1970-01-01.
    pub birth_day: i32,
    /// Place of the gender in its vocabulary: male, female, other.
    pub gender: u8,
    /// Genders looked for, a bit each in the order of the vocabulary.
    pub looking_for: u8,
    /// Goals, a bit each: friendship, dating, relationship, serious, casual, marriage, networking.
    pub goals: u8,
    /// Place of the habit plus one: never, occasionally, regularly, quit.
    pub smoking: u8,
    /// As for smoking.
    pub drinking: u8,
    /// Place plus one: high school, college, bachelor, master, doctorate, something else.
    pub education: u8,
    /// 1 for no, 2 for yes.
    pub has_children: u8,
    /// 1 for no, 2 for yes.
    pub wants_children: u8,
    /// Centimetres; heights start at 100 and end at 250.
    pub height_cm: u8,
    /// Number of photos.
    pub photos: u8,
    /// 0 to 100.
    pub completeness: u8,
    /// How often they are about, see [`activity`].
    pub activity: u8,
    /// Number of what they work as or study.
    pub profession: u16,
    /// See [`Packed::VERIFIED`].
    pub flags: u8,
}

impl Packed {
    /// A moderator has seen that it is them.
    pub const VERIFIED: u8 = 1;

    /// Whether a moderator has seen that it is them.
    pub fn is_verified(&self) -> bool {
        self.flags & Self::VERIFIED != 0
    }
}

/// The step of [`ACTIVITY_STEPS`] that somebody has reached who was about on so many of the last 28 days; 0 below all.
pub fn activity(days: u8) -> u8 {
    ACTIVITY_STEPS.into_iter().map(|from| u8::from(days >= from)).sum()
}

/// All that is compared of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// What has a fixed size.
    pub packed: Packed,
    /// Numbers of what they like, ascending, each once.
    pub interests: &'a [u32],
    /// Numbers of what they speak, ascending, each once.
    pub languages: &'a [u32],
}

/// Whether two people may be shown to each other on a day counted from 1970-01-01: both adults, each of a gender that
/// the other looks for.
pub fn suits(a: &Facts, b: &Facts, today: i32) -> bool {
    let adult = |one: &Facts| age_on(one.packed.birth_day, today) >= ADULT;
    looks_for(a, b) && looks_for(b, a) && adult(a) && adult(b)
}

fn looks_for(a: &Facts, b: &Facts) -> bool {
    a.packed.looking_for.checked_shr(u32::from(b.packed.gender)).is_some_and(|rest| rest & 1 == 1)
}

#[cfg(test)]
mod tests;
