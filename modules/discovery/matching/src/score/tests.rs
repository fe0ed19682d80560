//! Scores of two, from both sides.

use proptest::prelude::*;

use super::*;
use crate::features::Sign;
use crate::sample::{Someone, bands, someone};

const SCORER: Scorer = Scorer { weights: &Weights::PRIOR, rarity: &[1.0, 0.5, 2.0, 1.0, 1.0, 0.3] };

fn logits(a: &Someone, b: &Someone, band: Band) -> Logits {
    SCORER.logits((&a.person(), &a.posterior()), (&b.person(), &b.posterior()), band)
}

#[test]
fn the_score_is_the_harmonic_mean_of_both_probabilities() {
    let logits = Logits { there: 0.0, back: -(3.0f64.ln()) };
    let (p, q) = (0.5, 0.25);
    assert!((logits.score() - 2.0 * p * q / (p + q)).abs() < 1e-15);
    assert!((logits.logit() - (logits.score() / (1.0 - logits.score())).ln()).abs() < 1e-12);
}

#[test]
fn the_prior_keeps_to_its_signs() {
    for feature in Feature::ALL {
        let weight = Weights::PRIOR.get(feature);
        let right = match feature.sign() {
            Sign::For => weight > 0.0,
            Sign::Against => weight < 0.0,
            Sign::Either => true,
        };
        assert!(right, "{feature:?} {weight}");
    }
}

#[test]
fn content_is_a_weighted_sum() {
    for (place, feature) in Feature::ALL.into_iter().enumerate() {
        let phi = Phi::default().with(feature, 2.0);
        assert_eq!(Weights::PRIOR.content(&phi), f64::from(2.0 * Weights::PRIOR.features[place]));
    }
}

#[test]
fn content_counts_half_between_people_who_are_known() {
    let new = Posterior::default();
    let known = Posterior { open_precision: 1e12, appeal_precision: 1e12, ..new };
    assert_eq!(content_share(&new, &new), 1.0);
    assert!((content_share(&known, &known) - 0.5).abs() < 1e-9);
    assert!((content_share(&known, &new) - 0.75).abs() < 1e-9);
}

#[test]
fn being_known_changes_nothing_for_a_usual_pair() {
    let one = Someone::silent();
    let new = Posterior::default();
    let known = Posterior { open_precision: 50.0, appeal_precision: 50.0, ..new };
    let with = |posterior: &Posterior| {
        SCORER.offset((&one.person(), posterior), posterior).with(f64::from(Weights::PRIOR.usual))
    };
    assert!((with(&new) - with(&known)).abs() < 1e-12);
}

#[test]
fn the_base_is_that_of_the_one_who_decides() {
    let weights = Weights { base: [1.0, 2.0, 3.0], ..Weights::PRIOR };
    let scorer = Scorer { weights: &weights, ..SCORER };
    for (gender, base) in [(0, 1.0), (1, 2.0), (2, 3.0), (9, 0.0)] {
        let one = Someone::silent().but(|one| one.packed.gender = gender);
        assert_eq!(scorer.offset((&one.person(), &Posterior::default()), &Posterior::default()).known, base);
    }
}

proptest! {
    #[test]
    fn a_score_is_the_same_from_both_sides(a in someone(), b in someone(), band in bands()) {
        let (there, back) = (logits(&a, &b, band), logits(&b, &a, band));
        prop_assert_eq!(there.score(), back.score());
        prop_assert_eq!((there.there, there.back), (back.back, back.there));
        prop_assert!(there.score() > 0.0 && there.score() < 1.0);
    }

    #[test]
    fn who_is_liked_more_readily_scores_higher(a in someone(), b in someone(), band in bands(), more in 1i64..1_000_000) {
        let liked = b.but(|b| b.bias.evidence.appeal += more);
        let open = b.but(|b| b.bias.evidence.open += more);
        let before = logits(&a, &b, band);
        prop_assert!(logits(&a, &liked, band).there > before.there);
        prop_assert!(logits(&a, &open, band).back > before.back);
        prop_assert!(logits(&a, &liked, band).logit() > before.logit());
    }
}
