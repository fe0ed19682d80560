//! The table, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::Place;
use crate::fold::{DIVIDER, fold};

pub(crate) const PLACES: &str = include_str!("places.tsv");
pub(crate) const COUNTRIES: &str = include_str!("countries.tsv");

/// Places and, in the same order, their folded names.
pub(crate) struct Table {
    pub(crate) places: Vec<Place>,
    pub(crate) names: Vec<String>,
}

/// The tests see to it that no line is lost.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let countries: HashMap<_, _> = lines(COUNTRIES).filter_map(|line| line.split_once('\t')).collect();
    let (places, names) = lines(PLACES).filter_map(|line| read(line, &countries)).unzip();
    Table { places, names }
});

/// The lines that are no comments.
pub(crate) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

fn read(line: &'static str, countries: &HashMap<&str, &'static str>) -> Option<(Place, String)> {
    let mut columns = line.split('\t');
    let (id, name, others, country_code) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    let (latitude, longitude) = (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?);
    let mut names = fold(name);
    for other in others.split('|') {
        names.push(DIVIDER);
        names.push_str(&fold(other));
    }
    let country = countries.get(country_code)?;
    Some((Place { id, name, country_code, country, latitude, longitude }, names))
}
