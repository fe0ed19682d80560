//! Whom a query finds.

use std::collections::BTreeMap;

use crate::crowd::{Model, Question, Step, built, cell, found, patched, person, question, steps, user};
use discovery_matching::{Criteria, FAR};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn everybody_is_found_whom_the_list_finds_and_nobody_else(steps in steps(60), asked in question()) {
        let model = Model::of(&steps);
        let right = model.found(&asked, &asked.filters);
        prop_assert_eq!(&found(&patched(&steps), &asked, &asked.filters, usize::MAX), &right);
        prop_assert_eq!(&found(&built(&model), &asked, &asked.filters, usize::MAX), &right);
    }

    #[test]
    fn who_is_found_does_not_depend_on_how_they_came_in(
        (steps, shuffled) in steps(60).prop_flat_map(|steps| (Just(steps.clone()), Just(steps).prop_shuffle())),
        asked in question(), most in 0usize..30,
    ) {
        let model = Model::of(&steps);
        // The same steps in another order, whoever was too many leaves, and everybody comes as they are.
        let gone = shuffled.iter().filter_map(|step| match step {
            Step::Put(person) if !model.0.contains_key(&person.user) => Some(Step::Remove(person.user)),
            _ => None,
        });
        let last = model.0.values().rev().map(|person| Step::Put(Box::new(person.clone())));
        let detour: Vec<_> = shuffled.iter().cloned().chain(gone).chain(last).collect();
        let (straight, detour) = (built(&model), patched(&detour));
        prop_assert_eq!(straight.len(), detour.len());
        let answer = |index| found(index, &asked, &asked.filters, most);
        prop_assert_eq!(answer(&straight), answer(&detour));
    }

    #[test]
    fn a_bounded_search_takes_whole_places_nearest_band_first(
        steps in steps(60), asked in question(), most in 0usize..12,
    ) {
        let (model, index) = (Model::of(&steps), patched(&steps));
        let (all, some) = (model.found(&asked, &asked.filters), found(&index, &asked, &asked.filters, most));
        prop_assert!(some.iter().all(|(user, band)| all.get(user) == Some(band)));
        prop_assert!(some.len() >= most.min(all.len()), "no sooner than that");
        let mut places = BTreeMap::<_, (usize, usize)>::new();
        for (user, band) in &all {
            // Without a cell everybody may be a place of their own, or may not.
            let cell = model.0[user].cell.map(kernel::Cell::as_i64);
            let place = places.entry((*band, cell, cell.is_none().then_some(user))).or_default();
            place.0 += 1;
            place.1 += usize::from(some.contains_key(user));
        }
        let nowhere = some.keys().filter(|user| model.0[*user].cell.is_none()).count();
        let begun = places.iter().filter(|(_, (_, taken))| *taken > 0);
        prop_assert!(begun.clone().all(|(_, (all, taken))| all == taken), "whole places");
        let last = begun.clone().map(|((band, ..), _)| *band).max().unwrap_or(0);
        let left = places.iter().filter(|(_, (_, taken))| *taken == 0);
        prop_assert!(left.clone().all(|((band, ..), _)| *band >= last), "nearest band first");
        let at_once = begun.filter(|((band, ..), _)| *band == last).map(|(_, (all, _))| *all).max().unwrap_or(0).max(nowhere);
        prop_assert!(some.len() - at_once < most.max(1), "and no later");
    }
}

#[test]
fn the_seed_decides_who_of_a_band_is_found() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let anybody = person(Just(0)).new_tree(&mut runner).unwrap().current();
    let somebody = |n: u8, place| {
        let mut somebody = anybody.clone();
        (somebody.user, somebody.cell, somebody.listed) = (user(n), place, true);
        (somebody.packed.birth_day, somebody.packed.gender, somebody.packed.looking_for) = (10_000, 0, 1);
        (somebody.filters, somebody.wishes) = (Criteria::default(), Criteria::default());
        Step::Put(Box::new(somebody))
    };
    let crowd: Vec<_> =
        (1..49).map(|n| somebody(n, Some(cell(n)))).chain((49..60).map(|n| somebody(n, None))).collect();
    let (model, index) = (Model::of(&crowd), patched(&crowd));
    for (place, band, people) in [(cell(50), FAR, 59), (cell(24), 2, 9)] {
        let mut viewer = model.0[&user(1)].clone();
        (viewer.user, viewer.cell) = (user(99), Some(place));
        let asked =
            |seed| Question { viewer: viewer.clone(), filters: Criteria::default(), seen: vec![], today: 20_000, seed };
        let all = found(&index, &asked(0), &Criteria::default(), usize::MAX);
        let nearer = all.values().filter(|other| **other < band).count();
        assert_eq!(all.values().filter(|other| **other == band).count(), people);
        let mut turns = BTreeMap::<_, u32>::new();
        for seed in 0..300 {
            let half = nearer + people / 2;
            let some = found(&index, &asked(seed), &Criteria::default(), half);
            assert_eq!(some, found(&index, &asked(seed), &Criteria::default(), half));
            let of_band = some.into_iter().filter(|(_, other)| *other == band);
            of_band.for_each(|(user, _)| *turns.entry(user).or_default() += 1);
        }
        assert_eq!(turns.len(), people, "everybody has their turn");
        assert!(turns.values().all(|turns| (75..250).contains(turns)), "about every other time: {turns:?}");
    }
}
