//! Work shared out over threads.

use std::panic::resume_unwind;
use std::thread;

/// The results of a pure function, in the order of the items, however many threads there are.
pub(super) fn map<T: Sync, R: Send>(threads: usize, items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(threads.max(1)).max(1);
    if share >= items.len() {
        return items.iter().map(of).collect();
    }
    let of = &of;
    thread::scope(|scope| {
        let shares: Vec<_> =
            items.chunks(share).map(|items| scope.spawn(move || items.iter().map(of).collect::<Vec<_>>())).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_their_order() {
        let items: Vec<_> = (0..37).collect();
        let doubled: Vec<_> = items.iter().map(|item| 2 * item).collect();
        for threads in [0, 1, 2, 5, 36, 37, 100] {
            assert_eq!(map(threads, &items, |item| 2 * item), doubled);
            assert!(map(threads, &[0; 0], |item| 2 * item).is_empty());
        }
    }
}
