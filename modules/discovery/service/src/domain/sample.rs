//! People for the tests of the rules.

use chrono::{Days, NaiveDate};
use kernel::Cell;
use profile_contract::{Gender, Goal, Habit, LookingFor, MatchFacts};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::person::Person;

/// The day on which the tests take place.
pub(crate) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();

const INTERESTS: [&str; 8] = ["hiking", "jazz", "chess", "cooking", "films", "books", "climbing", "dancing"];
const LANGUAGES: [&str; 4] = ["english", "french", "german", "swedish"];

/// A thirty-year-old in Berlin who is open to everybody and says little else, changed as a test needs it.
pub(crate) fn person(n: u16, change: impl FnOnce(&mut MatchFacts)) -> Person {
    let facts = MatchFacts {
        user_id: testkit::user(n),
        birth_date: NaiveDate::from_ymd_opt(1996, 5, 1).unwrap(),
        gender: Gender::Female,
        looking_for: LookingFor::Any,
        goal: Vec::new(),
        interests: Vec::new(),
        languages: Vec::new(),
        height_cm: None,
        education: None,
        has_children: None,
        wants_children: None,
        smoking: None,
        drinking: None,
        cell: Cell::at(52.52, 13.405),
        photos: 1,
        completeness: 50,
        is_verified: false,
        listed: true,
        incognito: false,
        profession: None,
        hides_age: false,
        hides_distance: false,
    };
    with(Person::from(facts), change)
}

/// The same person with other facts.
pub(crate) fn with(person: Person, change: impl FnOnce(&mut MatchFacts)) -> Person {
    let mut facts = MatchFacts::clone(&person);
    change(&mut facts);
    Person::from(facts)
}

/// All sorts of people around Berlin, some of them too young, some without a place.
pub(crate) fn people() -> impl Strategy<Value = Person> {
    let who = (1u16..30_000, 0u64..20_000, select(Gender::ALL), select(LookingFor::ALL));
    let likes = (subsequence(Goal::ALL.to_vec(), 0..=3), subsequence(INTERESTS.to_vec(), 0..=8));
    let says = (subsequence(LANGUAGES.to_vec(), 0..=3), option::of(select(Habit::ALL)), option::of(select(Habit::ALL)));
    let place = option::of((-1.5f64..1.5, -2.0f64..2.0));
    (who, likes, says, place, 0u8..=6, 0u8..=100).prop_map(|(who, likes, says, place, photos, completeness)| {
        person(who.0, |facts| {
            facts.birth_date = TODAY - chrono::Months::new(12 * 17) - Days::new(who.1);
            (facts.gender, facts.looking_for) = (who.2, who.3);
            facts.goal = likes.0;
            facts.interests = likes.1.into_iter().map(str::to_owned).collect();
            facts.languages = says.0.into_iter().map(str::to_owned).collect();
            (facts.smoking, facts.drinking) = (says.1, says.2);
            facts.cell = place.and_then(|(north, east)| Cell::at(52.52 + north, 13.405 + east));
            (facts.photos, facts.completeness) = (photos, completeness);
        })
    })
}
