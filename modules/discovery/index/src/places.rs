//! All cells with people in them, and which of them are near another one.

use std::collections::BTreeMap;

use discovery_matching::{BANDS_KM, Band, FAR};
use kernel::{Cell, UserId};

use crate::memory;
use crate::mix::{mix, of_user};
use crate::place::Entries;

/// People without a cell are kept in so many groups, by their ids, so that they too can be taken some at a time. The
/// numbers of the groups are below those of all cells.
const GROUPS: u64 = 256;

/// Edge of the cubes that places are sorted into, with the Earth's radius as the unit: 102 km.
const CUBE: f64 = 0.016;

/// Mean Earth radius, IUGG (Moritz, Geodetic Reference System 1980), in kilometres.
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// Chords are trusted beyond this part of an edge. Closer to it the cells themselves are asked, so that the answer is
/// always theirs.
const MARGIN: f64 = 1e-6;

/// A cell and where it lies on the unit sphere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    cell: Cell,
    unit: [f64; 3],
}

impl Spot {
    pub fn of(cell: Cell) -> Self {
        let (latitude, longitude) = cell.centre();
        let ((sin_lat, cos_lat), (sin_lng, cos_lng)) =
            (latitude.to_radians().sin_cos(), longitude.to_radians().sin_cos());
        Self { cell, unit: [cos_lat * cos_lng, cos_lat * sin_lng, sin_lat] }
    }

    /// The band between two cells, the same that the kernel computes, in a hundredth of the time.
    pub fn band(&self, other: &Self) -> Band {
        let ([x, y, z], [u, v, w]) = (self.unit, other.unit);
        let square = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
        for (band, edge) in (0..FAR).zip(SQUARES) {
            if square < edge * (1.0 - MARGIN) {
                return band;
            }
            if square <= edge * (1.0 + MARGIN) {
                return exact(self.cell, other.cell);
            }
        }
        FAR
    }
}

/// Squares of the chords of the bands' edges, with the Earth's radius as the unit.
const SQUARES: [f64; BANDS_KM.len()] = {
    let [a, b, c, d, e] = BANDS_KM;
    [square(a), square(b), square(c), square(d), square(e)]
};

/// `(2 sin(d / 2R))²` by the series of the sine, whose next term is below 1e-15 at 100 km.
const fn square(km: u32) -> f64 {
    let half = km as f64 / EARTH_RADIUS_KM / 2.0;
    let sine = half - half * half * half / 6.0 + half * half * half * half * half / 120.0;
    4.0 * sine * sine
}

/// One cell, or one group of the people without.
#[derive(Debug)]
pub(crate) struct Place {
    /// The number of the cell or of the group, stirred.
    pub mark: u64,
    /// Where it is, unless it is nowhere.
    spot: Option<Spot>,
    pub people: Entries,
}

impl Place {
    /// The band between here and somebody else.
    pub fn band(&self, spot: Option<&Spot>) -> Band {
        self.spot.as_ref().zip(spot).map_or(FAR, |(here, there)| here.band(there))
    }
}

/// Places are numbered and stay until the index is built anew, also when everybody has left.
#[derive(Debug, Default)]
pub(crate) struct Places {
    places: Vec<Place>,
    numbers: BTreeMap<u64, u32>,
    cubes: BTreeMap<[i8; 3], Vec<u32>>,
    regions: BTreeMap<u64, Vec<u32>>,
}

impl Places {
    /// The number of the place of somebody, a new one if need be.
    pub fn number(&mut self, cell: Option<Cell>, user: UserId) -> u32 {
        let key = key(cell, user);
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.places.len() as u32;
        let spot = cell.map(Spot::of);
        if let Some(spot) = &spot {
            memory::push(self.cubes.entry(spot.unit.map(cube)).or_default(), number);
        }
        memory::push(self.regions.entry(region(key)).or_default(), number);
        memory::push(&mut self.places, Place { mark: mix(key), spot, people: Entries::default() });
        self.numbers.insert(key, number);
        number
    }

    pub fn get(&self, number: u32) -> Option<&Place> {
        self.places.get(number as usize)
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Place> {
        self.places.get_mut(number as usize)
    }

    /// The cell of a place.
    pub fn cell(&self, number: u32) -> Option<Cell> {
        Some(self.get(number)?.spot?.cell)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.places.iter()
    }

    /// Places within the bands up to `farthest`, which is not [`FAR`], with their numbers, in no order.
    pub fn near<'a>(&'a self, spot: &Spot, farthest: Band) -> impl Iterator<Item = (Band, u32, &'a Place)> {
        let spot = *spot;
        let reach = SQUARES.get(usize::from(farthest)).map_or(0.0, |edge| (edge * (1.0 + MARGIN)).sqrt());
        let [(x, right), (y, back), (z, top)] =
            spot.unit.map(|coordinate| (cube(coordinate - reach), cube(coordinate + reach)));
        let columns = (x..=right).flat_map(move |x| (y..=back).map(move |y| (x, y)));
        let cubes = columns.flat_map(move |(x, y)| (z..=top).map(move |z| [x, y, z]));
        let numbers = cubes.filter_map(|cube| self.cubes.get(&cube)).flatten();
        numbers
            .filter_map(|number| Some((*number, self.get(*number)?)))
            .map(move |(number, place)| (place.band(Some(&spot)), number, place))
            .filter(move |(band, ..)| *band <= farthest)
    }

