//! Ages in whole years from days of birth.

/// Nobody younger takes part, and nobody is shown to or by them.
pub const ADULT: u8 = 18;
/// Nobody is older.
pub const OLDEST: u8 = 120;

/// Whole years on a day; both days are counted from 1970-01-01. Whoever was born on 29 February has their birthday on
/// 1 March in common years. 0 before the birth, at most 255.
pub fn age_on(birth_day: i32, today: i32) -> u8 {
    let ((birth_year, birthday), (year, day)) = (civil(birth_day), civil(today));
    let years = year - birth_year - i64::from(day < birthday);
    u8::try_from(years.max(0)).unwrap_or(u8::MAX)
}

/// Year, and month and day of a day counted from 1970-01-01 in the proleptic Gregorian calendar. Years are taken to
/// begin in March, so that the leap day is the last one; a cycle of 400 years has 146,097 days (Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
fn civil(day: i32) -> (i64, (i64, i64)) {
    let since_march_of_0 = i64::from(day) + 719_468;
    let (cycle, of_cycle) = (since_march_of_0.div_euclid(146_097), since_march_of_0.rem_euclid(146_097));
    let year_of_cycle = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let months_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * months_from_march + 2) / 5 + 1;
    let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
    (cycle * 400 + year_of_cycle + i64::from(month <= 2), (month, day_of_month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Counts days month by month: slow and plain.
    fn day(year: i64, month: i64, day: i64) -> i32 {
        let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let years: i64 = (1600..year).map(|year| 365 + i64::from(leap(year))).sum();
        let february = 28 + i64::from(leap(year));
        let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let months: i64 = lengths.iter().take(month as usize - 1).sum();
        (years + months + day - 1 - 135_140) as i32
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(civil(0), (1970, (1, 1)));
        assert_eq!(civil(-1), (1969, (12, 31)));
        assert_eq!(civil(day(2000, 2, 29)), (2000, (2, 29)));
    }

    #[test]
    fn a_birthday_counts_from_its_morning() {
        let age = |birth: [i64; 3], today: [i64; 3]| {
            age_on(day(birth[0], birth[1], birth[2]), day(today[0], today[1], today[2]))
        };
        assert_eq!(age([2000, 6, 15], [2018, 6, 14]), 17);
        assert_eq!(age([2000, 6, 15], [2018, 6, 15]), 18);
        assert_eq!(age([2008, 2, 29], [2026, 2, 28]), 17);
        assert_eq!(age([2008, 2, 29], [2026, 3, 1]), 18);
        assert_eq!(age([2008, 2, 29], [2028, 2, 28]), 19);
        assert_eq!(age([2008, 2, 29], [2028, 2, 29]), 20);
        assert_eq!(age([2030, 1, 1], [2026, 1, 1]), 0);
        assert_eq!(age_on(i32::MIN, i32::MAX), u8::MAX);
    }

    #[test]
    fn no_day_is_left_out_or_counted_twice() {
        let (first, last) = (day(1800, 1, 1), day(2410, 1, 1));
        let mut before = civil(first - 1);
        assert_eq!(before, (1799, (12, 31)));
        for number in first..last {
            let (year, (month, of_month)) = civil(number);
            let (year_before, (month_before, _)) = before;
            match (month, of_month) {
                (1, 1) => assert_eq!(before, (year - 1, (12, 31))),
                (_, 1) => assert_eq!((year_before, month_before), (year, month - 1)),
                _ => assert_eq!(before, (year, (month, of_month - 1))),
            }
            before = (year, (month, of_month));
        }
        assert_eq!(before, (2409, (12, 31)));
        for year in [1800, 1900, 2100, 2200, 2300] {
            assert_eq!(civil(day(year, 3, 1) - 1), (year, (2, 28)));
        }
        assert_eq!(civil(day(2400, 3, 1) - 1), (2400, (2, 29)));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(year in 1600i64..2400, month in 1i64..=12, of_month in 1i64..=28) {
            prop_assert_eq!(civil(day(year, month, of_month)), (year, (month, of_month)));
        }

        #[test]
        fn ages_grow_by_at_most_one_a_day(birth in -40_000i32..20_000, later in 0i32..40_000) {
            let (before, after) = (age_on(birth, birth + later), age_on(birth, birth + later + 1));
            prop_assert!(after == before || after == before + 1);
        }
    }
}
