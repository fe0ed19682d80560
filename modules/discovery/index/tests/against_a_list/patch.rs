//! What stays and what goes when people change.

use std::collections::BTreeMap;

use crate::crowd::{Model, Step, built, patched, person, question, steps, told, user, word};
use discovery_index::{Index, Person, Seen};
use discovery_matching::Criteria;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// What the index knows of everybody, in the words of the list.
fn known(index: &Index<u32>, model: &Model) -> Vec<Person> {
    let (interests, languages) = (&index.vocabulary().interests, &index.vocabulary().languages);
    let number = |text: &str| (0..).find(|number| word(*number) == text).unwrap();
    let read = |words: &discovery_index::Words, numbers: &[u32]| {
        let mut numbers: Vec<u32> = numbers.iter().map(|one| number(words.text(*one).unwrap())).collect();
        numbers.sort_unstable();
        numbers
    };
    let plain = |criteria: &Criteria| Criteria {
        interests: read(interests, &criteria.interests),
        languages: read(languages, &criteria.languages),
        ..criteria.clone()
    };
    let people = model.0.keys().map(|user| {
        let row = index.row_of(*user).unwrap();
        let facts = index.facts_of(row).unwrap();
        Person {
            user: index.user_id(row).unwrap(),
            cell: index.cell_of(row),
            packed: facts.packed,
            interests: read(interests, facts.interests),
            languages: read(languages, facts.languages),
            filters: plain(index.filters_of(row).unwrap()),
            wishes: plain(index.wishes_of(row).unwrap()),
            listed: index.is_listed(row).unwrap(),
            joined_day: index.joined_day(row).unwrap(),
        }
    });
    people.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn everything_is_read_back_as_it_was_put_in(steps in steps(100)) {
        let model = Model::of(&steps);
        let people: Vec<_> = model.0.values().map(|person| format!("{person:?}")).collect();
        for index in [patched(&steps), built(&model)] {
            let known: Vec<_> = known(&index, &model).iter().map(|person| format!("{person:?}")).collect();
            prop_assert_eq!(&known, &people);
            prop_assert_eq!(index.len(), people.len());
        }
    }

    #[test]
    fn words_are_counted_and_forgotten_with_whoever_needed_them(steps in steps(100)) {
        let (model, mut index) = (Model::of(&steps), patched(&steps));
        let mut counts = BTreeMap::<_, u32>::new();
        for person in model.0.values() {
            person.interests.iter().for_each(|number| *counts.entry(word(*number)).or_default() += 1);
            let asked = person.filters.interests.iter().chain(&person.wishes.interests);
            asked.for_each(|number| *counts.entry(word(*number)).or_default() += 0);
        }
        let words = &index.vocabulary().interests;
        prop_assert_eq!(words.len(), counts.len());
        for (word, count) in counts {
            prop_assert_eq!(words.find(&word).map(|number| words.people(number)), Some(count));
        }
        prop_assert!(model.0.keys().all(|user| index.remove(*user)) && index.is_empty());
        prop_assert!(index.vocabulary().interests.is_empty() && index.vocabulary().languages.is_empty());
    }

    #[test]
    fn rows_and_states_stay_with_people_and_end_with_them(steps in steps(100)) {
        let mut index = Index::<u32>::default();
        let mut rows = BTreeMap::new();
        let mut gone = Vec::new();
        for (time, step) in (1..).zip(&steps) {
            match step {
                Step::Put(person) => {
                    let told = told(person, index.vocabulary_mut());
                    let row = index.put(&told).unwrap();
                    let expected = rows.get(&person.user).copied().unwrap_or((row, 0));
                    prop_assert_eq!((row, *index.state(row).unwrap()), expected);
                    prop_assert!(!gone.contains(&row), "nobody inherits a row");
                    *index.state_mut(row).unwrap() = time;
                    rows.insert(person.user, (row, time));
                }
                Step::Remove(user) => {
                    prop_assert_eq!(index.remove(*user), rows.contains_key(user));
                    gone.extend(rows.remove(user).map(|(row, _)| row));
                }
            }
        }
        for row in gone {
            prop_assert!(index.facts_of(row).is_none() && index.user_id(row).is_none() && index.state_mut(row).is_none());
        }
    }

    #[test]
    fn whoever_comes_after_the_decisions_were_loaded_is_still_seen(steps in steps(60), asked in question()) {
        let mut index = Index::<u32>::default();
        let seen = Seen::of(&index, asked.seen.iter().copied());
        for step in &steps {
            if let Step::Put(person) = step {
                let told = told(person, index.vocabulary_mut());
                index.put(&told);
            }
        }
        let everybody: Vec<_> = steps.iter().filter(|step| matches!(step, Step::Put(_))).cloned().collect();
        let right = Model::of(&everybody).found(&asked, &Criteria::default());
        let mut people = Vec::new();
        crate::crowd::ask(&index, &asked, &Criteria::default(), usize::MAX, |query| {
            index.collect(&discovery_index::Query { seen: &seen, ..*query }, &mut people);
        });
        prop_assert_eq!(people.len(), right.len());
        prop_assert!(people.iter().all(|one| right.contains_key(&index.user_id(one.row).unwrap())));
    }
}

#[test]
fn a_row_that_was_used_up_is_not_used_again() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let somebody = person(Just(1)).new_tree(&mut runner).unwrap().current();
    let (mut index, mut rows) = (Index::<u32>::default(), Vec::new());
    for _ in 0..200 {
        let told = told(&somebody, index.vocabulary_mut());
        rows.push(index.put(&told).unwrap());
        assert!(index.remove(user(1)));
    }
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 200);
    assert!(rows.iter().all(|row| index.facts_of(*row).is_none()));
}

#[test]
fn words_that_change_all_the_time_take_no_more_room() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let somebody = person(Just(1)).new_tree(&mut runner).unwrap().current();
    let mut index = Index::<u32>::default();
    let mut bytes = Vec::new();
    for round in 0..200u32 {
        for n in 0..10 {
            index.remove(user((round % 10) as u8 * 10 + n));
        }
        for n in 0..100 {
            let many = 0..(round + u32::from(n)) % 20;
            let mut somebody = somebody.clone();
            (somebody.user, somebody.interests) = (user(n), many.collect());
            let told = told(&somebody, index.vocabulary_mut());
            index.put(&told);
        }
        bytes.push(index.bytes());
    }
    assert!(bytes[199] < bytes[20] * 11 / 10, "{bytes:?}");
    for n in 0..100 {
        let facts = index.facts_of(index.row_of(user(n)).unwrap()).unwrap();
        assert_eq!(facts.interests.len(), (199 + usize::from(n)) % 20);
    }
}

#[test]
fn whoever_goes_leaves_the_room_of_their_words() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let somebody = person(Just(1)).new_tree(&mut runner).unwrap().current();
    let mut index = Index::<u32>::default();
    for n in 0..200 {
        let mut somebody = somebody.clone();
        (somebody.user, somebody.interests) = (user(n), (0..50).collect());
        let told = told(&somebody, index.vocabulary_mut());
        index.put(&told);
    }
    let before = index.bytes();
    assert!((0..190).all(|n| index.remove(user(n))));
    assert!(index.bytes() + 150 * 50 * size_of::<u32>() < before, "{before} {}", index.bytes());
}
