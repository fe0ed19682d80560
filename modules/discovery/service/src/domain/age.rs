//! Ages in whole years, and the birth dates behind them.

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, Months, NaiveDate};

/// Nobody younger takes part, and nobody is shown to or by them.
pub(crate) const ADULT: u8 = 18;
/// Nobody is older.
pub(crate) const OLDEST: u8 = 120;

/// Whole years on a day. Who was born on 29 February has their birthday on 1 March in other years.
pub(crate) fn on(birth: NaiveDate, today: NaiveDate) -> u8 {
    today.years_since(birth).and_then(|years| u8::try_from(years).ok()).unwrap_or(0)
}

/// The days on which people of these ages were born, as [`day_number`]s.
pub(crate) fn births(ages: &RangeInclusive<u8>, today: NaiveDate) -> RangeInclusive<i32> {
    let years_ago = |years: u32| today.checked_sub_months(Months::new(12 * years)).unwrap_or(NaiveDate::MIN);
    let before_first = years_ago(u32::from(*ages.end()) + 1);
    let first = before_first.checked_add_days(Days::new(1)).unwrap_or(before_first);
    day_number(first)..=day_number(years_ago(u32::from(*ages.start())))
}

/// A date as the database sorts it: days since 31 December of the year 0.
pub(crate) fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_birthday_counts_from_its_morning() {
        assert_eq!(on(date(2000, 6, 15), date(2018, 6, 14)), 17);
        assert_eq!(on(date(2000, 6, 15), date(2018, 6, 15)), 18);
        assert_eq!(on(date(2008, 2, 29), date(2026, 2, 28)), 17);
        assert_eq!(on(date(2008, 2, 29), date(2026, 3, 1)), 18);
        assert_eq!(on(date(2030, 1, 1), date(2026, 1, 1)), 0);
    }

    proptest! {
        #[test]
        fn the_range_of_births_holds_exactly_the_ages(
            birth in 0i32..40_000, today in 0i32..12_000, low in 18u8..60, span in 0u8..60,
        ) {
            let birth = date(1920, 1, 1) + chrono::TimeDelta::days(birth.into());
            let today = date(2010, 1, 1) + chrono::TimeDelta::days(today.into());
            prop_assume!(birth <= today);
            let ages = low..=low + span;
            let inside = births(&ages, today).contains(&day_number(birth));
            prop_assert_eq!(inside, ages.contains(&on(birth, today)));
        }
    }
}
