//! The two files of the speed-dating evenings.
//!
//! Only what the product asks of people, or sees of them, is read: age, gender, interests, goal, and two columns that
//! stand for something else. A student's profession is their field of study. How often somebody goes out stands for how
//! often the product sees them about; that the one is as telling as the other is assumed here and not shown. Race and
//! religion are in the file and are not looked at.

mod table;

use std::collections::BTreeMap;
use std::path::Path;

use discovery_matching::{Facts, Packed, activity};

pub use table::DataError;
use table::Table;

/// A liking of 7 or more on the scale of 1 to 10 is an interest somebody would name.
const LIKES: f64 = 7.0;
/// The age of the few who gave none, about the usual one of these evenings; the product knows everybody's.
const USUAL_AGE: f64 = 26.0;
/// Days of four weeks on which the few go out who did not say it: twice a week, as most do.
const USUAL_ACTIVITY: u8 = 8;
/// Places of the genders.
const MAN: u8 = 0;
const WOMAN: u8 = 1;
/// Evenings are split into this many parts.
pub const FOLDS: usize = 5;
/// How many interests are asked for.
pub(crate) const INTEREST_COUNT: u32 = INTERESTS.len() as u32;
/// Their columns.
const INTERESTS: [&str; 17] = [
    "int_sports",
    "int_tvsports",
    "int_exercise",
    "int_dining",
    "int_museums",
    "int_art",
    "int_hiking",
    "int_gaming",
    "int_clubbing",
    "int_reading",
    "int_tv",
    "int_theater",
    "int_movies",
    "int_concerts",
    "int_music",
    "int_shopping",
    "int_yoga",
];

/// Somebody as the product would know them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The evening they came to.
    pub wave: u32,
    /// Day of birth, gender, whom they look for, goal, field of study, activity.
    pub packed: Packed,
    /// Places in the list of interests, ascending.
    pub interests: Vec<u32>,
}

impl Person {
    /// As the scorer takes them.
    pub fn facts(&self) -> Facts<'_> {
        Facts { packed: self.packed, interests: &self.interests, languages: &[] }
    }
}

/// One date and what both said after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The evening.
    pub wave: u32,
    /// Place of the man among the people.
    pub man: usize,
    /// Place of the woman among the people.
    pub woman: usize,
    /// Whether he would see her again.
    pub man_likes: bool,
    /// Whether she would see him again.
    pub woman_likes: bool,
    /// Part of the evening, 0 to 4.
    pub fold: usize,
}

impl Date {
    /// Whether both would.
    pub fn is_match(&self) -> bool {
        self.man_likes && self.woman_likes
    }
}

/// All evenings.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// In the order of the file.
    pub people: Vec<Person>,
    /// In the order of the file.
    pub dates: Vec<Date>,
}

impl Data {
    /// Reads `people.csv.gz` and `dates.csv.gz` of a folder.
    pub fn read(dir: &Path) -> Result<Self, DataError> {
        let (people, places) = people(&Table::read(&dir.join("people.csv.gz"))?)?;
        let dates = dates(&Table::read(&dir.join("dates.csv.gz"))?, &people, &places)?;
        Ok(Self { people, dates })
    }

    /// The evenings, ascending.
    pub fn waves(&self) -> Vec<u32> {
        let mut waves: Vec<_> = self.dates.iter().map(|date| date.wave).collect();
        waves.sort_unstable();
        waves.dedup();
        waves
    }
}

fn people(table: &Table) -> Result<(Vec<Person>, BTreeMap<String, usize>), DataError> {
    let [id, wave, gender, age, goal] = table.columns(["person", "wave", "gender", "age", "goal"])?;
    let [field, going_out] = table.columns(["field", "going_out_freq"])?;
    let interests = table.columns(INTERESTS)?;
    let (mut people, mut places, mut fields) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for row in table.rows() {
        let (gender, looking_for) = match row.get(gender) {
            "m" => (MAN, 1 << WOMAN),
            "f" => (WOMAN, 1 << MAN),
            _ => return Err(row.refuse("gender")),
        };
        let years = row.number::<f64>(age, "age")?.unwrap_or(USUAL_AGE);
        let mut liked = Vec::new();
        for (number, column) in (0u32..).zip(interests) {
            if row.number::<f64>(column, "interest")?.is_some_and(|liking| liking >= LIKES) {
                liked.push(number);
            }
        }
        let packed = Packed {
            // In the middle of a year, so that whole years apart are whole years apart.
            birth_day: -((years + 0.5) * 365.2425).round() as i32,
            gender,
            looking_for,
            goals: goals(row.get(goal)).ok_or_else(|| row.refuse("goal"))?,
            profession: number(&mut fields, row.get(field)),
            activity: activity(days_out(row.get(going_out)).ok_or_else(|| row.refuse("going_out_freq"))?),
            ..Packed::default()
        };
        if places.insert(row.get(id).to_owned(), people.len()).is_some() {
            return Err(row.refuse("person"));
        }
        people.push(Person { wave: row.required(wave, "wave")?, packed, interests: liked });
    }
    Ok((people, places))
}

/// The product's goal, as a bit: a night out is something casual, meeting people is friendship. That somebody came to
/// have been there is no goal of the product.
fn goals(word: &str) -> Option<u8> {
    match word {
        "meet_new_people" => Some(1),
        "get_a_date" => Some(1 << 1),
        "serious_relationship" => Some(1 << 3),
        "fun_night_out" => Some(1 << 4),
        "say_i_did_it" | "other" | "" => Some(0),
        _ => None,
    }
}

/// Days of four weeks on which somebody goes out.
fn days_out(word: &str) -> Option<u8> {
    match word {
        "several_per_week" => Some(12),
        "twice_per_week" => Some(8),
        "once_per_week" => Some(4),
        "twice_per_month" => Some(2),
        "once_per_month" => Some(1),
        "several_per_year" | "almost_never" => Some(0),
        "" => Some(USUAL_ACTIVITY),
        _ => None,
    }
}

/// The number of a word, from 1 in the order in which they come; 0 where none stands.
fn number(known: &mut BTreeMap<String, u16>, word: &str) -> u16 {
    if word.is_empty() {
        return 0;
    }
    let next = u16::try_from(known.len() + 1).unwrap_or(0);
    *known.entry(word.to_owned()).or_insert(next)
}

fn dates(table: &Table, people: &[Person], places: &BTreeMap<String, usize>) -> Result<Vec<Date>, DataError> {
    let [wave, man, woman] = table.columns(["wave", "man", "woman"])?;
    let [man_likes, woman_likes, fold] = table.columns(["man_likes", "woman_likes", "fold"])?;
    let mut dates = Vec::new();
    for row in table.rows() {
        let wave = row.required(wave, "wave")?;
        let person = |column, gender, name| {
            let of_this =
                |place: &usize| people.get(*place).is_some_and(|one| one.wave == wave && one.packed.gender == gender);
            places.get(row.get(column)).copied().filter(of_this).ok_or_else(|| row.refuse(name))
        };
        let said = |column, name| match row.get(column) {
            "1" => Ok(true),
            "0" => Ok(false),
            _ => Err(row.refuse(name)),
        };
        let fold = row.required(fold, "fold")?;
        if fold >= FOLDS {
            return Err(row.refuse("fold"));
        }
        dates.push(Date {
            wave,
            man: person(man, MAN, "man")?,
            woman: person(woman, WOMAN, "woman")?,
            man_likes: said(man_likes, "man_likes")?,
            woman_likes: said(woman_likes, "woman_likes")?,
            fold,
        });
    }
    Ok(dates)
}
