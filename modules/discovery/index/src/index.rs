//! Everybody, and where to find them.

use discovery_matching::{Criteria, Facts};
use hashbrown::HashTable;
use kernel::{Cell, UserId};

use crate::arena::Arena;
use crate::asks::{Asks, NOTHING};
use crate::memory;
use crate::mix::of_user;
use crate::person::Person;
use crate::place::Entry;
use crate::places::Places;
use crate::record::Record;
use crate::row::{Row, SLOTS};
use crate::words::Vocabulary;

/// People by row, by user and by place, each with a state of the caller's that the index keeps and never reads.
///
/// After any patches it answers as if it had been built from what is in it now.
#[derive(Debug, Default)]
pub struct Index<S> {
    pub(crate) ids: Vec<UserId>,
    pub(crate) records: Vec<Record<S>>,
    pub(crate) arena: Arena,
    pub(crate) slots: HashTable<u32>,
    free: Vec<u32>,
    pub(crate) asks: Asks,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) places: Places,
}

impl<S: Copy + Default> Index<S> {
    /// Puts somebody in, or what has changed about them; their row and their state stay. `None` when there is no room:
    /// 67,108,864 people, or as many rows used up.
    ///
    /// Pausing is `listed: false`. [`Index::remove`] is for people who are gone for good.
    pub fn put(&mut self, person: &Person) -> Option<Row> {
        let known = self.slot_of(person.user);
        if let Some(slot) = known {
            self.hide(slot);
        }
        let slot = known.or_else(|| self.admit(person.user))?;
        self.write(slot, person);
        self.show(slot);
        self.row_at(slot)
    }

    /// Forgets somebody; whether they were there. Their row finds nobody from now on. Should they come back, they are a
    /// newcomer whom nobody has seen, until the decisions about them are loaded again.
    pub fn remove(&mut self, user: UserId) -> bool {
        let Some(slot) = self.slot_of(user) else { return false };
        self.hide(slot);
        let ids = &self.ids;
        let entry = self.slots.find_entry(of_user(user), |slot| ids.get(*slot as usize) == Some(&user));
        if let Ok(entry) = entry {
            entry.remove();
        }
        let Some(record) = self.records.get_mut(slot as usize) else { return false };
        let old = *record;
        if record.retire() {
            memory::push(&mut self.free, slot);
        }
        self.vocabulary.interests.give_back(self.arena.interests(old.words));
        self.vocabulary.languages.give_back(self.arena.languages(old.words));
        self.arena.remove(old.words);
        self.asks.give_back(old.filters, &mut self.vocabulary);
        self.asks.give_back(old.wishes, &mut self.vocabulary);
        self.tidy();
        true
    }

    /// Changes the state of somebody.
    pub fn state_mut(&mut self, row: Row) -> Option<&mut S> {
        let record = self.records.get_mut(row.slot()).filter(|record| record.generation == row.generation())?;
        Some(&mut record.state)
    }

    /// The words, to number those of a person or of criteria.
    pub fn vocabulary_mut(&mut self) -> &mut Vocabulary {
        &mut self.vocabulary
    }
}

impl<S> Index<S> {
    /// How many people there are, listed or not.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Where somebody is kept.
    pub fn row_of(&self, user: UserId) -> Option<Row> {
        self.slot_of(user).and_then(|slot| self.row_at(slot))
    }

    /// Who is kept there.
    pub fn user_id(&self, row: Row) -> Option<UserId> {
        self.record(row)?;
        self.ids.get(row.slot()).copied()
    }

