//! Places, as coarse as they may be known.
//!
//! A place is a cell of the H3 grid at resolution 6 (hexagons of about 36 km², edges of about 3.7 km; Uber, "H3:
//! Hexagonal hierarchical geospatial indexing system"). Coordinates are snapped at the edge and never stored, and
//! distances are computed from cell centre to cell centre, so every position inside a cell gives the same answers.

use h3o::{CellIndex, LatLng, Resolution};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Upper edges of the distance bands that others may see, in kilometres.
pub const BANDS_KM: [u32; 5] = [5, 10, 25, 50, 100];

/// Mean Earth radius, IUGG (Moritz, Geodetic Reference System 1980), in kilometres.
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A cell of the H3 grid at resolution 6; on the wire the usual 15 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell(CellIndex);

impl Cell {
    /// The cell around a point given in degrees; `None` unless latitude is in -90..=90 and longitude in -180..=180.
    pub fn at(latitude: f64, longitude: f64) -> Option<Self> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return None;
        }
        Some(Self(LatLng::new(latitude, longitude).ok()?.to_cell(Resolution::Six)))
    }

    /// What databases store.
    pub fn as_i64(self) -> i64 {
        u64::from(self.0).cast_signed()
    }

    /// Reads what databases stored.
    pub fn from_i64(stored: i64) -> Option<Self> {
        let cell = CellIndex::try_from(stored.cast_unsigned()).ok()?;
        (cell.resolution() == Resolution::Six).then_some(Self(cell))
    }

    /// The cell in the middle of the surroundings: of the cell of resolution 4 around this one, which is as large as 49
    /// of these (some 1,770 km²). For people who hide how far away they are.
    pub fn surroundings(self) -> Self {
        let middle = self.0.parent(Resolution::Four).and_then(|around| around.center_child(Resolution::Six));
        middle.map_or(self, Self)
    }

    /// Latitude and longitude of the centre, in degrees.
    pub fn centre(self) -> (f64, f64) {
        let centre = LatLng::from(self.0);
        (centre.lat(), centre.lng())
    }

    /// Great-circle distance between two centres in kilometres (haversine formula, Sinnott 1984).
    pub fn distance_km(self, other: Self) -> f64 {
        let ((lat_a, lng_a), (lat_b, lng_b)) = (self.centre(), other.centre());
        let (phi_a, phi_b) = (lat_a.to_radians(), lat_b.to_radians());
        let half_lat = ((phi_b - phi_a) / 2.0).sin();
        let half_lng = ((lng_b - lng_a).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + phi_a.cos() * phi_b.cos() * half_lng * half_lng;
        2.0 * EARTH_RADIUS_KM * chord.sqrt().min(1.0).asin()
    }

    /// The upper edge of the band the distance falls in; `None` beyond the last band.
    pub fn band_km(self, other: Self) -> Option<u32> {
        let distance = self.distance_km(other);
        BANDS_KM.into_iter().find(|edge| distance <= f64::from(*edge))
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let cell: CellIndex = text.parse().map_err(D::Error::custom)?;
        Self::from_i64(u64::from(cell).cast_signed()).ok_or_else(|| D::Error::custom("not a cell of resolution 6"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_map_within_a_cell() {
        let berlin = Cell::at(52.52, 13.405).unwrap();
        let munich = Cell::at(48.137, 11.575).unwrap();
        let distance = berlin.distance_km(munich);
        assert!((distance - 504.0).abs() < 8.0, "{distance}");
        assert_eq!(berlin.band_km(munich), None);
        assert_eq!(berlin.band_km(berlin), Some(5));
    }

    #[test]
    fn positions_inside_one_cell_are_one_place() {
        let cell = Cell::at(52.52, 13.405).unwrap();
        let (lat, lng) = cell.centre();
        for step in 0..20 {
            let angle = f64::from(step) * 0.314;
            assert_eq!(Cell::at(lat + 0.01 * angle.sin(), lng + 0.01 * angle.cos()), Some(cell));
        }
    }

    #[test]
    fn surroundings_are_the_same_for_a_whole_town_and_not_far() {
        let (lat, lng) = (52.52, 13.405);
        let near = Cell::at(lat, lng).unwrap();
        let cells = near.surroundings();
        assert_ne!(near.surroundings(), Cell::at(48.137, 11.575).unwrap().surroundings());
        assert_eq!(cells.surroundings(), cells, "the middle is in the middle of itself");
        assert!(near.distance_km(cells) < 35.0);
        let (middle_lat, middle_lng) = cells.centre();
        let around: std::collections::HashSet<_> = (0..36)
            .map(|step| f64::from(step).to_radians() * 10.0)
            .filter_map(|angle| Cell::at(middle_lat + 0.05 * angle.sin(), middle_lng + 0.05 * angle.cos()))
            .map(Cell::surroundings)
            .collect();
        assert_eq!(around.len(), 1);
    }

    #[test]
    fn a_cell_survives_storage_and_json_and_nonsense_does_not() {
        let cell = Cell::at(-33.9, 151.2).unwrap();
        assert_eq!(Cell::from_i64(cell.as_i64()), Some(cell));
        let json = serde_json::to_string(&cell).unwrap();
        assert_eq!(serde_json::from_str::<Cell>(&json).unwrap(), cell);
        assert_eq!(Cell::from_i64(7), None);
        assert_eq!(Cell::at(91.0, 0.0), None);
        assert_eq!(Cell::at(f64::NAN, 0.0), None);
    }
}
