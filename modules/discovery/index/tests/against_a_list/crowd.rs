//! Random people on a small map, and the list.

use std::collections::BTreeMap;

use discovery_index::{Builder, Index, Person, Query, Seen, Vocabulary, Words};
use discovery_matching::{BANDS_KM, Band, Criteria, FAR, Packed, age_on, suits};
use kernel::{Cell, UserId};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

/// 29 February 2024, and the last of February and the first of March in two years without a 29th.
const DAYS: [i32; 5] = [19_782, 20_147, 20_148, 20_512, 20_513];
/// 29 February 1988. There is one every 1461 days until 2096.
const LEAP_DAY: i32 = 6_633;
/// How many different interests and languages there are.
const WORDS: u32 = 5;

pub fn user(n: u8) -> UserId {
    UserId(Uuid::from_u64_pair(n.into(), 0x1234_5678_9abc_def0 ^ u64::from(n) << 32))
}

/// A grid of 7 x 7 cells with all bands in it, and places far away.
pub fn cell(n: u8) -> Cell {
    let step = |n: u8| f64::from(n % 7) * 0.13;
    match n {
        49 => Cell::at(48.137, 11.575),
        50 => Cell::at(-33.9, 151.2),
        _ => Cell::at(52.1 + step(n), 13.0 + step(n / 7) * 1.5),
    }
    .unwrap()
}

fn cells() -> impl Strategy<Value = Option<Cell>> {
    option::weighted(0.9, prop_oneof![3 => Just(24), 5 => 0u8..49, 1 => 49u8..51].prop_map(cell))
}

/// Around the days that decide, and anywhere between 16 and 46.
fn births() -> impl Strategy<Value = i32> {
    prop_oneof![
        (0i32..6, -1i32..3).prop_map(|(leaps, days)| LEAP_DAY + 1461 * leaps + days),
        (6000i32..17_000).prop_map(|days| 20_300 - days),
    ]
}

fn facts() -> impl Strategy<Value = Packed> {
    let of_body = (births(), 0u8..3, select(vec![1u8, 2, 3, 7, 7]), select(vec![0u8, 160, 170, 180, 190]));
    let of_life = (0u8..8, 0u8..5, 0u8..5, 0u8..7, 0u8..3, 0u8..3, 0u8..2);
    (of_body, of_life).prop_map(|(body, life)| {
        let (birth_day, gender, looking_for, height_cm) = body;
        let (goals, smoking, drinking, education, has_children, photos, flags) = life;
        Packed {
            birth_day,
            gender,
            looking_for,
            height_cm,
            goals,
            smoking,
            drinking,
            education,
            has_children,
            photos,
            flags,
            ..Packed::default()
        }
    })
}

fn words(most: usize) -> impl Strategy<Value = Vec<u32>> {
    btree_set(0..WORDS, 0..=most).prop_map(|words| words.into_iter().collect())
}

/// Each condition is set now and then, so that a crowd is neither empty nor untouched.
pub fn criteria() -> impl Strategy<Value = Criteria> {
    let seldom = |most: u8| prop_oneof![6 => Just(0), 1 => 1..=most];
    let ages = option::weighted(0.5, (14u8..40, -4i8..15));
    let heights = option::weighted(0.15, (select(vec![0u8, 165, 175]), select(vec![175u8, 185, 255])));
    let wide = (ages, prop_oneof![2 => Just(FAR), 2 => 0..FAR], heights, seldom(7), seldom(2));
    let fine = (seldom(15), seldom(15), seldom(63), prop::bool::weighted(0.1), prop::bool::weighted(0.15));
    let lists = (option::weighted(0.1, words(3)), option::weighted(0.1, words(3)));
    (wide, fine, lists).prop_map(|(wide, fine, lists)| {
        let (ages, farthest, heights, goals, has_children) = wide;
        let (smoking, drinking, education, verified, photos) = fine;
        let (age_min, age_max) = ages.map_or((18, 120), |(low, span)| (low, low.saturating_add_signed(span)));
        let (height_min, height_max) = heights.unwrap_or((0, 255));
        let (interests, languages) = (lists.0.unwrap_or_default(), lists.1.unwrap_or_default());
        Criteria {
            age_min,
            age_max,
            farthest,
            goals,
            height_min,
            height_max,
            has_children,
            smoking,
            drinking,
            education,
            verified,
            photos,
            interests,
            languages,
        }
    })
}

/// Somebody with words numbered from 0, as the list has them.
pub fn person(n: impl Strategy<Value = u8>) -> impl Strategy<Value = Person> {
    let own = prop_oneof![2 => Just(Criteria::default()), 1 => criteria()];
    let lists = (words(4), words(2));
    (n, cells(), facts(), lists, (own, criteria()), prop::bool::weighted(0.9), 0i32..100).prop_map(
        |(n, cell, packed, (interests, languages), (filters, wishes), listed, joined_day)| {
            let user = user(n);
            Person { user, cell, packed, interests, languages, filters, wishes, listed, joined_day }
        },
    )
}

/// What happens to an index.
#[derive(Debug, Clone)]
pub enum Step {
    Put(Box<Person>),
    Remove(UserId),
}

/// Steps over people who come, change, move, go and come back.
pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let put = person(0u8..60).prop_map(|person| Step::Put(Box::new(person)));
    vec(prop_oneof![8 => put, 1 => (0u8..60).prop_map(|n| Step::Remove(user(n)))], 0..most)
}

