//! Weights move towards the decisions and stay near the prior without them.

use super::*;
use crate::features::rarity;

const ALL: Offset = Offset { known: 0.0, share: 1.0 };

/// A community that likes as these weights say.
fn taught(truth: &Weights, rates: Rates, decisions: u32) -> Ftrl {
    let mut ftrl = Ftrl::new(Weights::PRIOR, rates, FtrlState::default());
    let mut chance = 1u64;
    let mut next = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 40) as f32 / (1u32 << 24) as f32
    };
    for _ in 0..decisions {
        let phi = Phi([0.0; COUNT].map(|_| next().round()));
        let gender = u8::from(next() < 0.5);
        let offset = Offset { known: f64::from(truth.base[usize::from(gender)]), ..ALL };
        let liked = f64::from(next()) < sigmoid(offset.with(truth.content(&phi)));
        let known = f64::from(ftrl.weights().base[usize::from(gender)]);
        ftrl.learn(&Example { phi: &phi, gender, offset: Offset { known, ..ALL }, liked, weight: 1.0 });
    }
    ftrl
}

fn other_truth() -> Weights {
    let mut truth = Weights::PRIOR;
    (truth.features[0], truth.features[1], truth.base[1]) = (1.5, 0.9, -2.5);
    truth
}

#[test]
fn nothing_learned_is_the_prior() {
    let ftrl = Ftrl::new(Weights::PRIOR, Rates::default(), FtrlState::default());
    assert_eq!(*ftrl.weights(), Weights::PRIOR);
    assert_eq!(ftrl.base_precision(0), Rates::default().l2);
}

#[test]
fn weights_find_the_community_and_otherwise_stay() {
    let truth = other_truth();
    let weights = *taught(&truth, Rates { alpha: 0.5, beta: 1.0, l2: 10.0 }, 60_000).weights();
    for (place, (is, wanted)) in weights.features.into_iter().zip(truth.features).enumerate() {
        assert!((is - wanted).abs() < 0.15, "{place}: {is} {wanted}");
    }
    for (is, wanted) in weights.base.into_iter().zip(truth.base) {
        assert!((is - wanted).abs() < 0.2, "{is} {wanted}");
    }
}

#[test]
fn few_decisions_move_little_and_a_stronger_pull_less() {
    let distance = |ftrl: Ftrl| {
        let both = ftrl.weights().features.into_iter().zip(Weights::PRIOR.features);
        both.map(|(is, prior)| (is - prior).abs()).fold(0.0, f32::max)
    };
    let far = distance(taught(&other_truth(), Rates { l2: 10.0, ..Rates::default() }, 300));
    let near = distance(taught(&other_truth(), Rates { l2: 10_000.0, ..Rates::default() }, 300));
    assert!(near > 0.0 && near < 0.01 && far > 0.1, "{near} {far}");
}

#[test]
fn what_people_have_in_common_never_speaks_against_them() {
    let mut truth = Weights::PRIOR;
    truth.features = truth.features.map(|weight| -weight);
    let weights = *taught(&truth, Rates { alpha: 0.5, beta: 1.0, l2: 10.0 }, 20_000).weights();
    for feature in Feature::ALL {
        match feature.sign() {
            Sign::For => assert!((0.0..0.1).contains(&weights.get(feature)), "{feature:?}"),
            Sign::Against => assert!((-0.1..=0.0).contains(&weights.get(feature)), "{feature:?}"),
            Sign::Either => {}
        }
    }
}

#[test]
fn a_stored_state_goes_on_as_if_never_interrupted() {
    let phi = Phi([0.5; COUNT]);
    let example = Example { phi: &phi, gender: 1, offset: ALL, liked: true, weight: 2.0 };
    let mut whole = taught(&other_truth(), Rates::default(), 500);
    let mut resumed = Ftrl::new(Weights::PRIOR, Rates::default(), *whole.state());
    assert_eq!(whole, resumed);
    whole.learn(&example);
    resumed.learn(&example);
    assert_eq!(whole, resumed);
    assert_ne!(*whole.weights(), Weights::PRIOR);
}

#[test]
fn the_usual_content_is_a_mean_that_starts_at_the_prior() {
    let prior = Weights { features: [0.0; COUNT], usual: 1.0, ..Weights::PRIOR };
    let mut ftrl = Ftrl::new(prior, Rates { l2: 1e15, ..Rates::default() }, FtrlState::default());
    let phi = Phi::default();
    for _ in 0..100 {
        ftrl.learn(&Example { phi: &phi, gender: 0, offset: ALL, liked: true, weight: 1.0 });
    }
    assert!((ftrl.weights().usual - 0.5).abs() < 1e-6);
    assert!(ftrl.base_precision(0) > ftrl.base_precision(1));
}

#[test]
fn a_superlike_teaches_more_and_content_that_counts_less_is_taught_less() {
    let learned = |share: f64, weight: f64| {
        let mut ftrl = Ftrl::new(Weights::PRIOR, Rates::default(), FtrlState::default());
        let phi = Phi::default().with(Feature::Verified, 1.0);
        ftrl.learn(&Example { phi: &phi, gender: 0, offset: Offset { known: 0.0, share }, liked: true, weight });
        let weights = ftrl.weights();
        (
            weights.get(Feature::Verified) - Weights::PRIOR.get(Feature::Verified),
            weights.base[0] - Weights::PRIOR.base[0],
        )
    };
    let ((whole, base), (half, _), (none, _)) = (learned(1.0, 1.0), learned(0.5, 1.0), learned(0.0, 1.0));
    assert!(whole > 1.8 * half && half > 0.0 && none == 0.0, "{whole} {half} {none}");
    let (double, double_base) = learned(1.0, 2.0);
    assert!(double > 1.8 * whole && double_base > 1.8 * base, "{double} {double_base}");
}

#[test]
fn a_rare_interest_weighs_more_than_a_common_one() {
    assert!(rarity(1, 1_000) > rarity(500, 1_000));
}
