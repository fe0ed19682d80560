//! Everybody in memory, to be found and compared within milliseconds.
//!
//! The tables are the truth; this is built from them at start and follows every change that this process makes or hears
//! of. Rights are never answered from here.

mod entry;
mod load;
mod ranking;
mod sight;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::NaiveDate;
use discovery_index::{Index, Row, Tally, Words};
use discovery_matching::{Criteria, Delta, Ftrl, FtrlState, Rates, Weights, rarity};
use kernel::{Cell, UserId};

use crate::domain::ask::{Ask, Kind};
use crate::domain::packed::{day, shown_cell};
use crate::domain::person::Person;
use crate::domain::standing::{Days, Standing, Unanswered};
pub(crate) use load::asks;
pub(crate) use ranking::{Question, Ranked, Ranking, Spot};
pub(crate) use sight::Sight;

/// Up to so many people the rarity of words is computed anew with every change, and beyond that with one of so many.
const FEW: usize = 10_000;
const CHANGES: usize = 1_000;

/// Everybody, behind a lock: many look at the same time, and changes are short.
#[derive(Default)]
pub(crate) struct Crowd(RwLock<Everybody>);

/// What is known of everybody.
pub(crate) struct Everybody {
    pub index: Index<Standing>,
    /// What the features count, and how it is learned.
    pub ftrl: Ftrl,
    /// What interests weigh, by their numbers.
    pub rarity: Vec<f32>,
    /// Where those are whom others find around there only.
    hidden_places: HashMap<UserId, Cell>,
    changes: usize,
    /// How often anybody was shown today.
    shown_today: (i32, u64),
}

impl Default for Everybody {
    fn default() -> Self {
        Self {
            index: Index::default(),
            ftrl: Ftrl::new(Weights::PRIOR, Rates::default(), FtrlState::default()),
            rarity: Vec::new(),
            hidden_places: HashMap::new(),
            changes: 0,
            shown_today: (0, 0),
        }
    }
}

impl Crowd {
    /// Looks.
    pub fn look(&self) -> RwLockReadGuard<'_, Everybody> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Everybody> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts somebody in, or what has changed about them; whether they are new.
    pub fn put(&self, person: &Person, filters: &Ask, wishes: &Ask, joined_s: i64) -> bool {
        let mut everybody = self.change();
        let is_new = everybody.index.row_of(person.user_id).is_none();
        let entry = entry::entry(person, filters, wishes, joined_s, everybody.index.vocabulary_mut());
        if everybody.index.put(&entry).is_none() {
            tracing::error!("the index of people is full: somebody is not found by others");
            return false;
        }
        everybody.place(person);
        if is_new && let Some(standing) = everybody.standing_mut(person.user_id) {
            standing.joined_s = joined_s;
        }
        everybody.changed();
        is_new
    }

    /// Forgets somebody.
    pub fn remove(&self, user: UserId) {
        let mut everybody = self.change();
        everybody.index.remove(user);
        everybody.hidden_places.remove(&user);
        everybody.changed();
    }

    /// Adds what decisions say more about somebody, or less.
    pub fn learn(&self, user: UserId, evidence: &Delta, unanswered: Unanswered) {
        if let Some(standing) = self.change().standing_mut(user) {
            standing.bias = standing.bias.with(evidence);
            standing.unanswered = standing.unanswered + unanswered;
        }
    }

    /// From now on the features count what was learned.
    pub fn weigh(&self, ftrl: Ftrl) {
        self.change().ftrl = ftrl;
    }

    /// Somebody looks for others; on which days they did, if this is the first time today.
    pub fn about(&self, user: UserId, today: NaiveDate) -> Option<Days> {
        let days = |everybody: &Everybody| {
            let row = everybody.index.row_of(user)?;
            Some((row, everybody.index.state(row)?.days.with(day(today))?))
        };
        // Nearly always it is not the first time, and nobody has to wait.
        days(&self.look())?;
        let mut everybody = self.change();
        let (row, days) = days(&everybody)?;
        everybody.index.state_mut(row)?.days = days;
        Some(days)
    }

    /// Counts people as shown to a viewer who has not been shown them today.
    pub fn shown(&self, rows: &[Row], today: NaiveDate) {
        let (mut everybody, today) = (self.change(), day(today));
        for row in rows {
            if let Some(standing) = everybody.index.state_mut(*row) {
                standing.shown = standing.shown.again(today);
            }
        }
        everybody.shown_today = (today, everybody.shown_on(today) + rows.len() as u64);
    }
}

impl Everybody {
    /// Criteria with the numbers that words have now. A word that nobody has is one that nobody meets.
    pub fn criteria(&self, ask: &Ask) -> Criteria {
        let vocabulary = self.index.vocabulary();
        ask.criteria(|kind, word| {
            let words = match kind {
                Kind::Interest => &vocabulary.interests,
                Kind::Language => &vocabulary.languages,
            };
            words.find(word).unwrap_or(Words::UNKNOWN)
        })
    }

    /// Why somebody is shown nobody; `None` for who is not in the index.
    pub fn tally(&self, question: &Question<'_>) -> Option<Tally> {
        let sight = Sight::of(self, question.viewer, question.unanswered, question.now.date())?;
        Some(self.index.tally(&self.query(&sight, question)))
    }

    /// Where somebody is, if it is known.
    pub fn place_of(&self, user: UserId) -> Option<Cell> {
        self.index.row_of(user).and_then(|row| self.cell_of(user, row))
    }

    /// Where somebody is when they look for others.
    pub fn cell_of(&self, user: UserId, row: Row) -> Option<Cell> {
        self.hidden_places.get(&user).copied().or_else(|| self.index.cell_of(row))
    }

    /// How often people are shown on a day, on average.
    pub fn expected_today(&self, today: i32) -> f64 {
        self.shown_on(today) as f64 / self.index.len().max(1) as f64
    }

    fn shown_on(&self, today: i32) -> u64 {
        if self.shown_today.0 == today { self.shown_today.1 } else { 0 }
    }

    fn standing_mut(&mut self, user: UserId) -> Option<&mut Standing> {
        self.index.state_mut(self.index.row_of(user)?)
    }

    fn place(&mut self, person: &Person) {
        match person.cell.filter(|cell| shown_cell(person) != Some(*cell)) {
            Some(cell) => self.hidden_places.insert(person.user_id, cell),
            None => self.hidden_places.remove(&person.user_id),
        };
    }

    fn changed(&mut self) {
        self.changes += 1;
        if self.index.len() <= FEW || self.changes.is_multiple_of(CHANGES) {
            self.weigh_words();
        }
    }

    fn weigh_words(&mut self) {
        let (words, people) = (&self.index.vocabulary().interests, self.index.len() as u32);
        self.rarity.clear();
        self.rarity.extend((0..words.numbers()).map(|number| rarity(words.people(number), people)));
    }
}
