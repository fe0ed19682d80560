//! Orders of dates that are the same on every machine.

use crate::data::Date;
use crate::mix::{STEP, mixed};

/// The dates in one of many orders.
pub(super) fn shuffled(dates: &[Date], order: u64) -> Vec<Date> {
    let mut keyed: Vec<_> =
        (0..).zip(dates).map(|(place, date)| (mixed((order << 32 | place).wrapping_mul(STEP)), *date)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, date)| date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_holds_all_dates_and_no_two_are_alike() {
        let date = |man| Date { wave: 1, man, woman: 0, man_likes: true, woman_likes: false, fold: 0 };
        let dates: Vec<_> = (0..50).map(date).collect();
        let orders: Vec<_> = (0..8).map(|order| shuffled(&dates, order)).collect();
        for (place, order) in orders.iter().enumerate() {
            assert_ne!(*order, dates);
            assert!(orders.iter().take(place).all(|other| other != order));
            let mut sorted = order.clone();
            sorted.sort_by_key(|date| date.man);
            assert_eq!(sorted, dates);
        }
        assert_eq!(orders[0], shuffled(&dates, 0));
    }
}
