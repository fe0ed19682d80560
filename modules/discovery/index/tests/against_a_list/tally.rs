//! Counts for an empty page.

use crate::crowd::{Model, Question, ask, built, question, steps};
use discovery_index::{Filter, Tally};
use discovery_matching::{ADULT, Criteria, FAR, OLDEST};
use proptest::prelude::*;

/// Criteria with only some of the filters.
fn only(filters: &Criteria, kept: &[Filter]) -> Criteria {
    let (mut some, all) = (Criteria::default(), filters.clone());
    for filter in kept {
        match filter {
            Filter::Age => (some.age_min, some.age_max) = (all.age_min, all.age_max),
            Filter::Distance => some.farthest = all.farthest,
            Filter::Goal => some.goals = all.goals,
            Filter::Height => (some.height_min, some.height_max) = (all.height_min, all.height_max),
            Filter::Children => some.has_children = all.has_children,
            Filter::Smoking => some.smoking = all.smoking,
            Filter::Drinking => some.drinking = all.drinking,
            Filter::Education => some.education = all.education,
            Filter::Verified => some.verified = all.verified,
            Filter::Photos => some.photos = all.photos,
            Filter::Interests => some.interests.clone_from(&all.interests),
            Filter::Languages => some.languages.clone_from(&all.languages),
        }
    }
    some
}

fn is_set(filters: &Criteria, filter: Filter) -> bool {
    only(filters, &[filter]) != Criteria::default()
}

fn tally(model: &Model, asked: &Question) -> Tally {
    let index = built(model);
    ask(&index, asked, &asked.filters, 3, |query| index.tally(query))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_count_is_the_number_of_people_it_names(steps in steps(60), asked in question()) {
        let model = Model::of(&steps);
        let tally = tally(&model, &asked);
        let found = |filters: &Criteria| model.found(&asked, filters).len();
        prop_assert_eq!(tally.undecided(), found(&Criteria::default()));
        prop_assert_eq!(tally.decided() + tally.undecided(), model.mutual(&asked).count());
        prop_assert_eq!(tally.found(), found(&asked.filters));
        let mut kept = Vec::new();
        let mut right = Vec::new();
        for filter in Filter::ALL.into_iter().filter(|filter| is_set(&asked.filters, *filter)) {
            kept.push(filter);
            right.push((filter, found(&only(&asked.filters, &kept))));
        }
        prop_assert_eq!(tally.left(), right);
        for filter in Filter::ALL {
            let others: Vec<_> = Filter::ALL.into_iter().filter(|other| *other != filter).collect();
            prop_assert_eq!(tally.without(filter), found(&only(&asked.filters, &others)));
        }
    }

    #[test]
    fn the_first_wider_band_that_brings_somebody_is_named(steps in steps(60), asked in question()) {
        let model = Model::of(&steps);
        let tally = tally(&model, &asked);
        let found = |farthest| model.found(&asked, &Criteria { farthest, ..asked.filters.clone() }).len();
        let now = found(asked.filters.farthest);
        let wider = asked.filters.farthest + 1..=FAR;
        let right = wider.map(|band| (band, found(band))).find(|(_, count)| *count > now);
        prop_assert_eq!(tally.wider_band(), right);
    }

    #[test]
    fn the_first_wider_range_of_ages_that_brings_somebody_is_named(steps in steps(60), asked in question()) {
        let model = Model::of(&steps);
        let tally = tally(&model, &asked);
        let found = |age_min, age_max| model.found(&asked, &Criteria { age_min, age_max, ..asked.filters.clone() }).len();
        let (low, high) = (asked.filters.age_min, asked.filters.age_max);
        let now = found(low, high);
        let steps = (1..=24).map(|step| (low.saturating_sub(5 * step).max(ADULT), (high + 5 * step).min(OLDEST)));
        let right = (now < model.found(&asked, &Criteria { age_min: ADULT, age_max: OLDEST, ..asked.filters.clone() }).len())
            .then(|| steps.map(|(low, high)| (low..=high, found(low, high))).find(|(_, count)| *count > now))
            .flatten();
        prop_assert_eq!(tally.wider_ages(), right);
    }
}