/// A question without the index.
#[derive(Debug, Clone)]
pub struct Question {
    pub viewer: Person,
    pub filters: Criteria,
    pub seen: Vec<UserId>,
    pub today: i32,
    pub seed: u64,
}

pub fn question() -> impl Strategy<Value = Question> {
    let filters = prop_oneof![1 => Just(Criteria::default()), 3 => criteria()];
    (person(0u8..60), filters, vec(0u8..80, 0..20), select(&DAYS), any::<u64>()).prop_map(
        |(viewer, filters, seen, today, seed)| Question {
            viewer,
            filters,
            seen: seen.into_iter().map(user).collect(),
            today,
            seed,
        },
    )
}

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Model(pub BTreeMap<UserId, Person>);

impl Model {
    pub fn of(steps: &[Step]) -> Self {
        let mut model = Self::default();
        for step in steps {
            let _before = match step {
                Step::Put(person) => model.0.insert(person.user, (**person).clone()),
                Step::Remove(user) => model.0.remove(user),
            };
        }
        model
    }

    /// Everybody who could be shown if the viewer asked for nothing, seen or not.
    pub fn mutual<'a>(&'a self, asked: &'a Question) -> impl Iterator<Item = (&'a Person, Band)> {
        let viewer = &asked.viewer;
        let age = age_on(viewer.packed.birth_day, asked.today);
        self.0.values().map(move |other| (other, band(viewer.cell, other.cell))).filter(move |(other, band)| {
            other.user != viewer.user
                && other.listed
                && suits(&viewer.facts(), &other.facts(), asked.today)
                && other.filters.accepts(&viewer.facts(), age, *band)
        })
    }

    pub fn found(&self, asked: &Question, filters: &Criteria) -> BTreeMap<UserId, Band> {
        let undecided = self.mutual(asked).filter(|(other, _)| !asked.seen.contains(&other.user));
        undecided
            .filter(|(other, band)| accepts(filters, other, *band, asked.today))
            .map(|(other, band)| (other.user, band))
            .collect()
    }
}

pub fn accepts(filters: &Criteria, other: &Person, band: Band, today: i32) -> bool {
    filters.accepts(&other.facts(), age_on(other.packed.birth_day, today), band)
}

fn band(one: Option<Cell>, other: Option<Cell>) -> Band {
    let km = one.zip(other).and_then(|(one, other)| one.band_km(other));
    km.map_or(FAR, |km| BANDS_KM.iter().position(|edge| *edge == km).unwrap() as Band)
}

/// An index that everything happened to.
pub fn patched(steps: &[Step]) -> Index<u32> {
    let mut index = Index::default();
    for step in steps {
        match step {
            Step::Put(person) => {
                let person = told(person, index.vocabulary_mut());
                assert!(index.put(&person).is_some());
            }
            Step::Remove(user) => {
                let was_there = index.row_of(*user).is_some();
                assert_eq!(index.remove(*user), was_there);
            }
        }
    }
    index
}

/// An index built from the list.
pub fn built(model: &Model) -> Index<u32> {
    let mut builder = Builder::default();
    for person in model.0.values() {
        let person = told(person, builder.vocabulary_mut());
        assert!(builder.push(&person));
    }
    builder.finish()
}

/// Whom the index finds.
pub fn found(index: &Index<u32>, asked: &Question, filters: &Criteria, most: usize) -> BTreeMap<UserId, Band> {
    let mut people = Vec::new();
    ask(index, asked, filters, most, |query| index.collect(query, &mut people));
    let found: BTreeMap<_, _> = people.iter().map(|one| (index.user_id(one.row).unwrap(), one.band)).collect();
    assert_eq!(found.len(), people.len(), "nobody is found twice");
    found
}

/// Puts a question in the words of the index.
pub fn ask<T>(
    index: &Index<u32>,
    asked: &Question,
    filters: &Criteria,
    most: usize,
    answer: impl FnOnce(&Query<'_>) -> T,
) -> T {
    let find = |words: &Words, number: &u32| words.find(&word(*number)).unwrap_or(Words::UNKNOWN);
    let all = |numbers: &[u32], words: &Words| sorted(numbers.iter().map(|number| find(words, number)));
    let words = index.vocabulary();
    let (interests, languages) = (all(&filters.interests, &words.interests), all(&filters.languages, &words.languages));
    let filters = Criteria { interests, languages, ..filters.clone() };
    let viewer = &asked.viewer;
    let mut facts = viewer.facts();
    let (interests, languages) = (all(facts.interests, &words.interests), all(facts.languages, &words.languages));
    (facts.interests, facts.languages) = (&interests, &languages);
    let seen = Seen::of(index, asked.seen.iter().copied());
    answer(&Query {
        viewer: viewer.user,
        facts,
        cell: viewer.cell,
        filters: &filters,
        seen: &seen,
        today: asked.today,
        most,
        seed: asked.seed,
    })
}

/// Somebody in the words of the index.
pub fn told(person: &Person, vocabulary: &mut Vocabulary) -> Person {
    let all = |numbers: &[u32], words: &mut Words| sorted(numbers.iter().map(|number| words.number(&word(*number))));
    let mut told = person.clone();
    for (interests, languages) in [
        (&mut told.interests, &mut told.languages),
        (&mut told.filters.interests, &mut told.filters.languages),
        (&mut told.wishes.interests, &mut told.wishes.languages),
    ] {
        *interests = all(interests, &mut vocabulary.interests);
        *languages = all(languages, &mut vocabulary.languages);
    }
    told
}

pub fn word(number: u32) -> String {
    format!("word {number}")
}

fn sorted(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_unstable();
    numbers
}
