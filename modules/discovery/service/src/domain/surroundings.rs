//! A rectangle on the map that holds everything within a distance, so that the database need not compute distances.

use kernel::Cell;

/// Kilometres of one degree of latitude on a sphere of the IUGG's mean radius.
const KM_A_DEGREE: f64 = 111.195;
/// Room for rounding.
const MARGIN: f64 = 1.001;

/// Bounds in degrees. They are generous: whoever is inside still has to be measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Surroundings {
    /// South and north.
    pub latitude: (f64, f64),
    /// West and east; `None` where meridians meet or the bounds would cross the date line.
    pub longitude: Option<(f64, f64)>,
}

impl Surroundings {
    /// Everything within `km` of a cell's centre.
    pub fn of(cell: Cell, km: u32) -> Self {
        let (latitude, longitude) = cell.centre();
        let north = f64::from(km) / KM_A_DEGREE * MARGIN;
        // The circle's easternmost point lies nearer to the pole than its centre: sin(dλ) = sin(r) / cos(φ).
        let east = (north.to_radians().sin() / latitude.to_radians().cos()).asin().to_degrees() * MARGIN;
        let (west_edge, east_edge) = (longitude - east, longitude + east);
        let plain = east.is_finite() && west_edge >= -180.0 && east_edge <= 180.0;
        Self { latitude: (latitude - north, latitude + north), longitude: plain.then_some((west_edge, east_edge)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(around: &Surroundings, cell: Cell) -> bool {
        let (latitude, longitude) = cell.centre();
        (around.latitude.0..=around.latitude.1).contains(&latitude)
            && around.longitude.is_none_or(|(west, east)| (west..=east).contains(&longitude))
    }

    proptest! {
        #[test]
        fn nobody_within_the_distance_is_outside(
            lat in -89.9f64..89.9, lng in -180.0f64..180.0, north in -1.0f64..1.0, east in -1.0f64..1.0,
            km in proptest::sample::select(&kernel::geo::BANDS_KM),
        ) {
            let here = Cell::at(lat, lng).unwrap();
            let degrees = f64::from(km) / 100.0;
            let (north, east) = (north * degrees, east * degrees / lat.to_radians().cos().max(0.01));
            let there = Cell::at((lat + north).clamp(-90.0, 90.0), (lng + east).clamp(-180.0, 180.0)).unwrap();
            prop_assume!(here.distance_km(there) <= f64::from(km));
            prop_assert!(holds(&Surroundings::of(here, km), there), "{here:?} {there:?}");
        }
    }

    #[test]
    fn the_other_side_of_the_town_is_inside_and_another_town_is_not() {
        let berlin = Cell::at(52.52, 13.405).unwrap();
        let around = Surroundings::of(berlin, 25);
        assert!(holds(&around, Cell::at(52.6, 13.2).unwrap()));
        assert!(!holds(&around, Cell::at(48.137, 11.575).unwrap()));
        assert_eq!(Surroundings::of(Cell::at(10.0, 179.9).unwrap(), 25).longitude, None);
    }
}
