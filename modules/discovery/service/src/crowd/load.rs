//! Everybody, out of the tables.

use std::collections::HashMap;

use discovery_contract::Preferences;
use discovery_index::Builder;
use discovery_matching::{Ftrl, Rates, Weights};
use kernel::UserId;
use platform::{Database, StoreResult};

use super::{Crowd, Everybody, entry};
use crate::domain::ask::Ask;
use crate::store::{activity, model, person, preference, standing};

/// Rows read at once.
const BATCH: u64 = 5_000;

impl Crowd {
    /// Reads all tables, in the place of what was known.
    pub async fn load(&self, db: &Database) -> StoreResult<()> {
        let preferences = preferences(db).await?;
        let (mut builder, mut everybody) = (Builder::default(), Everybody::default());
        let (mut joined, mut after) = (Vec::new(), None);
        loop {
            let people = person::some(db.read(), after, BATCH).await?;
            let Some((last, _)) = people.last() else { break };
            after = Some(last.user_id);
            for (person, joined_s) in people {
                let (filters, wishes) = preferences.get(&person.user_id).map(asks).unwrap_or_default();
                let entry = entry::entry(&person, &filters, &wishes, joined_s, builder.vocabulary_mut());
                if !builder.push(&entry) {
                    tracing::error!("the index of people is full: somebody is not found by others");
                }
                everybody.place(&person);
                joined.push((person.user_id, joined_s));
            }
        }
        everybody.index = builder.finish();
        for (user, joined_s) in joined {
            if let Some(state) = everybody.standing_mut(user) {
                state.joined_s = joined_s;
            }
        }
        standings(db, &mut everybody).await?;
        activities(db, &mut everybody).await?;
        let (state, _) = model::of(db.read()).await?;
        everybody.ftrl = Ftrl::new(Weights::PRIOR, Rates::default(), state);
        everybody.weigh_words();
        *self.change() = everybody;
        Ok(())
    }
}

/// What somebody asks, as it was checked when it was written down; what makes no sense any longer does not ask.
pub(crate) fn asks(preferences: &Preferences) -> (Ask, Ask) {
    let ask = |filters| Ask::parse(filters).unwrap_or_default();
    (ask(&preferences.filters), ask(&preferences.wishes))
}

async fn preferences(db: &Database) -> StoreResult<HashMap<UserId, Preferences>> {
    let (mut all, mut after) = (HashMap::new(), None);
    loop {
        let some = preference::some(db.read(), after, BATCH).await?;
        let Some((last, _)) = some.last() else { return Ok(all) };
        after = Some(*last);
        all.extend(some);
    }
}

async fn standings(db: &Database, everybody: &mut Everybody) -> StoreResult<()> {
    let mut after = None;
    loop {
        let some = standing::some(db.read(), after, BATCH).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(UserId(last.user_id));
        for row in some {
            if let Some(state) = everybody.standing_mut(UserId(row.user_id)) {
                (state.bias, state.unanswered) = (row.bias(), row.unanswered());
            }
        }
    }
}

async fn activities(db: &Database, everybody: &mut Everybody) -> StoreResult<()> {
    let mut after = None;
    loop {
        let some = activity::some(db.read(), after, BATCH).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(UserId(last.user_id));
        for row in some {
            if let Some(state) = everybody.standing_mut(UserId(row.user_id)) {
                state.days = row.days();
            }
        }
    }
}
