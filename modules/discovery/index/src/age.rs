//! Ages as days of birth, so that nobody's age is computed while looking through a list.

use std::ops::RangeInclusive;

use discovery_matching::age_on;

/// Days from the first to the last; none if they are the wrong way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub first: i32,
    pub last: i32,
}

impl Days {
    /// Without a jump: nobody can foretell the answer.
    #[inline]
    pub fn hold(self, day: i32) -> bool {
        (self.first <= day) & (day <= self.last)
    }
}

/// Longer ago than anybody's age can be told.
const DAYS: i32 = 366 * 256;

/// The days of birth of everybody who is of one of these ages on a day, by [`age_on`] itself: ages fall as days of
/// birth rise, so two searches find the ends.
pub(crate) fn births(ages: RangeInclusive<u8>, today: i32) -> Days {
    let first = first_day(today, |age| age <= *ages.end());
    let after = first_day(today, |age| age < *ages.start());
    Days { first, last: after.saturating_sub(1) }
}

/// The first day of birth that gives an age for which `holds`, if it holds from some age downwards.
fn first_day(today: i32, holds: impl Fn(u8) -> bool) -> i32 {
    let (mut low, mut high) = (today.saturating_sub(DAYS), today.saturating_add(1));
    if holds(age_on(low, today)) {
        return i32::MIN;
    }
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        match holds(age_on(middle, today)) {
            true => high = middle,
            false => low = middle,
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_days_of_birth_hold_exactly_the_ages(
            today in 0i32..40_000, days in 6_000i32..40_000, nudge in -3i32..=3, low in 18u8..60, span in 0u8..60,
        ) {
            let birthdays = [today - i32::from(low) * 1461 / 4, today - (i32::from(low + span) + 1) * 1461 / 4];
            let ages = low..=low + span;
            for birth in birthdays.map(|day| day + nudge).into_iter().chain([today - days]) {
                prop_assert_eq!(births(ages.clone(), today).hold(birth), ages.contains(&age_on(birth, today)));
            }
        }
    }

    #[test]
    fn an_empty_range_of_ages_holds_nobody() {
        let nobody = births(RangeInclusive::new(40, 30), 20_000);
        assert!(nobody.last < nobody.first);
    }
}
