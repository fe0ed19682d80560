//! How old people are.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

/// The youngest age the product admits, in whole years.
pub const ADULT: u8 = 18;

/// The ages somebody can have at all, in whole years.
pub const POSSIBLE: RangeInclusive<u8> = 0..=120;

/// Whole years from birth to `today`; `None` outside [`POSSIBLE`] and for dates to come.
///
/// A birthday counts from its own calendar day on. Whoever was born on 29 February has that day in leap years only: in
/// common years they grow older on 1 March, so they turn 18 on 1 March of a common year and never a day too early.
pub fn age_on(today: NaiveDate, birth: NaiveDate) -> Option<u8> {
    let years = today.years_since(birth).and_then(|years| u8::try_from(years).ok())?;
    POSSIBLE.contains(&years).then_some(years)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(today: &str, birth: &str) -> Option<u8> {
        age_on(today.parse().unwrap(), birth.parse().unwrap())
    }

    #[test]
    fn a_birthday_counts_from_its_own_day_on() {
        assert_eq!(age("2026-05-09", "2008-05-10"), Some(17));
        assert_eq!(age("2026-05-10", "2008-05-10"), Some(18));
        assert_eq!(age("2026-05-10", "2026-05-10"), Some(0));
    }

    #[test]
    fn a_leap_day_child_grows_older_on_the_first_of_march_of_common_years() {
        assert_eq!(age("2026-02-28", "2008-02-29"), Some(17));
        assert_eq!(age("2026-03-01", "2008-02-29"), Some(18));
        assert_eq!(age("2028-02-28", "2008-02-29"), Some(19));
        assert_eq!(age("2028-02-29", "2008-02-29"), Some(20));
    }

    #[test]
    fn a_day_after_the_leap_day_is_a_day_like_any_other() {
        assert_eq!(age("2026-02-28", "2008-02-28"), Some(18));
        assert_eq!(age("2026-02-28", "2008-03-01"), Some(17));
        assert_eq!(age("2026-03-01", "2008-03-01"), Some(18));
    }

    #[test]
    fn nobody_is_older_than_120_or_from_the_future() {
        assert_eq!(age("2026-05-10", "1906-05-10"), Some(120));
        assert_eq!(age("2026-05-10", "1905-05-11"), Some(120));
        assert_eq!(age("2026-05-10", "1905-05-10"), None);
        assert_eq!(age("2026-05-10", "1600-01-01"), None, "an age beyond 255 does not wrap around");
        assert_eq!(age("2026-05-10", "2026-05-11"), None);
    }
}
