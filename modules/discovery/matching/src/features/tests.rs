//! Every feature by a pair that has it, and what holds for all pairs.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::facts::FAR;
use crate::sample::{Someone, bands, someone};

const RARITY: [f32; 12] = [0.5, 1.0, 1.5, 2.0, 0.0, 0.1, 0.2, 0.3, 0.4, 3.0, 2.5, 0.7];

fn view(a: &Someone, b: &Someone, band: Band) -> Phi {
    views(&a.person(), &b.person(), band, &RARITY)[0]
}

fn of(feature: Feature, a: impl FnOnce(&mut Someone), b: impl FnOnce(&mut Someone)) -> f32 {
    view(&Someone::silent().but(a), &Someone::silent().but(b), FAR).get(feature)
}

#[test]
fn names_are_snake_case_and_each_is_there_once() {
    let names: BTreeSet<_> = Feature::ALL.map(Feature::as_str).into_iter().collect();
    assert_eq!(names.len(), COUNT);
    assert!(names.iter().all(|name| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')));
    for (place, feature) in Feature::ALL.into_iter().enumerate() {
        assert_eq!(Phi::default().with(feature, 2.0).0[place], 2.0);
    }
}

#[test]
fn who_says_nothing_but_their_age_shares_nothing_else() {
    let far_apart = Someone::silent().but(|one| one.packed.birth_day -= 3_653);
    let seen = view(&Someone::silent(), &far_apart, FAR);
    for feature in Feature::ALL.into_iter().filter(|feature| *feature != Feature::Older) {
        assert_eq!(seen.get(feature), 0.0, "{feature:?}");
    }
}

#[test]
fn ages_count_by_direction() {
    let older = Someone::silent().but(|one| one.packed.birth_day -= 1_461);
    let [there, back] = views(&Someone::silent().person(), &older.person(), FAR, &[]);
    let near = |is: f32, wanted: f32| assert!((is - wanted).abs() < 1e-3, "{is} {wanted}");
    near(there.get(Feature::Older), 0.4);
    near(there.get(Feature::Younger), 0.0);
    near(back.get(Feature::Older), 0.0);
    near(back.get(Feature::Younger), 0.4);
    near(there.get(Feature::CloseInAge), 0.6);
    let ancient = Someone::silent().but(|one| one.packed.birth_day = i32::MIN);
    assert_eq!(view(&Someone::silent(), &ancient, FAR).get(Feature::Older), 3.0);
}

/// Parts of scores are told, and weights are no secret.
#[test]
fn no_part_tells_more_of_a_birthday_than_its_year() {
    let born = |day: i32| Someone::silent().but(|one| one.packed.birth_day = day);
    let seen = |day| views(&Someone::silent().person(), &born(day).person(), FAR, &[]);
    let new_year_of_2001 = 11_323;
    let all_the_year: Vec<_> = (1..360).map(|day| seen(new_year_of_2001 + day)).collect();
    assert!(all_the_year.iter().all(|views| *views == all_the_year[0]));
    assert_ne!(seen(new_year_of_2001 - 30), all_the_year[0]);
}

#[test]
fn interests_count_by_number_likeness_and_rarity() {
    let shared = |feature| of(feature, |a| a.interests = vec![1, 3, 5, 99], |b| b.interests = vec![0, 1, 3, 99]);
    assert_eq!(shared(Feature::SharedInterests), 0.5);
    assert_eq!(shared(Feature::SimilarInterests), 0.6);
    assert_eq!(shared(Feature::RareInterests), 0.5);
    assert_eq!(of(Feature::SharedInterests, |a| a.interests = vec![1], |b| b.interests = vec![2]), 0.0);
    assert_eq!(rarity(9, 19), 2.0f32.ln());
    assert_eq!(rarity(9, 5), 0.0);
}

#[test]
fn goals_are_shared_go_together_or_clash() {
    let all = [Feature::SharedGoals, Feature::CompatibleGoals, Feature::ClashingGoals];
    let goals =
        |one: u8, other: u8| all.map(|feature| of(feature, |a| a.packed.goals = one, |b| b.packed.goals = other));
    assert_eq!(goals(1 << 3, 1 << 3), [1.0, 1.0, 0.0]);
    assert_eq!(goals(1 << 3, 1 << 3 | 1 << 5), [2.0 / 3.0, 1.0, 0.0]);
    assert_eq!(goals(1 << 3, 1 << 5), [0.0, 1.0, 0.0]);
    assert_eq!(goals(1 << 3, 1 << 4), [0.0, 0.0, 1.0]);
    assert_eq!(goals(1 << 3, 0), [0.0; 3]);
    for (one, other) in (0..7).flat_map(|one| (0..7).map(move |other| (one, other))) {
        assert_eq!(goals(1 << one, 1 << other), goals(1 << other, 1 << one), "{one} {other}");
        assert_eq!(goals(1 << one, 1 << one), [1.0, 1.0, 0.0], "{one}");
    }
}

#[test]
fn answers_agree_or_differ_when_both_are_there() {
    let wish =
        |feature, one, other| of(feature, |a| a.packed.wants_children = one, |b| b.packed.wants_children = other);
    assert_eq!(wish(Feature::ChildrenWishShared, 1, 1), 1.0);
    assert_eq!(wish(Feature::ChildrenWishShared, 0, 0), 0.0);
    assert_eq!(wish(Feature::ChildrenWishClash, 1, 2), 1.0);
    assert_eq!(wish(Feature::ChildrenWishClash, 1, 0), 0.0);
    let has = |feature, one, other| of(feature, |a| a.packed.has_children = one, |b| b.packed.has_children = other);
    assert_eq!((has(Feature::ChildrenAlike, 2, 2), has(Feature::ChildrenUnlike, 2, 2)), (1.0, 0.0));
    assert_eq!((has(Feature::ChildrenAlike, 2, 1), has(Feature::ChildrenUnlike, 2, 1)), (0.0, 1.0));
}

#[test]
fn habits_and_educations_are_steps() {
    let smoking = |feature, one, other| of(feature, |a| a.packed.smoking = one, |b| b.packed.smoking = other);
    assert_eq!(smoking(Feature::SmokingAlike, 1, 4), 1.0, "who has quit is with those who never began");
    assert_eq!((smoking(Feature::SmokingAlike, 1, 2), smoking(Feature::SmokingGap, 1, 2)), (0.0, 0.5));
    assert_eq!(smoking(Feature::SmokingGap, 3, 4), 1.0);
    assert_eq!(smoking(Feature::SmokingGap, 3, 0), 0.0);
    let drinking = |feature, one, other| of(feature, |a| a.packed.drinking = one, |b| b.packed.drinking = other);
    assert_eq!((drinking(Feature::DrinkingAlike, 3, 3), drinking(Feature::DrinkingGap, 3, 2)), (1.0, 0.5));
    let education = |feature, one, other| of(feature, |a| a.packed.education = one, |b| b.packed.education = other);
    assert_eq!((education(Feature::EducationAlike, 4, 4), education(Feature::EducationGap, 5, 1)), (1.0, 1.0));
    assert_eq!((education(Feature::EducationAlike, 6, 6), education(Feature::EducationGap, 6, 1)), (0.0, 0.0));
}

#[test]
fn professions_are_the_same_when_both_are_there() {
    let profession =
        |one, other| of(Feature::ProfessionAlike, |a| a.packed.profession = one, |b| b.packed.profession = other);
    assert_eq!(
        [(7, 7), (7, 8), (7, 7 + 256), (7, 0), (0, 0)].map(|(one, other)| profession(one, other)),
        [1.0, 0.0, 0.0, 0.0, 0.0]
    );
}

#[test]
fn activity_is_the_others_and_grows_by_steps() {
    let activity = |step| of(Feature::Activity, |_| {}, |b| b.packed.activity = step);
    assert_eq!([0, 1, 4, 5, 9].map(activity), [0.0, 0.2, 0.8, 1.0, 1.0]);
    assert_eq!(of(Feature::Activity, |a| a.packed.activity = 5, |_| {}), 0.0);
}

#[test]
fn languages_nearness_and_profile_count() {
    assert_eq!(of(Feature::SharedLanguage, |a| a.languages = vec![1, 4], |b| b.languages = vec![4]), 0.8);
    let nearby = [0, 1, 2, 3, 4, FAR, 200].map(|band| view(&Someone::silent(), &Someone::silent(), band));
    assert_eq!(nearby.map(|phi| phi.get(Feature::Nearby)), [1.0, 0.8, 0.6, 0.4, 0.2, 0.0, 0.0]);
    let profile = |one: &mut Someone| {
        (one.packed.completeness, one.packed.photos, one.packed.flags) = (80, 2, Packed::VERIFIED);
    };
    let wanted = [(Feature::Completeness, 0.8), (Feature::Photos, 0.5), (Feature::Verified, 1.0)];
    for (feature, value) in wanted {
        assert_eq!((of(feature, |_| {}, profile), of(feature, profile, |_| {})), (value, 0.0), "the other's counts");
    }
}

#[test]
fn wishes_are_the_viewers() {
    let wishing = |a: &mut Someone| {
        a.wishes = Some(Criteria { age_min: 30, age_max: 40, height_min: 180, photos: true, ..Criteria::default() });
    };
    let tall = |b: &mut Someone| b.packed.height_cm = 185;
    let third = 1.0 / 3.0;
    assert_eq!([Feature::WishesMet, Feature::WishesUnmet].map(|one| of(one, wishing, tall)), [2.0 * third, third]);
    assert_eq!([Feature::WishesMet, Feature::WishesUnmet].map(|one| of(one, tall, wishing)), [0.0; 2]);
    let nothing = |a: &mut Someone| a.wishes = Some(Criteria::default());
    assert_eq!([Feature::WishesMet, Feature::WishesUnmet].map(|one| of(one, nothing, tall)), [0.0; 2]);
}

proptest! {
    #[test]
    fn views_swap_with_the_people(a in someone(), b in someone(), band in bands()) {
        let [there, back] = views(&a.person(), &b.person(), band, &RARITY);
        prop_assert_eq!([back, there], views(&b.person(), &a.person(), band, &RARITY));
        for (feature, value) in Feature::ALL.into_iter().zip(there.0) {
            let most = if matches!(feature, Feature::Older | Feature::Younger) { 3.0 } else { 1.0 };
            prop_assert!((0.0..=most).contains(&value), "{:?} {}", feature, value);
        }
    }

    #[test]
    fn overlap_is_that_of_sets(a in someone(), b in someone()) {
        let [one, other] = [&a, &b].map(|of| of.interests.iter().copied().collect::<BTreeSet<_>>());
        let (both, either) = (one.intersection(&other).count() as f32, one.union(&other).count() as f32);
        let jaccard = if both > 0.0 { both / either } else { 0.0 };
        let phi = view(&a, &b, FAR);
        prop_assert_eq!(phi.get(Feature::SharedInterests), both / (both + 3.0));
        prop_assert_eq!(phi.get(Feature::SimilarInterests), jaccard);
    }
}
