//! One file a method of the contract, and what they share: who asks, and whom they may see.

mod erase_user;
mod export_user;
mod get_candidates;
mod list_matches;
mod swipe;

use std::collections::HashSet;

use discovery_contract::DiscoveryRefusal;
use kernel::{Caller, Cx, Failure, Outcome, UserId};
use profile_contract::{ProfileRefusal, VisibleTo};

use crate::Service;
use crate::domain::person::Person;
use crate::store::person;

/// The most people one question about visibility may name.
const VISIBLE_AT_ONCE: usize = 500;

impl Service {
    /// The person who asks, as matching knows them. Somebody whose profile is so new that its event has not arrived is
    /// asked for where it was made.
    async fn viewer(&self, cx: &Cx) -> Outcome<Person, DiscoveryRefusal> {
        let user = asking(cx)?;
        if let Some(known) = person::facts_of(self.db.read(), user).await? {
            return Ok(known);
        }
        let ourselves = Caller::Service { name: "discovery".into() };
        let cx = Cx::within(ourselves, cx.request_id().clone(), cx.remaining()).with_trace(cx.trace().cloned());
        let facts = self.facts(&cx, user).await.map_err(Failure::unexpected)?;
        Ok(facts.ok_or(DiscoveryRefusal::NoProfile)?)
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
