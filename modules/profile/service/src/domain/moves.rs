//! How often people may change their place. Others are shown in bands of distance, and bands seen from many places meet
//! in one cell: so changes are few.

use std::time::Duration;

use kernel::Timestamp;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Seconds after which the next change is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooOften(pub u64);

/// The changes that count from now on, when somebody changes their place. `earlier` are those that counted so far, oldest
/// first, `None` if there never was one; the first placement of somebody who is nowhere (`placed` is false) is free.
/// `most` changes fit into 24 hours; 0 is no limit.
pub fn count(
    earlier: Option<&[Timestamp]>,
    placed: bool,
    most: u32,
    now: Timestamp,
) -> Result<Vec<Timestamp>, TooOften> {
    let Some(earlier) = earlier.or(placed.then_some(&[])) else { return Ok(Vec::new()) };
    let mut recent: Vec<_> = earlier.iter().copied().filter(|at| now.since(*at) < DAY).collect();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if most == 0 {
        return Ok(Vec::new());
    }
    if let Some(free_after) = recent.len().checked_sub(most).and_then(|surplus| recent.get(surplus)) {
        let wait = free_after.after(DAY).since(now).as_millis().div_ceil(1000);
        return Err(TooOften(u64::try_from(wait).unwrap_or(u64::MAX).max(1)));
    }
    recent.push(now);
    Ok(recent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: u64) -> Timestamp {
        Timestamp::default().after(Duration::from_secs(hours * 3600))
    }

    #[test]
    fn the_first_placement_is_free_and_only_once() {
        assert_eq!(count(None, false, 2, at(0)), Ok(vec![]));
        assert_eq!(count(None, true, 2, at(0)), Ok(vec![at(0)]));
        assert_eq!(count(Some(&[]), false, 2, at(1)), Ok(vec![at(1)]), "a new profile is no new start");
    }

    #[test]
    fn a_day_has_room_for_so_many_and_says_when_there_is_room_again() {
        let full = [at(10), at(20)];
        assert_eq!(count(Some(&full), true, 2, at(21)), Err(TooOften(13 * 3600)));
        assert_eq!(count(Some(&full), true, 2, at(34)), Ok(vec![at(20), at(34)]));
        assert_eq!(count(Some(&full), true, 1, at(21)), Err(TooOften(23 * 3600)), "the limit was lowered");
        assert_eq!(count(Some(&full), true, 0, at(21)), Ok(vec![]));
        assert_eq!(count(Some(&[at(30)]), true, 1, at(20)), Err(TooOften(34 * 3600)), "a clock that went back");
    }
}
