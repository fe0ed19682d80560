//! The people of one cell, in the order in which they are looked through.

use discovery_matching::Packed;

use crate::age::Days;
use crate::memory;
use crate::row::Row;
use crate::sieve::{Sieve, Traits};

/// Shorter lists are read from end to end, which is faster than searching them.
const SHORT: usize = 64;

/// What decides about somebody, without a look at their row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub traits: Traits,
    pub row: Row,
    /// The number of their own filters.
    pub filters: u32,
}

impl Entry {
    pub fn of(packed: &Packed, row: Row, filters: u32) -> Self {
        Self { traits: Traits::of(packed), row, filters }
    }

    /// Where an entry stands in its list: by gender and genders looked for, day of birth, row.
    fn rank(&self) -> (u64, i32, Row) {
        (self.traits.kind(), self.traits.birth_day(), self.row)
    }
}

/// Entries in order: a run for every gender and genders looked for, by day of birth.
#[derive(Debug, Default)]
pub(crate) struct Entries(Vec<Entry>);

impl Entries {
    /// Entries that are in order already.
    pub fn sorted(entries: Vec<Entry>) -> Self {
        debug_assert!(entries.is_sorted_by_key(Entry::rank), "the builder sorts");
        Self(entries)
    }

    pub fn insert(&mut self, entry: Entry) {
        let place = self.0.partition_point(|other| other.rank() < entry.rank());
        memory::make_room(&mut self.0, 1);
        self.0.insert(place, entry);
    }

    /// Takes out the entry of a row, whose facts are still the ones it was put in with.
    pub fn remove(&mut self, packed: &Packed, row: Row) {
        let rank = Entry::of(packed, row, 0).rank();
        if let Ok(place) = self.0.binary_search_by_key(&rank, Entry::rank) {
            self.0.remove(place);
        }
    }

    /// Visits everybody who passes.
    #[inline]
    pub fn scan(&self, sieve: &Sieve, mut visit: impl FnMut(&Entry)) {
        let mut look = |entries: &[Entry]| {
            entries.iter().filter(|entry| sieve.passes(&entry.traits)).for_each(&mut visit);
        };
        if self.0.len() <= SHORT {
            return look(&self.0);
        }
        let mut rest = &self.0[..];
        while let Some(first) = rest.first() {
            let kind = first.traits.kind();
            let (run, others) = rest.split_at(rest.partition_point(|entry| entry.traits.kind() == kind));
            if sieve.passes_kind(kind) {
                look(born(run, sieve.births()));
            }
            rest = others;
        }
    }

    pub fn bytes(&self) -> usize {
        memory::of_list(&self.0)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The part of a run that was born within a range of days.
fn born(run: &[Entry], births: Days) -> &[Entry] {
    let from = run.partition_point(|entry| entry.traits.birth_day() < births.first);
    let to = run.partition_point(|entry| entry.traits.birth_day() <= births.last);
    run.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packed((gender, looking_for, birth_day): (u8, u8, i32)) -> Packed {
        Packed { gender, looking_for, birth_day, ..Packed::default() }
    }

    proptest! {
        #[test]
        fn long_lists_are_searched_and_nobody_is_missed(
            people in proptest::collection::vec((0u8..3, 0u8..8, 0i32..50), 0..200),
            first in 0i32..50, days in 0i32..50, viewer in (0u8..3, 0u8..8),
        ) {
            let all = || (0..).zip(people.iter().map(|one| packed(*one)));
            let mut entries = Entries::default();
            all().for_each(|(slot, packed)| entries.insert(Entry::of(&packed, Row::new(slot, 0), 0)));
            let (births, viewer) = (Days { first, last: first + days }, packed((viewer.0, viewer.1, 0)));
            let suits = |packed: &Packed| {
                packed.looking_for >> viewer.gender & viewer.looking_for >> packed.gender & 1 == 1
            };
            let right = all().filter(|(_, packed)| births.hold(packed.birth_day) && suits(packed));
            let right: Vec<_> = right.map(|(slot, _)| slot as usize).collect();
            let mut found = Vec::new();
            entries.scan(&Sieve::suiting(&viewer, births), |one| found.push(one.row.slot()));
            found.sort_unstable();
            prop_assert_eq!(found, right);
            all().for_each(|(slot, packed)| entries.remove(&packed, Row::new(slot, 0)));
            prop_assert_eq!(entries.len(), 0);
        }
    }
}