    /// All regions, with what their order is made of: 49 cells each, which lie side by side, or a group of people.
    pub fn regions(&self) -> impl Iterator<Item = (u64, &[u32])> {
        self.regions.iter().map(|(key, numbers)| (mix(*key), &numbers[..]))
    }

    /// The places of a region.
    pub fn among<'a>(&'a self, region: &'a [u32]) -> impl Iterator<Item = &'a Place> {
        region.iter().filter_map(|number| self.get(*number))
    }

    pub fn bytes(&self) -> usize {
        memory::of_list(&self.places)
            + memory::of_map::<u64, Vec<u32>>(self.regions.len())
            + self.regions.values().map(memory::of_list).sum::<usize>()
            + memory::of_map::<u64, u32>(self.numbers.len())
            + memory::of_map::<[i8; 3], Vec<u32>>(self.cubes.len())
            + self.cubes.values().map(memory::of_list).sum::<usize>()
            + self.places.iter().map(|place| place.people.bytes()).sum::<usize>()
    }
}

/// The number of somebody's cell; without one, of a group of people.
pub(crate) fn key(cell: Option<Cell>, user: UserId) -> u64 {
    cell.map_or_else(|| of_user(user) % GROUPS, |cell| cell.as_i64().cast_unsigned())
}

/// The place of a coordinate among the cubes.
fn cube(coordinate: f64) -> i8 {
    (coordinate / CUBE).floor() as i8
}

/// The region of a place: of a cell its ancestor of resolution 4, whose number starts like the cell's (H3 puts the
/// digits of finer resolutions last, three bits each, down to the fifteenth).
fn region(key: u64) -> u64 {
    if key < GROUPS { key } else { key >> (3 * (15 - 4)) }
}

fn exact(here: Cell, there: Cell) -> Band {
    let km = here.band_km(there);
    BANDS_KM.iter().position(|edge| Some(*edge) == km).map_or(FAR, |band| band as Band)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(latitude: f64, longitude: f64) -> Cell {
        Cell::at(latitude.clamp(-90.0, 90.0), (longitude + 540.0).rem_euclid(360.0) - 180.0).unwrap()
    }

    #[test]
    fn the_bands_are_the_kernels() {
        assert_eq!(BANDS_KM, kernel::geo::BANDS_KM);
    }

    #[test]
    fn centimetres_before_the_edge_are_within_it() {
        for (here, there) in [
            (607_543_591_283_195_903, 607_543_544_172_773_375),
            (604_053_086_125_686_783, 604_053_234_436_276_223),
            (605_189_024_981_712_895, 605_190_809_003_753_471),
        ] {
            let (here, there) = (Cell::from_i64(here).unwrap(), Cell::from_i64(there).unwrap());
            assert!((99.99998..100.0).contains(&here.distance_km(there)));
            assert_eq!(Spot::of(here).band(&Spot::of(there)), 4);
        }
    }

    proptest! {
        #[test]
        fn bands_are_what_the_cells_say_and_nobody_near_is_missed(
            latitude in -90.0f64..90.0, longitude in -180.0f64..180.0,
            steps in proptest::collection::vec((-1.2f64..1.2, -1.2f64..1.2), 1..40), farthest in 0..FAR,
        ) {
            let here = cell(latitude, longitude);
            let mut places = Places::default();
            for (north, east) in steps {
                let there = cell(latitude + north, longitude + east / latitude.to_radians().cos().max(0.01));
                places.number(Some(there), UserId(uuid::Uuid::nil()));
                prop_assert_eq!(Spot::of(here).band(&Spot::of(there)), exact(here, there));
            }
            let cells = || places.places.iter().filter_map(|place| Some(place.spot?.cell));
            let mut found: Vec<_> = places.near(&Spot::of(here), farthest).map(|(band, _, place)| (place.mark, band)).collect();
            found.sort_unstable();
            let mut right: Vec<_> = cells()
                .map(|there| (mix(key(Some(there), UserId(uuid::Uuid::nil()))), exact(here, there)))
                .filter(|(_, band)| *band <= farthest)
                .collect();
            right.sort_unstable();
            prop_assert_eq!(found, right);
        }
    }
}
