//! What one person has decided about others, and has been shown: kept in memory while they look around.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::NaiveDate;
use discovery_contract::Preferences;
use discovery_index::{Row, Seen};
use discovery_matching::Delta;
use kernel::UserId;
use moka::sync::Cache;
use platform::{Database, StoreResult};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::crowd::Crowd;
use crate::domain::person::Person;
use crate::domain::standing::Taught;
use crate::store::{person, preference, swipe};

/// Lists of one person that are remembered: one for every screen they may scroll.
const LISTS: usize = 4;

/// Everybody who has looked around lately.
pub(crate) struct Viewers(Cache<UserId, Arc<Mutex<Viewer>>>);

/// One of them.
#[derive(Default)]
pub(crate) struct Viewer {
    is_loaded: bool,
    pub seen: Seen,
    /// What people whom they have not answered have decided about them.
    pub unanswered: HashMap<Row, Delta>,
    pub preferences: Preferences,
    /// What they say of themselves, once matching has heard of it.
    pub person: Option<Arc<Person>>,
    lists: VecDeque<List>,
    shown: (NaiveDate, HashSet<Row>),
}

/// A list of candidates that somebody reads page by page.
struct List {
    id: u64,
    shown: Vec<Row>,
}

impl Viewers {
    /// Room for so many.
    pub fn new(capacity: u64) -> Self {
        Self(Cache::new(capacity))
    }

    /// What is known of `user`, for nobody else at the same time. It is read from the tables if need be, while nobody
    /// changes it: whoever decides holds this before they write.
    pub async fn of(&self, user: UserId, db: &Database, crowd: &Crowd) -> StoreResult<OwnedMutexGuard<Viewer>> {
        let mut viewer = self.0.get_with(user, Arc::default).lock_owned().await;
        if !viewer.is_loaded {
            viewer.load(user, db, crowd).await?;
        }
        Ok(viewer)
    }

    /// Changes what is known of `user`, if it is in memory.
    pub async fn change(&self, user: UserId, change: impl FnOnce(&mut Viewer)) {
        if let Some(viewer) = self.0.get(&user) {
            let mut viewer = viewer.lock().await;
            if viewer.is_loaded {
                change(&mut viewer);
            }
        }
    }

    /// Forgets what is in memory, for who comes back under another row.
    pub fn forget_everybody(&self) {
        self.0.invalidate_all();
    }
}

impl Viewer {
    /// Decisions made before this are in the tables, and whoever makes one afterwards waits for this to end.
    async fn load(&mut self, user: UserId, db: &Database, crowd: &Crowd) -> StoreResult<()> {
        let decided = swipe::all_targets_of(db.read(), user).await?;
        let unanswered = swipe::unanswered_by(db.read(), user).await?;
        self.preferences = preference::of(db.read(), user).await?;
        self.person = person::facts_of(db.read(), user).await?.map(Arc::new);
        let everybody = crowd.look();
        self.seen = Seen::of(&everybody.index, decided);
        let theirs = |(user, taught): (UserId, Taught)| Some((everybody.index.row_of(user)?, taught.of_decider()));
        self.unanswered = unanswered.into_iter().filter_map(theirs).collect();
        self.is_loaded = true;
        Ok(())
    }

    /// The viewer has decided about somebody, and so has answered them.
    pub fn decide(&mut self, crowd: &Crowd, other: UserId) {
        if let Some(row) = crowd.look().index.row_of(other) {
            self.seen.insert(row);
            self.unanswered.remove(&row);
        }
    }

    /// The viewer has taken that back; `theirs` is what the other one has decided.
    pub fn take_back(&mut self, crowd: &Crowd, other: UserId, theirs: Option<Delta>) {
        if let Some(row) = crowd.look().index.row_of(other) {
            self.seen.remove(row);
            self.unanswered.extend(theirs.map(|theirs| (row, theirs)));
        }
    }

    /// Somebody has decided about the viewer, or has taken it back.
    pub fn hear(&mut self, other: Row, theirs: Option<Delta>) {
        match theirs {
            Some(theirs) if !self.seen.contains(other) => {
                self.unanswered.insert(other, theirs);
            }
            _ => {
                self.unanswered.remove(&other);
            }
        }
    }

    /// Whom a list has shown; `None` when it is forgotten.
    pub fn list(&self, id: u64) -> Option<&[Row]> {
        self.lists.iter().find(|list| list.id == id).map(|list| list.shown.as_slice())
    }

    /// Remembers that a list has shown people from a place on; those whom the viewer is shown for the first time today.
    pub fn show(&mut self, id: u64, from: usize, people: &[Row], today: NaiveDate) -> Vec<Row> {
        let place = self.lists.iter().position(|list| list.id == id);
        let mut list = place.and_then(|place| self.lists.remove(place)).unwrap_or(List { id, shown: Vec::new() });
        list.shown.truncate(from);
        list.shown.extend_from_slice(people);
        self.lists.push_back(list);
        if self.lists.len() > LISTS {
            self.lists.pop_front();
        }
        if self.shown.0 != today {
            self.shown = (today, HashSet::new());
        }
        people.iter().copied().filter(|row| self.shown.1.insert(*row)).collect()
    }

    /// Whom they were shown today.
    pub fn shown_on(&self, today: NaiveDate) -> Option<&HashSet<Row>> {
        (self.shown.0 == today).then_some(&self.shown.1)
    }
}
