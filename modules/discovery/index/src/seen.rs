//! Whom a viewer has decided about.

use hashbrown::HashTable;
use kernel::UserId;

use crate::index::Index;
use crate::memory;
use crate::row::Row;

/// A set of rows, for tens of thousands of decisions: about ten bytes each, a few nanoseconds a question.
///
/// It is good for the index that it was made from. Whoever was not in the index then is looked up again by every
/// query, so that a late event lets nobody be shown twice.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    rows: HashTable<Row>,
    absent: Vec<UserId>,
}

impl Seen {
    /// Those of the users who are in the index, and the others for later.
    pub fn of<S>(index: &Index<S>, users: impl IntoIterator<Item = UserId>) -> Self {
        let mut seen = Self::default();
        for user in users {
            if let Some(row) = index.row_of(user) {
                seen.insert(row);
            } else {
                seen.absent.push(user);
            }
        }
        seen
    }

    /// Adds somebody; whether they are new.
    pub fn insert(&mut self, row: Row) -> bool {
        let is_new = !self.contains(row);
        if is_new {
            self.rows.insert_unique(row.hash(), row, |row| row.hash());
        }
        is_new
    }

    /// Takes somebody out, as when a decision is undone; whether they were there.
    pub fn remove(&mut self, row: Row) -> bool {
        self.rows.find_entry(row.hash(), |other| *other == row).map(|entry| entry.remove()).is_ok()
    }

    /// Whether somebody is there.
    pub fn contains(&self, row: Row) -> bool {
        self.rows.find(row.hash(), |other| *other == row).is_some()
    }

    /// How many are there, whether or not they are still in the index.
    pub fn len(&self) -> usize {
        self.rows.len() + self.absent.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that it takes, with what it has reserved.
    pub fn bytes(&self) -> usize {
        memory::of_table::<Row>(self.rows.capacity()) + memory::of_list(&self.absent)
    }

    /// Rows of those who came into the index after they were asked for.
    pub(crate) fn late<S>(&self, index: &Index<S>) -> Vec<Row> {
        self.absent.iter().filter_map(|user| index.row_of(*user)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_is_a_set(steps in proptest::collection::vec((0u32..50, proptest::bool::weighted(0.7)), 0..200)) {
            let (mut seen, mut model) = (Seen::default(), BTreeSet::new());
            for (slot, add) in steps {
                let row = Row::new(slot, (slot % 3) as u8);
                match add {
                    true => prop_assert_eq!(seen.insert(row), model.insert(row)),
                    false => prop_assert_eq!(seen.remove(row), model.remove(&row)),
                }
                prop_assert_eq!(seen.len(), model.len());
            }
            for slot in 0..50 {
                for generation in 0..3 {
                    let row = Row::new(slot, generation);
                    prop_assert_eq!(seen.contains(row), model.contains(&row));
                }
            }
        }
    }
}
