//! Why nobody is left, and what would help.

use std::ops::RangeInclusive;

use discovery_matching::{ADULT, Band, Criteria, FAR, OLDEST, age_on};

use crate::index::Index;
use crate::lens::Lens;
use crate::places::Spot;
use crate::query::Query;
use crate::sieve::asked;
use crate::terms::{Filter, Filters};

/// Years by which a range of ages is widened at a time, at either end.
const STEP: u8 = 5;

/// Everybody who could be shown to a viewer if the viewer asked for nothing, counted by which of the viewer's filters
/// they fail. Counts are exact; whoever shows them rounds them.
///
/// `Query::most` does not limit it: the whole index is looked through, some 15 ms for a million people.
#[derive(Debug, Clone)]
pub struct Tally {
    asked: Filters,
    ages: RangeInclusive<u8>,
    decided: usize,
    /// Undecided people, by what they fail.
    by_failed: Vec<usize>,
    /// Those who fail nothing but the distance, by band.
    by_band: [usize; FAR as usize + 1],
    /// Those who fail nothing but the age, by the steps after which they would pass.
    by_step: [usize; (u8::MAX / STEP) as usize + 1],
}

impl<S: Copy + Default> Index<S> {
    /// Counts for an empty page.
    pub fn tally(&self, query: &Query<'_>) -> Tally {
        let mut tally = Tally::of(query.filters);
        let Some(lens) = Lens::of(self, query) else { return tally };
        let spot = query.cell.map(Spot::of);
        for place in self.places().iter() {
            let band = place.band(spot.as_ref());
            place.people.scan(lens.suiting(), |entry| {
                if lens.could_meet(entry, band) {
                    match lens.is_seen(entry) {
                        true => tally.decided += 1,
                        false => tally
                            .count(lens.failed(entry, band), band, || age_on(entry.traits.birth_day(), query.today)),
                    }
                }
            });
        }
        tally
    }
}

impl Tally {
    fn of(filters: &Criteria) -> Self {
        Self {
            asked: asked(filters),
            ages: filters.age_min..=filters.age_max,
            decided: 0,
            by_failed: vec![0; Filters::SETS],
            by_band: [0; FAR as usize + 1],
            by_step: [0; (u8::MAX / STEP) as usize + 1],
        }
    }

    fn count(&mut self, failed: Filters, band: Band, age: impl FnOnce() -> u8) {
        let add = |slot: Option<&mut usize>| slot.into_iter().for_each(|count| *count += 1);
        add(self.by_failed.get_mut(failed.number()));
        if failed == Filter::Distance.alone() {
            add(self.by_band.get_mut(usize::from(band)));
        } else if failed == Filter::Age.alone() {
            let age = age();
            let missing = self.ages.start().saturating_sub(age).max(age.saturating_sub(*self.ages.end()));
            add(self.by_step.get_mut(usize::from(missing.div_ceil(STEP))).filter(|_| age <= OLDEST));
        }
    }

    /// How many of them the viewer has decided about.
    pub fn decided(&self) -> usize {
        self.decided
    }

    /// How many are left: what would be found without any filter.
    pub fn undecided(&self) -> usize {
        self.by_failed.iter().sum()
    }

    /// How many pass all filters.
    pub fn found(&self) -> usize {
        self.passing(self.asked)
    }

    /// How many of the undecided are left after each filter that is set and all before it.
    pub fn left(&self) -> Vec<(Filter, usize)> {
        let mut so_far = Filters::default();
        let set = Filter::ALL.into_iter().filter(|filter| self.asked.has(*filter));
        set.map(|filter| {
            so_far = so_far.and(filter.alone());
            (filter, self.passing(so_far))
        })
        .collect()
    }

    /// How many would be found without one of the filters.
    pub fn without(&self, filter: Filter) -> usize {
        self.passing(self.asked.without(filter.alone()))
    }

    /// The nearest band beyond the one asked for that brings somebody, and how many would be found then. For a viewer
    /// without a cell it can only be [`FAR`].
    pub fn wider_band(&self) -> Option<(Band, usize)> {
        let (band, more) = (0..).zip(self.by_band).find(|(_, more)| *more > 0)?;
        Some((band, self.found() + more))
    }

    /// The narrowest range of ages around the one asked for, five years more at either end at a time, that brings
    /// somebody, and how many would be found then.
    pub fn wider_ages(&self) -> Option<(RangeInclusive<u8>, usize)> {
        let (step, more) = (0..).zip(self.by_step).find(|(_, more)| *more > 0)?;
        let years = STEP.saturating_mul(step);
        let youngest = self.ages.start().saturating_sub(years).max(ADULT);
        let oldest = self.ages.end().saturating_add(years).min(OLDEST);
        Some((youngest..=oldest, self.found() + more))
    }

    /// How many pass all of these filters.
    fn passing(&self, filters: Filters) -> usize {
        let all = self.by_failed.iter().enumerate();
        all.filter(|(failed, _)| !Filters::numbered(*failed).meets(filters)).map(|(_, count)| count).sum()
    }
}
