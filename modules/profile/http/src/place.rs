//! Where coordinates end: they become a cell, and are gone. A place from the table becomes its cell and its names.

use kernel::{Cell, FieldError};
use profile_contract::{PlaceName, ProfileRefusal};
use serde::Deserialize;
use utoipa::ToSchema;

/// Where somebody is, as clients say it: coordinates, or a place, or neither.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Position {
    /// Degrees north, -90 to 90; becomes a coarse cell and is dropped. Needs `longitude`.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180; becomes a coarse cell and is dropped. Needs `latitude`.
    pub longitude: Option<f64>,
    /// The `id` of a place (`GET /profiles/places`), instead of coordinates. It becomes the city and country of whoever
    /// has said none.
    pub place: Option<String>,
}

/// Where somebody is, as the module knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// Around there.
    pub cell: Cell,
    /// What the place they chose is called.
    pub name: Option<PlaceName>,
}

impl Position {
    /// Where that is; `None` when nothing was said.
    pub fn snapped(self) -> Result<Option<Whereabouts>, ProfileRefusal> {
        let Self { latitude, longitude, place } = self;
        match (latitude, longitude, place) {
            (None, None, None) => Ok(None),
            (None, None, Some(place)) => chosen(&place).map(Some),
            (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
                Err(fault("place", "ambiguous", "Say a place or coordinates, not both."))
            }
            (Some(latitude), Some(longitude), None) => snapped(latitude, longitude).map(Some),
            (None, Some(_), None) => Err(fault("latitude", "required", HALF)),
            (Some(_), None, None) => Err(fault("longitude", "required", HALF)),
        }
    }

    /// Where that is; something must be said.
    pub fn needed(self) -> Result<Whereabouts, ProfileRefusal> {
        self.snapped()?.ok_or_else(|| fault("latitude", "required", "Say where you are: coordinates or a place."))
    }
}

const HALF: &str = "A place needs latitude and longitude.";

fn chosen(id: &str) -> Result<Whereabouts, ProfileRefusal> {
    let place = profile_places::find(id).ok_or_else(|| fault("place", "unknown_place", "There is no such place."))?;
    let Whereabouts { cell, .. } = snapped(place.latitude, place.longitude)?;
    Ok(Whereabouts { cell, name: Some(PlaceName { city: place.name.into(), country: place.country.into() }) })
}

fn snapped(latitude: f64, longitude: f64) -> Result<Whereabouts, ProfileRefusal> {
    let cell = Cell::at(latitude, longitude).ok_or_else(|| {
        let mut errors = Vec::new();
        if !(-90.0..=90.0).contains(&latitude) {
            errors.push(FieldError::new("latitude", "out_of_range", "Must be between -90 and 90."));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            errors.push(FieldError::new("longitude", "out_of_range", "Must be between -180 and 180."));
        }
        ProfileRefusal::Invalid(errors)
    })?;
    Ok(Whereabouts { cell, name: None })
}

fn fault(field: &str, code: &str, message: &str) -> ProfileRefusal {
    ProfileRefusal::Invalid(vec![FieldError::new(field, code, message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: Option<f64>, longitude: Option<f64>) -> Position {
        Position { latitude, longitude, place: None }
    }

    fn place(id: &str) -> Position {
        Position { place: Some(id.into()), ..Position::default() }
    }

    fn faults(position: Position) -> Vec<(String, String)> {
        match position.snapped() {
            Err(ProfileRefusal::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn coordinates_are_their_cell_and_a_place_has_names_too() {
        assert_eq!(at(None, None).snapped(), Ok(None));
        let berlin = Cell::at(52.52, 13.405).unwrap();
        assert_eq!(at(Some(52.52), Some(13.405)).snapped(), Ok(Some(Whereabouts { cell: berlin, name: None })));
        let chosen = place("berlin-de").needed().unwrap();
        assert_eq!(chosen.name, Some(PlaceName { city: "Berlin".into(), country: "Germany".into() }));
        assert!(chosen.cell.distance_km(berlin) < 10.0);
    }

    #[test]
    fn every_place_of_the_table_is_somewhere() {
        assert!(profile_places::all().iter().all(|known| place(known.id).needed().is_ok()));
    }

    #[test]
    fn half_a_place_and_a_place_off_the_map_are_refused() {
        let fault = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        assert_eq!(faults(at(Some(1.0), None)), [fault("longitude", "required")]);
        assert_eq!(faults(at(None, Some(1.0))), [fault("latitude", "required")]);
        assert_eq!(faults(at(Some(90.5), Some(0.0))), [fault("latitude", "out_of_range")]);
        let off = [fault("latitude", "out_of_range"), fault("longitude", "out_of_range")];
        for (latitude, longitude) in [(-91.0, 181.0), (f64::NAN, f64::INFINITY), (f64::MAX, f64::NEG_INFINITY)] {
            assert_eq!(faults(at(Some(latitude), Some(longitude))), off);
        }
        assert_eq!(faults(place("atlantis")), [fault("place", "unknown_place")]);
        let both = Position { latitude: Some(1.0), longitude: Some(1.0), place: Some("berlin-de".into()) };
        assert_eq!(faults(both), [fault("place", "ambiguous")]);
        assert!(Position::default().needed().is_err());
    }
}
