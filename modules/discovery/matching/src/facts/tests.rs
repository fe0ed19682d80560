//! Who suits whom.

use proptest::prelude::*;

use super::*;
use crate::sample::{Someone, TODAY, someone};

/// 18 years before [`TODAY`].
const EIGHTEEN: i32 = TODAY - 6_574;

fn pair() -> (Someone, Someone) {
    let of = |gender, looking_for| {
        Someone::silent().but(|one| (one.packed.gender, one.packed.looking_for) = (gender, looking_for))
    };
    (of(0, 0b010), of(1, 0b001))
}

#[test]
fn both_must_look_for_the_other() {
    let (he, she) = pair();
    assert!(suits(&he.facts(), &she.facts(), TODAY));
    let she_for_women = she.but(|she| she.packed.looking_for = 0b010);
    assert!(!suits(&he.facts(), &she_for_women.facts(), TODAY));
    assert!(!suits(&she_for_women.facts(), &he.facts(), TODAY));
    let strange = she.but(|she| she.packed.gender = 200);
    assert!(!suits(&he.facts(), &strange.facts(), TODAY));
}

#[test]
fn nobody_below_eighteen_is_shown_or_sees_anybody() {
    let (he, she) = pair();
    assert_eq!((age_on(EIGHTEEN, TODAY), age_on(EIGHTEEN + 1, TODAY)), (18, 17));
    let grown = she.but(|she| she.packed.birth_day = EIGHTEEN);
    assert!(suits(&he.facts(), &grown.facts(), TODAY));
    let young = she.but(|she| she.packed.birth_day = EIGHTEEN + 1);
    assert!(!suits(&he.facts(), &young.facts(), TODAY));
    assert!(!suits(&young.facts(), &he.facts(), TODAY));
}

proptest! {
    #[test]
    fn suiting_is_mutual(a in someone(), b in someone()) {
        prop_assert_eq!(suits(&a.facts(), &b.facts(), TODAY), suits(&b.facts(), &a.facts(), TODAY));
    }
}

#[test]
fn a_step_of_activity_is_reached_by_days() {
    assert_eq!([0, 1, 2, 3, 4, 7, 8, 11, 12, 28, 255].map(activity), [0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5]);
    for (step, days) in (1u8..).zip(ACTIVITY_STEPS) {
        assert_eq!((activity(days), activity(days - 1)), (step, step - 1));
    }
}
