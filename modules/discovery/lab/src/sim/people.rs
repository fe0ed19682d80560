//! What the people say about themselves, drawn independently from shares set by hand.

use discovery_matching::{ADULT, Band, Criteria, FAR, Facts, Packed, Person, age_on};

use super::chance::Dice;

/// The day on which everybody's age is taken, counted from 1970-01-01. Nobody has a birthday meanwhile.
pub(super) const TODAY: i32 = 20_782;
/// How many interests there are.
pub(super) const INTERESTS: u32 = 40;

/// Places of the genders, and how common they are.
const GENDERS: [f64; 3] = [0.54, 0.44, 0.02];
/// Looking for another gender, for the own one, for everybody.
const DIRECTIONS: [f64; 3] = [0.88, 0.05, 0.07];
/// Friendship, dating, relationship, serious, casual, marriage, networking.
const GOALS: [f64; 7] = [0.10, 0.25, 0.25, 0.18, 0.12, 0.07, 0.03];
/// How common it is to live in each of the towns.
const TOWNS: [f64; 4] = [0.40, 0.25, 0.20, 0.15];
/// How far the towns are apart.
const BANDS: [[Band; TOWNS.len()]; TOWNS.len()] = [[1, 2, 3, 4], [2, 1, 3, 3], [3, 3, 1, 4], [4, 3, 4, 1]];
/// The farthest band that people look in.
const FARTHEST: [f64; FAR as usize + 1] = [0.0, 0.05, 0.2, 0.25, 0.2, 0.3];

/// Somebody as the platform knows them.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    packed: Packed,
    interests: Vec<u32>,
    languages: Vec<u32>,
    age_years: u8,
    wishes: Option<Criteria>,
    filters: Criteria,
    town: u8,
}

impl Resident {
    pub fn new(dice: &mut Dice) -> Self {
        let years = (31.0 + 9.0 * dice.normal() + 4.0 * dice.normal().abs()).clamp(18.1, 70.0);
        let birth_day = TODAY - (years * 365.2425) as i32;
        let gender = dice.place(&GENDERS);
        let others = 0b111 & !(1 << gender);
        let looking_for = match dice.place(&DIRECTIONS) {
            0 if gender < 2 => others & 0b011,
            1 => 1 << gender,
            _ => 0b111,
        };
        let goals = 1 << dice.place(&GOALS) | 1 << dice.place(&GOALS);
        let packed = Packed {
            birth_day,
            gender,
            looking_for,
            goals,
            smoking: dice.place(&[0.3, 0.42, 0.1, 0.1, 0.08]),
            drinking: dice.place(&[0.25, 0.15, 0.45, 0.1, 0.05]),
            education: dice.place(&[0.3, 0.15, 0.15, 0.2, 0.15, 0.02, 0.03]),
            has_children: dice.place(&[0.3, 0.55, 0.15]),
            wants_children: dice.place(&[0.4, 0.2, 0.4]),
            height_cm: 0,
            photos: dice.between(0, 6) as u8,
            completeness: dice.between(30, 100) as u8,
            flags: if dice.happens(0.3) { Packed::VERIFIED } else { 0 },
            ..Packed::default()
        };
        let age_years = age_on(birth_day, TODAY);
        Self {
            packed,
            interests: interests(dice),
            languages: languages(dice),
            age_years,
            wishes: dice.happens(0.3).then(|| Criteria { goals, smoking: 0b1001, ..Criteria::default() }),
            filters: filters(dice, age_years),
            town: dice.place(&TOWNS),
        }
    }

    /// As the scorer takes them.
    pub fn person(&self) -> Person<'_> {
        Person { facts: self.facts(), age_years: self.age_years, wishes: self.wishes.as_ref() }
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts { packed: self.packed, interests: &self.interests, languages: &self.languages }
    }

    /// How far away somebody is.
    pub fn band(&self, other: &Self) -> Band {
        let row = BANDS.get(usize::from(self.town));
        row.and_then(|row| row.get(usize::from(other.town))).copied().unwrap_or(FAR)
    }

    /// Whether somebody passes the filters.
    pub fn accepts(&self, other: &Self) -> bool {
        self.filters.accepts(&other.facts(), other.age_years, self.band(other))
    }
}

/// Three to eight draws by popularity; who draws one twice has fewer.
fn interests(dice: &mut Dice) -> Vec<u32> {
    let popularity: Vec<_> = (0..INTERESTS).map(|number| 1.0 / f64::from(number + 4)).collect();
    let mut chosen: Vec<_> = (0..dice.between(3, 8)).map(|_| u32::from(dice.place(&popularity))).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// The language of the towns, a second one, or both.
fn languages(dice: &mut Dice) -> Vec<u32> {
    match dice.place(&[0.6, 0.35, 0.05]) {
        0 => vec![0],
        1 => vec![0, 1],
        _ => vec![1],
    }
}

fn filters(dice: &mut Dice, age_years: u8) -> Criteria {
    let farthest = dice.place(&FARTHEST);
    if dice.happens(0.15) {
        return Criteria { farthest, ..Criteria::default() };
    }
    let age_min = age_years.saturating_sub(dice.between(4, 14) as u8).max(ADULT);
    let age_max = age_years + dice.between(4, 14) as u8;
    Criteria { age_min, age_max, farthest, ..Criteria::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_of_age_and_says_things_in_order() {
        for key in 0..2_000 {
            let one = Resident::new(&mut Dice::new(key << 20));
            assert!((ADULT..=70).contains(&one.age_years));
            assert!(one.packed.looking_for & 0b111 != 0 && one.packed.goals < 1 << GOALS.len());
            assert!(one.interests.is_sorted_by(|a, b| a < b) && one.interests.iter().all(|number| *number < INTERESTS));
            assert!(one.filters.age_min <= one.age_years && one.age_years <= one.filters.age_max);
        }
    }

    #[test]
    fn towns_are_as_far_there_as_back() {
        for (here, row) in BANDS.iter().enumerate() {
            for (there, band) in row.iter().enumerate() {
                assert_eq!(*band, BANDS[there][here]);
                assert!(*band < FAR && (here == there || *band > BANDS[here][here]));
            }
        }
    }
}
