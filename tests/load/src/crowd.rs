//! Very many invented people: the same ones in every run, and as densely settled however many there are.
//!
//! Everybody is drawn from their number alone. They live in towns of equal size and spread, so ten thousand people are
//! two of the towns in which a million live, and a question about 25 kilometres finds as many of them.
//!
//! The vocabularies are those of `discovery_matching`: [`Somebody`] is what the index keeps, and becomes the facts and
//! the profile that the tables keep.

mod chance;
mod land;
mod seed;
mod somebody;
mod words;

use kernel::{Cell, UserId};

use chance::Chance;
use land::Land;
pub use seed::seed;
pub use somebody::Somebody;
use words::Zipf;
pub use words::{interest, language};

/// The day for which ages are made, counted from 1970-01-01: 2026-11-25.
pub const TODAY: i32 = 20_782;
/// Interests and languages there are.
pub const INTERESTS: u32 = 500;
pub const LANGUAGES: u32 = 12;

/// All of them.
pub struct Crowd {
    people: u64,
    land: Land,
    interests: Zipf,
    languages: Zipf,
}

impl Crowd {
    /// So many people.
    pub fn of(people: u64) -> Self {
        Self { people, land: Land::of(people), interests: Zipf::of(INTERESTS), languages: Zipf::of(LANGUAGES) }
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.people
    }

    /// The person of a number below [`Crowd::len`].
    pub fn person(&self, number: u64) -> Somebody {
        let mut chance = Chance::of(number);
        let town = self.land.town_of(number);
        let (latitude, longitude) = self.land.somewhere_in(town, &mut chance);
        let age = 18 + chance.below(43) as i32;
        Somebody::drawn(number, (latitude, longitude), age, self, &mut chance)
    }

    /// Somebody who is none of them and looks around, from the middle of a town. Their numbers begin at 0, too.
    pub fn viewer(&self, number: u64) -> Somebody {
        let number = self.people + number;
        let mut chance = Chance::of(number);
        let place = self.land.middle_of(self.land.town_of(number));
        let age = 25 + chance.below(11) as i32;
        Somebody { filters: None, ..Somebody::drawn(number, place, age, self, &mut chance) }
    }

    /// The id of the person of a number: ids rise with numbers, as those of real accounts rise with time.
    pub fn user(number: u64) -> UserId {
        // Version 7 and the variant are where RFC 9562 (section 5.7) has them.
        let (high, low) = (0x0197_0000_0000_7000 + (number << 16), (1 << 63) | Chance::of(number).below(1 << 62));
        UserId(uuid::Uuid::from_u64_pair(high, low))
    }
}

fn cell((latitude, longitude): (f64, f64)) -> Option<Cell> {
    Cell::at(latitude, longitude)
}
