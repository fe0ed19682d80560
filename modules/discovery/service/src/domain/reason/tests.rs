//! The reasons of a score, in words.

use super::*;
use crate::domain::packed::packed;
use crate::domain::sample::{TODAY, people, person};
use discovery_matching::{Facts, Posterior, Scorer, Weights};
use profile_contract::MatchFacts;
use proptest::prelude::*;

/// What the profile module would show of somebody to a viewer.
fn view(of: &Person, viewer: &Person) -> ProfileView {
    ProfileView {
        user_id: of.user_id,
        name: "Somebody".into(),
        age: Some(of.age(TODAY)),
        gender: of.gender,
        goal: of.goal.clone(),
        bio: None,
        interests: of.interests.clone(),
        languages: of.languages.clone(),
        height_cm: None,
        education: of.education,
        profession: of.profession.clone(),
        company: None,
        school: None,
        has_children: of.has_children,
        wants_children: of.wants_children,
        smoking: of.smoking,
        drinking: of.drinking,
        city: None,
        country: None,
        prompts: Vec::new(),
        photos: Vec::new(),
        is_verified: of.is_verified,
        distance_km: viewer.cell.zip(of.cell).and_then(|(here, there)| here.band_km(there)),
        online: Some(false),
    }
}

/// The score of two people by the hand-set weights, with words numbered by what either of them has.
fn why(one: &Person, other: &Person) -> Explanation {
    let numbered = |mine: &[String], theirs: &[String]| {
        let mut all: Vec<_> = mine.iter().chain(theirs).cloned().collect();
        all.sort_unstable();
        all.dedup();
        let number = |word: &String| all.binary_search(word).unwrap() as u32;
        [mine, theirs].map(|words| words.iter().map(number).collect::<Vec<_>>())
    };
    let interests = numbered(&one.interests, &other.interests);
    let languages = numbered(&one.languages, &other.languages);
    let matched = |n: usize, person: &Person| discovery_matching::Person {
        facts: Facts { packed: packed(person), interests: &interests[n], languages: &languages[n] },
        age_years: person.age(TODAY),
        wishes: None,
    };
    let band = one.cell.zip(other.cell).and_then(|(here, there)| here.band_km(there));
    let band = band.and_then(|km| discovery_matching::BANDS_KM.iter().position(|edge| *edge == km));
    let (unknown, scorer) = (Posterior::default(), Scorer { weights: &Weights::PRIOR, rarity: &[1.0; 20] });
    let band = band.map_or(discovery_matching::FAR, |place| place as u8);
    scorer.explain((&matched(0, one), &unknown), (&matched(1, other), &unknown), band)
}

fn told(viewer: &Person, of: &Person) -> Vec<Reason> {
    reasons(&why(viewer, of), viewer, &view(of, viewer), TODAY)
}

fn talkative(facts: &mut MatchFacts) {
    facts.goal = vec![Goal::Serious];
    facts.interests = vec!["Hiking".into()];
    facts.languages = vec!["french".into()];
    facts.smoking = Some(Habit::Never);
}

#[test]
fn reasons_are_sentences_strongest_first() {
    let told = told(&person(1, talkative), &person(2, talkative));
    assert_eq!(told.len(), MOST);
    assert!(told.windows(2).all(|pair| pair[0].weight >= pair[1].weight), "{told:?}");
    assert_eq!((told[0].code.as_str(), told[0].text.as_str()), ("close_in_age", "You are the same age"));
    assert!(told.iter().any(|reason| reason.text == "You both speak French"), "{told:?}");
}

#[test]
fn lists_are_read_aloud() {
    let read = |items: &[&str]| list(items.iter().map(|item| (*item).to_owned()));
    assert_eq!(read(&[]), None);
    assert_eq!(read(&["a"]).unwrap(), "a");
    assert_eq!(read(&["a", "b"]).unwrap(), "a and b");
    assert_eq!(read(&["a", "b", "c"]).unwrap(), "a, b and c");
    assert_eq!(read(&["a", "b", "c", "d"]).unwrap(), "a, b and 2 more");
    assert_eq!(capitalised("élan"), "Élan");
}

#[test]
fn two_who_say_nothing_still_have_a_true_reason() {
    let far = |facts: &mut MatchFacts| {
        facts.cell = None;
        facts.birth_date = facts.birth_date - chrono::Months::new(12 * 20);
    };
    let told = told(&person(1, |_| {}), &person(2, far));
    assert_eq!(told.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["mutual_preferences"]);
}

#[test]
fn a_hidden_field_is_no_evidence_and_no_part() {
    let (viewer, other) = (person(1, talkative), person(2, talkative));
    let why = why(&viewer, &other);
    let shown = view(&other, &viewer);
    let hidden = ProfileView {
        age: None,
        distance_km: None,
        smoking: None,
        goal: Vec::new(),
        interests: Vec::new(),
        languages: Vec::new(),
        ..shown.clone()
    };
    let codes: Vec<_> = reasons(&why, &viewer, &hidden, TODAY).into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["mutual_preferences"]);
    let codes = |view: &ProfileView| parts(&why, view).into_iter().map(|part| part.code).collect::<Vec<_>>();
    assert!(codes(&shown).contains(&"close_in_age".to_owned()) && codes(&shown).contains(&"nearby".to_owned()));
    assert!(!codes(&hidden).contains(&"close_in_age".to_owned()) && !codes(&hidden).contains(&"nearby".to_owned()));
}

proptest! {
    #[test]
    fn reasons_agree_from_both_sides_and_are_parts((a, b) in (people(), people())) {
        let (there, back) = (told(&a, &b), told(&b, &a));
        prop_assert!(!there.is_empty());
        prop_assert_eq!(there.iter().map(|one| &one.code).collect::<Vec<_>>(), back.iter().map(|one| &one.code).collect::<Vec<_>>());
        let parts = parts(&why(&a, &b), &view(&b, &a));
        for reason in there.iter().filter(|reason| reason.code != "mutual_preferences") {
            prop_assert!(reason.weight > 0.0);
            let part = parts.iter().find(|part| part.code == reason.code);
            prop_assert!(part.is_some_and(|part| part.weight == reason.weight), "{:?}", reason);
        }
    }

    #[test]
    fn parts_sum_to_the_score_whatever_is_hidden((a, b) in (people(), people()), age: bool, distance: bool) {
        let why = why(&a, &b);
        let shown = view(&b, &a);
        let shown = ProfileView {
            age: shown.age.filter(|_| age),
            distance_km: shown.distance_km.filter(|_| distance),
            ..shown
        };
        let sum: f64 = parts(&why, &shown).iter().map(|part| part.weight).sum();
        prop_assert!((sum - why.score).abs() < 1e-9, "{} {}", sum, why.score);
        prop_assert!((0.0..=1.0).contains(&why.score));
    }
}
