//! Places that can be chosen by hand: the world's largest cities and every country's capital, 1,520 in all.
//!
//! For people who would rather name their city than share their position. The table is part of the program; nothing is
//! read or asked for at run time. It is coarse on purpose: two decimals of a degree, about a kilometre, in the middle of
//! a city.
//!
//! Names and positions are by [GeoNames](https://www.geonames.org), licensed under
//! [Creative Commons Attribution 4.0](https://creativecommons.org/licenses/by/4.0/); the head of `places.tsv` tells what
//! was selected and changed. Whoever shows them to people should name GeoNames somewhere, as the licence asks. So are the
//! country codes and names: they take no side in any dispute.
//!
//! The crate knows nothing of profiles, distances or languages of an interface.

mod fold;
mod table;
#[cfg(test)]
mod tests;

use table::TABLE;

/// A city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Names it for good, such as `berlin-de`: lower-case letters, digits and dashes, at most 40.
    pub id: &'static str,
    /// What it is called, such as `São Paulo`. Two places may share a name, even in one country.
    pub name: &'static str,
    /// ISO 3166-1 alpha-2 in capitals, or `XK` for Kosovo.
    pub country_code: &'static str,
    /// The country's English name.
    pub country: &'static str,
    /// Degrees north (WGS 84), rounded to two decimals.
    pub latitude: f64,
    /// Degrees east (WGS 84), rounded to two decimals.
    pub longitude: f64,
}

/// All places, the most populous first.
pub fn all() -> &'static [Place] {
    &TABLE.places
}

/// The place with this id.
pub fn find(id: &str) -> Option<&'static Place> {
    all().iter().find(|place| place.id == id)
}

/// Places of which a name, or a word within it, begins with what was typed; at most `limit`, the most populous first.
///
/// Case, accents, apostrophes and the kind of punctuation do not matter, and names in other languages and scripts count:
/// `MUNICH`, `münchen`, `new yo`, `york` and `東京` all find something. Text without a letter or a digit finds nothing,
/// and so does text of more than 256 bytes.
pub fn search(prefix: &str, limit: usize) -> Vec<&'static Place> {
    const MOST_BYTES: usize = 256;
    let wanted = if prefix.len() > MOST_BYTES { String::new() } else { fold::fold(prefix) };
    if wanted.is_empty() {
        return Vec::new();
    }
    let entries = TABLE.places.iter().zip(&TABLE.names);
    let found = entries.filter(|(_, names)| fold::begins_a_word(names, &wanted));
    found.map(|(place, _)| place).take(limit).collect()
}
