//! Criteria as filters and as wishes.

use proptest::prelude::*;

use super::*;
use crate::facts::Packed;
use crate::sample::{Someone, bands, criteria, someone};

fn met(change: impl FnOnce(&mut Criteria), by: &Someone) -> (u8, u8) {
    let mut criteria = Criteria::default();
    change(&mut criteria);
    criteria.met(&by.facts(), 30, 2)
}

fn talkative() -> Someone {
    Someone::silent().but(|one| {
        one.packed.goals = 0b000_1010;
        one.packed.height_cm = 170;
        one.packed.has_children = 2;
        one.packed.smoking = 1;
        one.packed.drinking = 4;
        one.packed.education = 6;
        one.packed.flags = Packed::VERIFIED;
        one.packed.photos = 1;
        one.interests = vec![3, 7, 900];
        one.languages = vec![1];
    })
}

#[test]
fn the_default_asks_for_nothing() {
    let silent = Someone::silent();
    assert_eq!(Criteria::default().met(&silent.facts(), 18, FAR), (0, 0));
    assert!(Criteria::default().accepts(&silent.facts(), 18, FAR));
    assert!(Criteria::default().accepts(&silent.facts(), 120, FAR));
}

/// A change that asks for something.
type Ask = fn(&mut Criteria);

#[test]
fn each_condition_is_met_by_what_is_said_and_by_nothing_else() {
    let (right, wrong): ([Ask; 14], [Ask; 14]) = (
        [
            |c| c.age_max = 30,
            |c| c.age_min = 30,
            |c| c.farthest = 2,
            |c| c.goals = 0b100_0010,
            |c| c.height_min = 170,
            |c| c.height_max = 170,
            |c| c.has_children = 2,
            |c| c.smoking = 0b0001,
            |c| c.drinking = 0b1000,
            |c| c.education = 0b10_0000,
            |c| c.verified = true,
            |c| c.photos = true,
            |c| c.interests = vec![1, 900],
            |c| c.languages = vec![1, 2],
        ],
        [
            |c| c.age_max = 29,
            |c| c.age_min = 31,
            |c| c.farthest = 1,
            |c| c.goals = 0b111_0101,
            |c| c.height_min = 171,
            |c| c.height_max = 169,
            |c| c.has_children = 1,
            |c| c.smoking = 0b1110,
            |c| c.drinking = 0b0111,
            |c| c.education = 0b01_1111,
            |c| c.verified = false,
            |c| c.photos = false,
            |c| c.interests = vec![4, 901],
            |c| c.languages = vec![0, 2],
        ],
    );
    for (place, (right, wrong)) in right.into_iter().zip(wrong).enumerate() {
        assert_eq!(met(right, &talkative()), (1, 1), "{place}");
        let flag = place == 10 || place == 11;
        assert_eq!(met(wrong, &talkative()), (0, u8::from(!flag)), "{place}");
        if place > 2 {
            assert_eq!(met(right, &Someone::silent()), (0, 1), "{place}: the unsaid meets nothing");
        }
    }
}

#[test]
fn both_ends_of_a_range_are_one_condition() {
    let both = |c: &mut Criteria| (c.age_min, c.age_max, c.height_min, c.height_max) = (25, 35, 160, 180);
    assert_eq!(met(both, &talkative()), (2, 2));
}

proptest! {
    #[test]
    fn a_filter_accepts_whom_all_conditions_are_met_by(
        criteria in criteria(), one in someone(), age in 18u8..90, band in bands(),
    ) {
        let (met, asked) = criteria.met(&one.facts(), age, band);
        prop_assert!(met <= asked && asked <= 12);
        prop_assert_eq!(criteria.accepts(&one.facts(), age, band), met == asked);
    }
}
