//! Parts add up, agree from both sides, and follow the facts.

use proptest::prelude::*;

use super::*;
use crate::features::Sign;
use crate::sample::{Someone, bands, someone};

const SCORER: Scorer = Scorer { weights: &Weights::PRIOR, rarity: &[1.0, 0.5, 2.0, 1.0, 1.0, 0.3] };

fn of(a: &Someone, b: &Someone, band: Band) -> Explanation {
    SCORER.explain((&a.person(), &a.posterior()), (&b.person(), &b.posterior()), band)
}

/// What a viewer may be told they have in common, and the other one without it.
fn without_shared(a: &Someone, b: &Someone) -> Vec<(Feature, Someone)> {
    let mut all = Vec::new();
    let mut one = |is: bool, feature, change: &dyn Fn(&mut Someone)| {
        if is {
            all.push((feature, b.but(change)));
        }
    };
    for interest in a.interests.iter().filter(|interest| b.interests.contains(interest)) {
        let drop = |b: &mut Someone| b.interests.retain(|other| other != interest);
        one(true, Feature::SharedInterests, &drop);
        one(true, Feature::SimilarInterests, &drop);
    }
    for language in a.languages.iter().filter(|language| b.languages.contains(language)) {
        one(true, Feature::SharedLanguage, &|b| b.languages.retain(|other| other != language));
    }
    let (mine, theirs) = (a.packed, b.packed);
    for goal in (0..7).filter(|goal| mine.goals & theirs.goals >> goal & 1 == 1 && mine.goals >> goal & 1 == 1) {
        one(true, Feature::SharedGoals, &|b| b.packed.goals &= !(1 << goal));
    }
    let both = |one: u8, other: u8| one != 0 && one == other;
    one(both(mine.smoking, theirs.smoking), Feature::SmokingAlike, &|b| b.packed.smoking = 0);
    one(both(mine.drinking, theirs.drinking), Feature::DrinkingAlike, &|b| b.packed.drinking = 0);
    let comparable = both(mine.education, theirs.education) && mine.education < 6;
    one(comparable, Feature::EducationAlike, &|b| b.packed.education = 0);
    one(both(mine.has_children, theirs.has_children), Feature::ChildrenAlike, &|b| b.packed.has_children = 0);
    let wish = both(mine.wants_children, theirs.wants_children);
    one(wish, Feature::ChildrenWishShared, &|b| b.packed.wants_children = 0);
    all
}

#[test]
fn quadrature_covers_the_way_once() {
    let moment = |power: i32| QUADRATURE.into_iter().map(|(point, weight)| weight * point.powi(power)).sum::<f64>();
    for power in 0..16 {
        assert!((moment(power) - 1.0 / (f64::from(power) + 1.0)).abs() < 1e-14, "{power}");
    }
}

#[test]
fn the_neutral_part_is_in_steps_and_knows_nothing_of_what_is_said() {
    let liked = |micros: i64, said: bool| {
        let one = Someone::silent().but(|one| {
            one.bias.evidence.appeal = micros;
            one.packed.photos = u8::from(said) * 7;
        });
        of(&one, &one, 0)
    };
    for micros in (-3_000_000..3_000_000).step_by(77_777) {
        let neutral = liked(micros, false).neutral;
        assert!((neutral * 20.0 - (neutral * 20.0).round()).abs() < 2e-5, "{neutral}");
        assert!((liked(micros, true).neutral - neutral).abs() < 1e-6);
    }
    assert_eq!(liked(1, true), liked(-1, true), "what is finer than a step is told by no part");
    let known = |precision: i64| {
        let one = Someone::silent().but(|one| one.bias.evidence.open_precision = precision);
        of(&one, &one, 0)
    };
    assert_eq!(known(4_000), known(4_010), "nor is how much is known");
    assert_ne!(known(4_000), known(40_000));
    assert!(liked(2_000_000, true).neutral > liked(0, true).neutral + 0.2);
}

#[test]
fn the_strongest_come_first() {
    let one = Someone::silent().but(|one| (one.packed.smoking, one.languages) = (1, vec![1]));
    let told: Vec<_> = of(&one, &one, 0).strongest().into_iter().map(|(feature, _)| feature).collect();
    assert_eq!(told, [Feature::CloseInAge, Feature::Nearby, Feature::SharedLanguage, Feature::SmokingAlike]);
}

#[test]
fn the_shown_score_is_near_the_ranked_one() {
    let talkative = Someone::silent().but(|one| {
        (one.packed.goals, one.packed.smoking, one.packed.photos) = (0b1000, 1, 4);
        (one.interests, one.languages) = (vec![1, 2, 3], vec![1]);
    });
    let ranked = SCORER
        .logits((&talkative.person(), &talkative.posterior()), (&talkative.person(), &talkative.posterior()), 0)
        .score();
    assert!((of(&talkative, &talkative, 0).score - ranked).abs() < 0.06);
}

proptest! {
    #[test]
    fn parts_sum_to_a_score_within_zero_and_one(a in someone(), b in someone(), band in bands()) {
        let told = of(&a, &b, band);
        let sum = told.start + told.neutral + told.features.iter().sum::<f64>();
        prop_assert!((sum - told.score).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&told.score));
        prop_assert!((told.neutral * 20.0 - (told.neutral * 20.0).round()).abs() < 2e-5, "{}", told.neutral);
        for (feature, part) in Feature::ALL.into_iter().zip(told.features) {
            match feature.sign() {
                Sign::For => prop_assert!(part >= 0.0),
                Sign::Against => prop_assert!(part <= 0.0),
                Sign::Either => {}
            }
        }
    }

    #[test]
    fn both_people_are_told_the_same(a in someone(), b in someone(), band in bands()) {
        prop_assert_eq!(of(&a, &b, band), of(&b, &a, band));
    }

    #[test]
    fn taking_a_shared_fact_away_lowers_the_score(a in someone(), b in someone(), band in bands()) {
        let told = of(&a, &b, band);
        for (feature, without) in without_shared(&a, &b) {
            prop_assert!(told.part(feature) > 0.0, "{:?}", feature);
            prop_assert!(of(&a, &without, band).score < told.score, "{:?}", feature);
        }
    }

    #[test]
    fn the_score_rises_with_what_counts_for_somebody(
        a in someone(), b in someone(), band in bands(), place in 0..COUNT, more in 0.01f32..1.0, from in 0.0f64..1.0,
    ) {
        let feature = Feature::ALL[place];
        let views = SCORER.views(&a.person(), &b.person(), band);
        let [there, back] = views;
        let raised = [there.with(feature, there.get(feature) + more), back];
        let (before, after) = (
            explain(SCORER.weights, &views, from, 0.7),
            explain(SCORER.weights, &raised, from, 0.7),
        );
        let rises = SCORER.weights.get(feature) > 0.0;
        prop_assert_eq!(after.score > before.score, rises);
        prop_assert_eq!(after.part(feature) > before.part(feature), rises);
    }
}
