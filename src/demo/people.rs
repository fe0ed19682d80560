//! Invented people for the demo: attributes drawn from a CC0 sample, names, jobs and biographies made up here.
//!
//! [`people`] gives as many as wanted, the same for the same seed; [`named`] gives the five whom the documentation and
//! the tests call by name. Words of the profile vocabularies are written as the public API writes them.

mod bio;
mod life;
mod named;
mod names;
mod sample;

use std::collections::{HashSet, VecDeque};

pub use self::named::named;
use self::sample::{City, Row};
use super::portrait::{Look, Presentation};
use super::random::Chance;

/// Most demo people live here, as do the named ones.
pub const HOME: &str = "Berlin";

const HOME_SHARE: f32 = 0.68;
/// 2026-01-01T00:00:00Z in milliseconds; demo people "registered" one per millisecond from then on.
const FIRST_REGISTRATION_MS: u128 = 1_767_225_600_000;

/// An account and, for most, a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoPerson {
    /// A version 7 UUID.
    pub id: u128,
    /// Unique among all demo people, 3-32 of `[A-Za-z0-9_]`.
    pub username: String,
    /// Everybody of [`people`] has one.
    pub profile: Option<DemoProfile>,
}

/// What somebody says of themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoProfile {
    /// A first name.
    pub name: String,
    /// 18 to 71. The birth date lies this many years and `birth_day_offset` days before today.
    pub age_years: u8,
    /// 0 to 360 days since the last birthday.
    pub birth_day_offset: u16,
    /// `male`, `female` or `other`.
    pub gender: &'static str,
    /// `male`, `female` or `any`.
    pub looking_for: &'static str,
    /// One or two of the goals.
    pub goals: Vec<&'static str>,
    /// At most 300 characters.
    pub bio: String,
    /// One to ten.
    pub interests: Vec<String>,
    /// English names of languages, the best spoken one first.
    pub languages: Vec<String>,
    /// Centimetres.
    pub height_cm: u16,
    /// `high_school`, `college`, `bachelor`, `master`, `phd` or nothing.
    pub education: Option<&'static str>,
    /// What they do for a living.
    pub profession: Option<String>,
    /// Whether they have children, if they say so.
    pub has_children: Option<bool>,
    /// Whether they want (more) children, if they say so.
    pub wants_children: Option<bool>,
    /// `never`, `occasionally`, `regularly`, `quit` or nothing.
    pub smoking: Option<&'static str>,
    /// As `smoking`.
    pub drinking: Option<&'static str>,
    /// Where they live.
    pub city: &'static str,
    /// The country's English name.
    pub country: &'static str,
    /// Degrees north, rounded to 0.01.
    pub latitude: f64,
    /// Degrees east, rounded to 0.01.
    pub longitude: f64,
    /// Hours between the last visit and now.
    pub last_online_hours: f64,
    /// Who sits for the portraits.
    pub look: Look,
    /// The seed of each portrait, one to three.
    pub portraits: Vec<u64>,
}

/// Invents `count` people; the first ones are the same whatever the `count`.
pub fn people(seed: u64, count: usize) -> Vec<DemoPerson> {
    let mut pools = Pools::new(seed);
    let mut taken: HashSet<String> = named().into_iter().map(|person| person.username).collect();
    (0_u64..)
        .take(count)
        .map(|number| {
            let mut chance = Chance::new(seed, number);
            let at_home = chance.odds(HOME_SHARE);
            let gender = chance.weighted(&[(48, "female"), (48, "male"), (4, "other")]);
            let woman = if gender == "other" { chance.odds(0.5) } else { gender == "female" };
            let profile = profile(&pools.draw(at_home, woman), gender, &mut chance);
            let username = names::username(&profile.name, &mut taken, &mut chance);
            let at = FIRST_REGISTRATION_MS + u128::from(number);
            let id = uuid_v7(at, (u128::from(chance.next()) << 64) | u128::from(chance.next()));
            DemoPerson { id, username, profile: Some(profile) }
        })
        .collect()
}

/// RFC 9562, section 5.7: 48 bits of milliseconds, the version, the variant, and 74 bits of chance.
const fn uuid_v7(unix_ms: u128, random: u128) -> u128 {
    let tail = random & 0x0FFF_3FFF_FFFF_FFFF_FFFF;
    (unix_ms << 80) | tail | (0x7 << 76) | (0b10 << 62)
}

fn profile(row: &Row, gender: &'static str, chance: &mut Chance) -> DemoProfile {
    let name = names::first_name(gender, chance).to_owned();
    let profession = life::profession(row, chance);
    let interests = life::interests(row, chance);
    let City { name: city, country, .. } = row.city;
    let goals = life::goals(row, chance);
    let presentation = match gender {
        "female" => Presentation::Feminine,
        "male" => Presentation::Masculine,
        _ => Presentation::Neutral,
    };
    let portraits = (0..chance.weighted(&[(2, 1), (3, 2), (2, 3)])).map(|_| chance.next()).collect();
    DemoProfile {
        bio: bio::write(row, &profession, &interests, chance),
        name,
        age_years: row.age,
        birth_day_offset: u16::try_from(chance.below(361)).unwrap_or_default(),
        gender,
        looking_for: life::looking_for(row, gender, chance),
        goals,
        interests: interests.into_iter().map(str::to_owned).collect(),
        languages: row.languages.iter().map(|language| (*language).to_owned()).collect(),
        height_cm: row.height_cm,
        education: life::education(row),
        profession: Some(profession),
        has_children: life::has_children(row),
        wants_children: life::wants_children(row),
        smoking: life::smoking(row),
        drinking: life::drinking(row),
        city,
        country,
        latitude: row.latitude,
        longitude: row.longitude,
        last_online_hours: row.last_online_hours,
        look: Look { face: chance.next(), presentation, age_years: row.age },
        portraits,
    }
}

/// The sample's rows by home and sex, each pool in an order of its own that starts again when it is used up.
struct Pools {
    pools: [(bool, bool, VecDeque<Row>); 4],
    chance: Chance,
}

impl Pools {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed, u64::MAX);
        let mut rows = sample::rows();
        chance.shuffle(&mut rows);
        let pool = |at_home: bool, woman: bool| {
            let fits = |row: &&Row| (row.city.name == HOME) == at_home && row.woman == woman;
            (at_home, woman, rows.iter().filter(fits).cloned().collect())
        };
        Self { pools: [pool(true, true), pool(true, false), pool(false, true), pool(false, false)], chance }
    }

    /// The next row, put back a little changed: two years older or younger, a few kilometres away.
    fn draw(&mut self, at_home: bool, woman: bool) -> Row {
        let wanted = self.pools.iter_mut().find(|(home, sex, _)| (*home, *sex) == (at_home, woman));
        let Some((_, _, pool)) = wanted else { return Row::default() };
        let row = pool.pop_front().unwrap_or_default();
        let shift = |degrees: f64, by: f32| ((degrees + f64::from(by)) * 100.0).round() / 100.0;
        pool.push_back(Row {
            age: (row.age + u8::try_from(self.chance.below(5)).unwrap_or_default()).saturating_sub(2).clamp(18, 69),
            latitude: shift(row.latitude, self.chance.within(-0.02..0.02)),
            longitude: shift(row.longitude, self.chance.within(-0.03..0.03)),
            ..row.clone()
        });
        row
    }
}

#[cfg(test)]
mod tests;
