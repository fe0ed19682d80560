//! Exposure, slots for new people, and draws.

use super::*;

#[test]
fn who_has_been_shown_more_than_others_steps_back() {
    assert_eq!(z_rank(0.5, 0, 10.0), 0.5);
    assert!((z_rank(0.5, 10, 10.0) - 0.0).abs() < 1e-12);
    assert!((z_rank(0.5, 30, 10.0) + 1.0).abs() < 1e-12);
    assert!((z_rank(0.5, 1, 0.0) - 0.0).abs() < 1e-12, "a quiet day divides by one, not by nothing");
}

#[test]
fn one_slot_in_eight_is_drawn() {
    let drawn: Vec<_> = (0..24).filter(|slot| is_drawn(*slot)).collect();
    assert_eq!(drawn, [3, 11, 19]);
}

#[test]
fn somebody_new_is_owed_fifty_impressions_in_two_days() {
    const HOUR: u32 = 3_600;
    assert_eq!(lacking_impressions(0, 0), 2);
    assert_eq!(lacking_impressions(0, 2), 0);
    assert_eq!(lacking_impressions(24 * HOUR, 0), 27);
    assert_eq!(lacking_impressions(48 * HOUR - 1, 0), 50);
    assert_eq!(lacking_impressions(48 * HOUR - 1, 49), 1);
    assert_eq!(lacking_impressions(48 * HOUR, 0), 0);
    assert_eq!(lacking_impressions(u32::MAX, u32::MAX), 0);
}

/// Keys as a hash would make them.
fn keys() -> impl Iterator<Item = u64> {
    (1..=20_000u64).map(|n| {
        let mixed = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (mixed >> 31)
    })
}

#[test]
fn draws_are_spread_as_what_is_believed() {
    let posterior = Posterior { open: 1.0, open_precision: 4.0, appeal: -2.0, appeal_precision: 0.25 };
    let draws: Vec<_> = keys().map(|key| draw(&posterior, key)).collect();
    let moments = |of: fn(&Posterior) -> f64| {
        let mean = draws.iter().map(of).sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|one| (of(one) - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        (mean, variance)
    };
    let ((open, open_variance), (appeal, appeal_variance)) = (moments(|one| one.open), moments(|one| one.appeal));
    assert!((open - 1.0).abs() < 0.02 && (open_variance - 0.25).abs() < 0.02, "{open} {open_variance}");
    assert!((appeal + 2.0).abs() < 0.08 && (appeal_variance - 4.0).abs() < 0.25, "{appeal} {appeal_variance}");
    let together = draws.iter().map(|one| (one.open - open) * (one.appeal - appeal)).sum::<f64>();
    assert!((together / draws.len() as f64).abs() < 0.03, "openness and appeal are drawn apart");
}

#[test]
fn the_same_key_draws_the_same_and_every_key_draws_something() {
    let new = Posterior::default();
    assert_eq!(draw(&new, 7), draw(&new, 7));
    assert_ne!(draw(&new, 7), draw(&new, 8));
    for key in [0, u64::MAX, u64::from(u32::MAX), !u64::from(u32::MAX)] {
        let drawn = draw(&new, key);
        assert!(drawn.open.abs() < 10.0 && drawn.appeal.abs() < 10.0, "{drawn:?}");
        assert_eq!(drawn.open_precision, new.open_precision);
    }
}
