//! Ages in whole years.

use chrono::{Datelike, NaiveDate};

/// Whole years on a day. Who was born on 29 February has their birthday on 1 March in other years.
pub(crate) fn on(birth: NaiveDate, today: NaiveDate) -> u8 {
    today.years_since(birth).and_then(|years| u8::try_from(years).ok()).unwrap_or(0)
}

/// A day as a number, as tables keep it.
pub(crate) fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_counts_from_its_morning() {
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(on(date(2000, 6, 15), date(2018, 6, 14)), 17);
        assert_eq!(on(date(2000, 6, 15), date(2018, 6, 15)), 18);
        assert_eq!(on(date(2008, 2, 29), date(2026, 2, 28)), 17);
        assert_eq!(on(date(2008, 2, 29), date(2026, 3, 1)), 18);
        assert_eq!(on(date(2030, 1, 1), date(2026, 1, 1)), 0);
    }
}
