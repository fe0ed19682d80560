//! One file a method of the contract, and what they share: who asks, and whom they may see.

mod add_favorite;
mod erase_user;
mod export_user;
mod get_candidates;
mod get_compatibility;
mod get_preferences;
mod get_quotas;
mod learning;
mod list_favorites;
mod list_likes;
mod list_matches;
mod put_preferences;
mod remove_favorite;
mod swipe;
mod undo;
mod unmatch;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, PersonView};
use kernel::{Caller, Cursor, Cx, Failure, Outcome, UserId};
use profile_contract::{GetCards, PersonCard, ProfileRefusal, VisibleTo};
use serde::de::DeserializeOwned;

use crate::Service;
use crate::crowd::asks;
use crate::domain::person::Person;
use crate::store::{person, preference};
use crate::viewers::Viewer;

/// The most people one question about visibility may name.
const VISIBLE_AT_ONCE: usize = 500;
/// The longest page of a list of people.
const MOST_LISTED: u32 = 50;

impl Service {
    /// The person who asks, who is in the index then. Somebody whose profile is so new that its event has not arrived is
    /// asked for where it was made.
    async fn known(&self, cx: &Cx) -> Outcome<UserId, DiscoveryRefusal> {
        let user = asking(cx)?;
        if self.crowd.look().index.row_of(user).is_none() {
            let person = self.person(cx, user).await?;
            let (filters, wishes) = asks(&preference::of(self.db.read(), user).await?);
            self.crowd.put(&person, &filters, &wishes, self.clock.now().as_secs());
        }
        Ok(user)
    }

    /// What matching knows of somebody, in their own words.
    async fn person(&self, cx: &Cx, user: UserId) -> Outcome<Person, DiscoveryRefusal> {
        if let Some(known) = person::facts_of(self.db.read(), user).await? {
            return Ok(known);
        }
        let ourselves = Caller::Service { name: "discovery".into() };
        let cx = Cx::within(ourselves, cx.request_id().clone(), cx.remaining()).with_trace(cx.trace().cloned());
        let facts = self.facts(&cx, user).await.map_err(Failure::unexpected)?;
        Ok(facts.ok_or(DiscoveryRefusal::NoProfile)?)
    }

    /// The same of who looks, without a question where it is in memory.
    async fn viewer_said(&self, cx: &Cx, user: UserId, viewer: &Viewer) -> Outcome<Arc<Person>, DiscoveryRefusal> {
        match &viewer.person {
            Some(person) => Ok(Arc::clone(person)),
            None => Ok(Arc::new(self.person(cx, user).await?)),
        }
    }

    /// Those of `users` whom the viewer may see, now. No answer means nobody: the failure ends the request.
    async fn visible(&self, cx: &Cx, viewer: UserId, users: &[UserId]) -> Outcome<HashSet<UserId>, DiscoveryRefusal> {
        let mut visible = HashSet::with_capacity(users.len());
        for users in users.chunks(VISIBLE_AT_ONCE) {
            let asked = VisibleTo { viewer, users: users.to_vec() };
            visible.extend(self.profiles.visible_to(cx, asked).await.map_err(in_our_words)?.users);
        }
        Ok(visible)
    }

    /// Those of `users` whom the caller may see, as lists show them.
    async fn people(
        &self,
        cx: &Cx,
        users: impl Iterator<Item = UserId>,
    ) -> Outcome<HashMap<UserId, PersonView>, DiscoveryRefusal> {
        let users: Vec<_> = users.collect();
        if users.is_empty() {
            return Ok(HashMap::new());
        }
        let cards = self.profiles.get_cards(cx, GetCards { users }).await.map_err(in_our_words)?.cards;
        let person = |card: PersonCard| {
            let PersonCard { user_id, name, age, city, avatar } = card;
            (user_id, PersonView { user_id, name, age, city, photo: avatar })
        };
        Ok(cards.into_iter().map(person).collect())
    }
}

/// Where a page starts.
fn place<P: DeserializeOwned>(cursor: Option<&Cursor>) -> Outcome<Option<P>, DiscoveryRefusal> {
    Ok(cursor.map(|cursor| cursor.key().ok_or(DiscoveryRefusal::BadCursor)).transpose()?)
}

/// The person who asks. Whoever is nobody has no profile.
fn asking(cx: &Cx) -> Outcome<UserId, DiscoveryRefusal> {
    Ok(cx.caller().user().ok_or(DiscoveryRefusal::NoProfile)?)
}

/// The profile module refuses people without a profile; any other refusal is a fault.
fn in_our_words(failure: Failure<ProfileRefusal>) -> Failure<DiscoveryRefusal> {
    match failure {
        Failure::Refused(ProfileRefusal::NoProfile) => DiscoveryRefusal::NoProfile.into(),
        other => other.unexpected(),
    }
}
