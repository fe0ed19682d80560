//! Where they live.

use super::chance::Chance;

/// People of a town.
const TOWNSPEOPLE: u64 = 5_000;
/// Standard deviation of where they live around its middle, to the north as to the east, in kilometres. So the middle
/// has some 60 people in a cell of 36 square kilometres, and half of the town lives within 25 kilometres of it.
const SPREAD_KM: f64 = 22.0;
/// From one town to the next ones in kilometres: nobody of one town meets anybody of another within the distance bands.
const APART_KM: f64 = 250.0;
/// Towns side by side from west to east.
const ACROSS: u64 = 12;
/// The south-west corner in degrees.
const CORNER: (f64, f64) = (20.0, -15.0);
/// Kilometres in a degree of latitude, and in one of longitude on the equator.
const DEGREE_KM: f64 = 111.2;

/// Towns of the same size and spread, in rows.
pub struct Land {
    towns: u64,
}

impl Land {
    /// As many towns as people fill.
    pub fn of(people: u64) -> Self {
        Self { towns: people.div_ceil(TOWNSPEOPLE).max(1) }
    }

    /// The town of the person of a number. Neighbours are not stored side by side.
    pub fn town_of(&self, number: u64) -> u64 {
        number % self.towns
    }

    /// Latitude and longitude in degrees of the middle of a town.
    pub fn middle_of(&self, town: u64) -> (f64, f64) {
        let latitude = CORNER.0 + (town / ACROSS) as f64 * APART_KM / DEGREE_KM;
        let longitude = CORNER.1 + (town % ACROSS) as f64 * APART_KM / degree_of_longitude_km(latitude);
        (latitude, longitude)
    }

    /// Latitude and longitude in degrees of somebody of a town.
    pub fn somewhere_in(&self, town: u64, chance: &mut Chance) -> (f64, f64) {
        let (latitude, longitude) = self.middle_of(town);
        let (north, east) = chance.normals();
        let along = SPREAD_KM / degree_of_longitude_km(latitude);
        (latitude + north * SPREAD_KM / DEGREE_KM, longitude + east * along)
    }
}

fn degree_of_longitude_km(latitude: f64) -> f64 {
    DEGREE_KM * latitude.to_radians().cos()
}
