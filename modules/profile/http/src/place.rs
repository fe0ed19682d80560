//! Where coordinates end: they become a cell, and are gone.

use kernel::{Cell, FieldError};
use profile_contract::ProfileRefusal;

/// The cell around a place given in degrees.
pub fn snapped(latitude: f64, longitude: f64) -> Result<Cell, ProfileRefusal> {
    Cell::at(latitude, longitude).ok_or_else(|| {
        let mut errors = Vec::new();
        if !(-90.0..=90.0).contains(&latitude) {
            errors.push(FieldError::new("latitude", "out_of_range", "Must be between -90 and 90."));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            errors.push(FieldError::new("longitude", "out_of_range", "Must be between -180 and 180."));
        }
        ProfileRefusal::Invalid(errors)
    })
}

/// The cell around a place that may be left out; half a place is none.
pub fn snapped_if_given(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<Cell>, ProfileRefusal> {
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(latitude), Some(longitude)) => snapped(latitude, longitude).map(Some),
        (None, Some(_)) => Err(missing("latitude")),
        (Some(_), None) => Err(missing("longitude")),
    }
}

fn missing(field: &str) -> ProfileRefusal {
    ProfileRefusal::Invalid(vec![FieldError::new(field, "required", "A place needs latitude and longitude.")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(latitude: Option<f64>, longitude: Option<f64>) -> Vec<(String, String)> {
        match snapped_if_given(latitude, longitude) {
            Err(ProfileRefusal::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn a_place_is_its_cell_and_no_place_is_none() {
        assert_eq!(snapped_if_given(None, None), Ok(None));
        assert_eq!(snapped_if_given(Some(52.52), Some(13.405)), Ok(Cell::at(52.52, 13.405)));
    }

    #[test]
    fn half_a_place_and_a_place_off_the_map_are_refused() {
        let fault = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        assert_eq!(faults(Some(1.0), None), [fault("longitude", "required")]);
        assert_eq!(faults(None, Some(1.0)), [fault("latitude", "required")]);
        assert_eq!(faults(Some(90.5), Some(0.0)), [fault("latitude", "out_of_range")]);
        assert_eq!(
            faults(Some(-91.0), Some(181.0)),
            [fault("latitude", "out_of_range"), fault("longitude", "out_of_range")]
        );
    }
}