    /// What is compared of somebody.
    pub fn facts_of(&self, row: Row) -> Option<Facts<'_>> {
        let record = self.record(row)?;
        let (interests, languages) = (self.arena.interests(record.words), self.arena.languages(record.words));
        Some(Facts { packed: record.packed, interests, languages })
    }

    /// The cell of somebody who has one.
    pub fn cell_of(&self, row: Row) -> Option<Cell> {
        self.places.cell(self.record(row)?.place)
    }

    /// Whom somebody will be shown to.
    pub fn filters_of(&self, row: Row) -> Option<&Criteria> {
        Some(self.asks.get(self.record(row)?.filters))
    }

    /// Whom somebody would rather meet.
    pub fn wishes_of(&self, row: Row) -> Option<&Criteria> {
        Some(self.asks.get(self.record(row)?.wishes))
    }

    /// Whether somebody wishes for anything.
    pub fn has_wishes(&self, row: Row) -> Option<bool> {
        Some(self.record(row)?.wishes != NOTHING)
    }

    /// Whether somebody is shown to strangers.
    pub fn is_listed(&self, row: Row) -> Option<bool> {
        Some(self.record(row)?.listed)
    }

    /// Day on which somebody joined, counted from 1970-01-01.
    pub fn joined_day(&self, row: Row) -> Option<i32> {
        Some(self.record(row)?.joined_day)
    }

    /// The state of somebody.
    pub fn state(&self, row: Row) -> Option<&S> {
        Some(&self.record(row)?.state)
    }

    /// The words and how many people have each.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Bytes of memory that all of it takes, with what lists have reserved and what the allocator adds; within a few
    /// per cent.
    pub fn bytes(&self) -> usize {
        memory::of_list(&self.ids)
            + memory::of_list(&self.records)
            + memory::of_list(&self.free)
            + memory::of_table::<u32>(self.slots.capacity())
            + self.arena.bytes()
            + self.asks.bytes()
            + self.vocabulary.bytes()
            + self.places.bytes()
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    pub(crate) fn asks(&self) -> &Asks {
        &self.asks
    }

    pub(crate) fn slot_of(&self, user: UserId) -> Option<u32> {
        self.slots.find(of_user(user), |slot| self.ids.get(*slot as usize) == Some(&user)).copied()
    }

    #[inline]
    fn record(&self, row: Row) -> Option<&Record<S>> {
        self.records.get(row.slot()).filter(|record| record.generation == row.generation())
    }

    fn row_at(&self, slot: u32) -> Option<Row> {
        self.records.get(slot as usize).map(|record| record.row(slot))
    }
}

/// The steps of a patch.
impl<S: Copy + Default> Index<S> {
    /// An empty slot for somebody new.
    pub(crate) fn admit(&mut self, user: UserId) -> Option<u32> {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None if self.records.len() < SLOTS => {
                memory::push(&mut self.ids, user);
                memory::push(&mut self.records, Record::default());
                (self.records.len() - 1) as u32
            }
            None => return None,
        };
        if let Some(id) = self.ids.get_mut(slot as usize) {
            *id = user;
        }
        let ids = &self.ids;
        let again = |slot: &u32| ids.get(*slot as usize).map_or(0, |user| of_user(*user));
        self.slots.insert_unique(of_user(user), slot, again);
        Some(slot)
    }

    /// Writes what is known of somebody over what was known before. New words and criteria are taken before the old
    /// ones are given back, so that what stays keeps its number.
    pub(crate) fn write(&mut self, slot: u32, person: &Person) {
        let place = self.places.number(person.cell, person.user);
        let filters = self.asks.take(&person.filters, &mut self.vocabulary);
        let wishes = self.asks.take(&person.wishes, &mut self.vocabulary);
        self.vocabulary.interests.take(&person.interests);
        self.vocabulary.languages.take(&person.languages);
        let Some(record) = self.records.get_mut(slot as usize) else { return };
        let old = *record;
        self.vocabulary.interests.give_back(self.arena.interests(old.words));
        self.vocabulary.languages.give_back(self.arena.languages(old.words));
        let words = self.arena.replace(old.words, &person.interests, &person.languages);
        let (packed, joined_day, listed) = (person.packed, person.joined_day, person.listed);
        *record = Record { packed, words, place, filters, wishes, joined_day, listed, ..old };
        self.asks.give_back(old.filters, &mut self.vocabulary);
        self.asks.give_back(old.wishes, &mut self.vocabulary);
        self.tidy();
    }

    /// Puts somebody who is listed among the people of their place.
    fn show(&mut self, slot: u32) {
        let Some(record) = self.records.get(slot as usize).filter(|record| record.listed) else { return };
        if let Some(place) = self.places.get_mut(record.place) {
            place.people.insert(Entry::of(&record.packed, record.row(slot), record.filters));
        }
    }

    /// Takes somebody from among the people of their place.
    fn hide(&mut self, slot: u32) {
        let Some(record) = self.records.get(slot as usize).filter(|record| record.listed) else { return };
        if let Some(place) = self.places.get_mut(record.place) {
            place.people.remove(&record.packed, record.row(slot));
        }
    }

    /// Writes all words anew when too many are dead.
    fn tidy(&mut self) {
        if self.arena.is_sparse() {
            let mut fresh = Arena::with_capacity(self.arena.live());
            for record in &mut self.records {
                record.words = fresh.add(self.arena.interests(record.words), self.arena.languages(record.words));
            }
            self.arena = fresh;
        }
    }
}
