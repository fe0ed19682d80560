//! What a viewer asks for: the hard filters of one request.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use discovery_contract::Filters;
use kernel::FieldError;
use kernel::geo::BANDS_KM;
use profile_contract::Goal;

use super::age::{ADULT, OLDEST};
use super::person::{Person, common};

/// One of the filters a viewer can loosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// `age_min` and `age_max`.
    Age,
    /// `max_distance_km`.
    Distance,
    /// `goal`.
    Goal,
    /// `has_photos`.
    Photos,
}

impl Filter {
    /// In the order applied.
    pub const ALL: [Self; 4] = [Self::Age, Self::Distance, Self::Goal, Self::Photos];

    /// Its name for clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Distance => "max_distance_km",
            Self::Goal => "goal",
            Self::Photos => "has_photos",
        }
    }
}

/// Filters that make sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Within 18 and 120.
    pub ages: RangeInclusive<u8>,
    /// One of the bands.
    pub within_km: Option<u32>,
    /// Sorted; empty does not filter.
    pub goals: Vec<Goal>,
    /// Whether a photo is asked for.
    pub photos: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self { ages: ADULT..=OLDEST, within_km: None, goals: Vec::new(), photos: false }
    }
}

impl Wish {
    /// Reads the filters of a request.
    pub fn parse(filters: &Filters) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let youngest = filters.age_min.unwrap_or(ADULT).max(ADULT);
        let oldest = filters.age_max.unwrap_or(OLDEST).min(OLDEST);
        if youngest > oldest {
            errors.push(FieldError::new("age_max", "empty_range", "age_max must be at least 18 and at least age_min."));
        }
        let mut goals = Vec::new();
        for word in &filters.goal {
            match Goal::parse(word) {
                Some(goal) => goals.push(goal),
                None => errors.push(FieldError::new("goal", "unknown_goal", "This goal is not in the vocabulary.")),
            }
        }
        goals.sort_unstable();
        goals.dedup();
        let within_km = filters.max_distance_km.and_then(band);
        let wish = Self { ages: youngest..=oldest, within_km, goals, photos: filters.has_photos };
        if errors.is_empty() { Ok(wish) } else { Err(errors) }
    }

    /// Whether the filter is set.
    pub fn sets(&self, filter: Filter) -> bool {
        match filter {
            Filter::Age => self.ages != (ADULT..=OLDEST),
            Filter::Distance => self.within_km.is_some(),
            Filter::Goal => !self.goals.is_empty(),
            Filter::Photos => self.photos,
        }
    }

    /// Whether somebody passes one filter; one that is not set lets everybody pass.
    pub fn passes(&self, filter: Filter, viewer: &Person, other: &Person, today: NaiveDate) -> bool {
        match filter {
            Filter::Age => self.ages.contains(&other.age(today)),
            Filter::Distance => {
                self.within_km.is_none_or(|most| viewer.band_km(other).is_some_and(|band| band <= most))
            }
            Filter::Goal => self.goals.is_empty() || !common(&self.goals, &other.goal).is_empty(),
            Filter::Photos => !self.photos || other.photos > 0,
        }
    }

    /// Whether somebody passes all filters.
    pub fn accepts(&self, viewer: &Person, other: &Person, today: NaiveDate) -> bool {
        Filter::ALL.into_iter().all(|filter| self.passes(filter, viewer, other, today))
    }
}

/// The band a distance stands for: the next one up, or the last one.
fn band(km: u32) -> Option<u32> {
    BANDS_KM.into_iter().find(|edge| km <= *edge).or(BANDS_KM.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{TODAY, person};

    fn asked(change: impl FnOnce(&mut Filters)) -> Result<Wish, Vec<FieldError>> {
        let mut filters = Filters::default();
        change(&mut filters);
        Wish::parse(&filters)
    }

    #[test]
    fn what_is_absent_does_not_filter() {
        let wish = asked(|_| {}).unwrap();
        assert_eq!(wish, Wish::default());
        assert!(Filter::ALL.into_iter().all(|filter| !wish.sets(filter)));
        assert!(wish.accepts(&person(1, |_| {}), &person(2, |facts| facts.cell = None), TODAY));
    }

    #[test]
    fn nonsense_is_refused_field_by_field() {
        let errors = asked(|filters| {
            (filters.age_min, filters.age_max) = (Some(40), Some(30));
            filters.goal = vec!["serious".into(), "money".into()];
        })
        .unwrap_err();
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["age_max", "goal"]);
        assert!(asked(|filters| filters.age_max = Some(17)).is_err());
        assert_eq!(asked(|filters| filters.age_min = Some(3)).unwrap().ages, 18..=120);
    }

    #[test]
    fn distances_are_bands_and_nothing_finer() {
        for (asked_km, band_km) in [(0, 5), (5, 5), (6, 10), (25, 25), (51, 100), (4_000_000, 100)] {
            assert_eq!(asked(|filters| filters.max_distance_km = Some(asked_km)).unwrap().within_km, Some(band_km));
        }
        let wish = asked(|filters| filters.max_distance_km = Some(25)).unwrap();
        let here = person(1, |_| {});
        assert!(wish.accepts(&here, &person(2, |_| {}), TODAY));
        assert!(!wish.accepts(&here, &person(2, |facts| facts.cell = None), TODAY), "no place is at no distance");
        assert!(!wish.accepts(&here, &person(2, |facts| facts.cell = kernel::Cell::at(48.1, 11.5)), TODAY));
    }

    #[test]
    fn goals_photos_and_ages_filter() {
        let (here, there) = (person(1, |_| {}), person(2, |facts| facts.goal = vec![Goal::Casual, Goal::Dating]));
        let accepts =
            |change: &dyn Fn(&mut Filters)| asked(|filters| change(filters)).unwrap().accepts(&here, &there, TODAY);
        assert!(accepts(&|filters| filters.goal = vec!["dating".into(), "marriage".into()]));
        assert!(!accepts(&|filters| filters.goal = vec!["marriage".into()]));
        assert!(accepts(&|filters| filters.has_photos = true));
        assert!(accepts(&|filters| (filters.age_min, filters.age_max) = (Some(30), Some(30))));
        assert!(!accepts(&|filters| filters.age_min = Some(31)));
        assert!(!accepts(&|filters| filters.age_max = Some(29)));
        let bare = person(3, |facts| facts.photos = 0);
        assert!(!asked(|filters| filters.has_photos = true).unwrap().accepts(&here, &bare, TODAY));
    }
}
