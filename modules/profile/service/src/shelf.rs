//! A bounded cache about people that cannot answer with what was true before a commit.
//!
//! A reader that misses reads the database and then keeps what it found. In between, a writer may commit and
//! invalidate; keeping the old row then would make the cache wrong for good. So every entry carries the *epoch* of its
//! person as it was before the database was read, each commit ends the epoch, and an entry of an ended epoch is no
//! entry. There is no moment at which an old value can be seen after [`Epochs::end`] has returned, and nothing is
//! locked.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::UserId;
use moka::sync::Cache;

/// People share counters; ending the epoch of one also ends that of a few others, who are then read anew.
const COUNTERS: usize = 4096;

/// An epoch of a person: as long as it lasts, what was read in it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch(u64);

/// The current epoch of everybody.
#[derive(Debug)]
pub struct Epochs(Box<[AtomicU64]>);

impl Default for Epochs {
    fn default() -> Self {
        Self((0..COUNTERS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Epochs {
    /// The person's current epoch; to be asked before the database is.
    pub fn current(&self, user: UserId) -> Epoch {
        Epoch(self.counter(user).map_or(0, |counter| counter.load(Ordering::SeqCst)))
    }

    /// Ends the person's epoch; to be called after a commit.
    pub fn end(&self, user: UserId) {
        if let Some(counter) = self.counter(user) {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn counter(&self, user: UserId) -> Option<&AtomicU64> {
        // The last bytes of a UUIDv7 are random.
        let (_, low) = user.0.as_u64_pair();
        self.0.get(usize::try_from(low % COUNTERS as u64).ok()?)
    }
}

/// A value, and the epoch it was read in. What is derived from the value belongs to the same epoch.
#[derive(Debug, Clone)]
pub struct Dated<V> {
    /// The epoch.
    pub epoch: Epoch,
    /// The value.
    pub value: V,
}

/// What a value is kept under.
pub trait Key: Copy + Eq + Hash + Send + Sync + 'static {
    /// Whose epoch the value belongs to.
    fn about(self) -> UserId;
}

impl Key for UserId {
    fn about(self) -> UserId {
        self
    }
}

/// One kind of value about each person, or about a person as seen by somebody.
pub struct Shelf<K: Key, V: Clone + Send + Sync + 'static> {
    entries: Cache<K, Dated<V>>,
    epochs: Arc<Epochs>,
}

impl<K: Key, V: Clone + Send + Sync + 'static> Shelf<K, V> {
    /// A shelf with room for values of `capacity` weight together.
    pub fn new(epochs: Arc<Epochs>, capacity: u64, weight: fn(&V) -> u32) -> Self {
        let entries = Cache::builder().max_capacity(capacity).weigher(move |_, dated: &Dated<V>| weight(&dated.value));
        Self { entries: entries.build(), epochs }
    }

    /// What is known, if it is still true.
    pub fn get(&self, key: K) -> Option<Dated<V>> {
        self.entries.get(&key).filter(|dated| dated.epoch == self.epochs.current(key.about()))
    }

    /// Keeps a value that was read in `epoch`; it is not found again if that has ended.
    pub fn put(&self, key: K, epoch: Epoch, value: V) {
        self.entries.insert(key, Dated { epoch, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(capacity: u64) -> (Arc<Epochs>, Shelf<UserId, &'static str>) {
        let epochs = Arc::new(Epochs::default());
        (Arc::clone(&epochs), Shelf::new(epochs, capacity, |_| 1))
    }

    fn user(n: u128) -> UserId {
        format!("{n:032x}").parse().unwrap()
    }

    fn value(shelf: &Shelf<UserId, &'static str>, n: u128) -> Option<&'static str> {
        shelf.get(user(n)).map(|dated| dated.value)
    }

    #[test]
    fn a_value_is_found_until_its_epoch_ends() {
        let (epochs, shelf) = shelf(10);
        shelf.put(user(1), epochs.current(user(1)), "old");
        assert_eq!(value(&shelf, 1), Some("old"));
        epochs.end(user(2));
        assert_eq!(value(&shelf, 1), Some("old"), "another person's epoch is another one");
        epochs.end(user(1));
        assert_eq!(value(&shelf, 1), None);
    }

    #[test]
    fn a_slow_reader_cannot_put_back_what_a_commit_has_changed() {
        let (epochs, shelf) = shelf(10);
        let slow = epochs.current(user(1));
        epochs.end(user(1));
        shelf.put(user(1), epochs.current(user(1)), "new");
        shelf.put(user(1), slow, "old");
        assert_eq!(value(&shelf, 1), None, "rather nothing than the old value");
    }

    #[test]
    fn what_is_derived_from_an_old_value_is_as_old() {
        let (epochs, shelf) = shelf(10);
        shelf.put(user(1), epochs.current(user(1)), "old");
        let known = shelf.get(user(1)).unwrap();
        epochs.end(user(1));
        shelf.put(user(1), known.epoch, "derived from old");
        assert_eq!(value(&shelf, 1), None);
    }

    #[test]
    fn a_shelf_has_an_end() {
        let (epochs, shelf) = shelf(10);
        for n in 0..1000 {
            shelf.put(user(n), epochs.current(user(n)), "x");
        }
        shelf.entries.run_pending_tasks();
        assert!(shelf.entries.entry_count() <= 10);
    }
}
