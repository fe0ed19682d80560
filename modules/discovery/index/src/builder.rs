//! An index from nothing.

use crate::arena::Arena;
use crate::index::Index;
use crate::mix::of_user;
use crate::person::Person;
use crate::place::{Entries, Entry};
use crate::places::{Places, key};
use crate::record::Record;
use crate::sieve::Traits;
use crate::words::Vocabulary;

/// Collects everybody, then lays the rows of a cell side by side, so that a query reads memory in order. Patches keep
/// their rows wherever there is room; the next build puts them in line again.
#[derive(Debug, Default)]
pub struct Builder<S> {
    index: Index<S>,
}

impl<S: Copy + Default> Builder<S> {
    /// The words, to number those of the next person.
    pub fn vocabulary_mut(&mut self) -> &mut Vocabulary {
        self.index.vocabulary_mut()
    }

    /// Adds somebody, or says anew what they are like; whether there was room, as in [`Index::put`].
    pub fn push(&mut self, person: &Person) -> bool {
        let slot = self.index.slot_of(person.user).or_else(|| self.index.admit(person.user));
        if let Some(slot) = slot {
            self.index.write(slot, person);
        }
        slot.is_some()
    }

    /// The index of all who were added, with nothing reserved that is not used.
    pub fn finish(self) -> Index<S> {
        let mut index = self.index;
        let order = order(&index);
        let (mut ids, mut records) = (Vec::with_capacity(order.len()), Vec::with_capacity(order.len()));
        let (mut arena, mut places) = (Arena::with_capacity(index.arena.live()), Places::default());
        for slot in &order {
            let Some((user, old)) = index.ids.get(*slot as usize).zip(index.records.get(*slot as usize)) else {
                continue;
            };
            ids.push(*user);
            let words = arena.add(index.arena.interests(old.words), index.arena.languages(old.words));
            let place = places.number(index.places.cell(old.place), *user);
            records.push(Record { words, place, ..*old });
        }
        (index.ids, index.records, index.arena, index.places) = (ids, records, arena, places);
        drop(order);
        index.slots.clear();
        for (slot, user) in (0..).zip(&index.ids) {
            let again = |slot: &u32| index.ids.get(*slot as usize).map_or(0, |user| of_user(*user));
            index.slots.insert_unique(of_user(*user), slot, again);
        }
        show(&mut index);
        index
    }
}

/// The old slots in the order of the new ones: by place, then as within a place.
fn order<S>(index: &Index<S>) -> Vec<u32> {
    let mut keys: Vec<_> = (0..)
        .zip(index.ids.iter().zip(&index.records))
        .map(|(slot, (user, record))| {
            let place = key(index.places.cell(record.place), *user);
            (place, Traits::of(&record.packed).kind(), record.packed.birth_day, slot)
        })
        .collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, _, _, slot)| slot).collect()
}

/// Puts everybody who is listed among the people of their place.
fn show<S>(index: &mut Index<S>) {
    let mut first = 0;
    for run in index.records.chunk_by(|one, other| one.place == other.place) {
        let listed = (first..).zip(run).filter(|(_, record)| record.listed);
        let entry = |(slot, record): (u32, &Record<S>)| Entry::of(&record.packed, record.row(slot), record.filters);
        let mut entries = Vec::with_capacity(listed.clone().count());
        entries.extend(listed.map(entry));
        if let Some(place) = run.first().and_then(|record| index.places.get_mut(record.place)) {
            place.people = Entries::sorted(entries);
        }
        first += run.len() as u32;
    }
}
