//! Keeps the projection of profiles up to date.

use std::sync::Arc;

use kernel::{Cx, DomainEvent, Event, Failure, Reaction, ReactionFailure, UserId, async_trait};
use profile_contract::{GetMatchFacts, ProfileCreated, ProfileDeleted, ProfileRefusal, ProfileUpdated};

use super::read;
use crate::Service;
use crate::crowd::asks;
use crate::domain::person::Person;
use crate::store::{person, preference, swipe};

pub(super) struct ProfileChanged(pub Arc<Service>);

#[async_trait]
impl Reaction for ProfileChanged {
    fn name(&self) -> &'static str {
        "discovery.profile_changed"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[ProfileCreated::KIND, ProfileUpdated::KIND, ProfileDeleted::KIND]
    }

    async fn react(&self, cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let service = &self.0;
        let user = match event.kind.as_str() {
            ProfileCreated::KIND => read::<ProfileCreated>(event)?.user_id,
            ProfileUpdated::KIND => read::<ProfileUpdated>(event)?.user_id,
            _ => read::<ProfileDeleted>(event)?.user_id,
        };
        // What the profile is now counts, not what the event was about: a later event may have been overtaken.
        let known = service.facts(cx, user).await?;
        if let Some(tx) = service.db.consume(&*service.clock, self.name(), event).await? {
            match &known {
                Some(known) => person::put(tx.conn(), known, service.clock.now()).await?,
                None => {
                    person::remove(tx.conn(), user).await?;
                }
            }
            tx.commit().await?;
        }
        // Also for an event that comes again: memory may have failed to follow the first time.
        service.follow(user, known).await
    }
}

impl Service {
    /// Memory follows the table.
    async fn follow(&self, user: UserId, known: Option<Person>) -> Result<(), ReactionFailure> {
        let Some(person) = known else {
            self.crowd.remove(user);
            self.viewers.change(user, |viewer| viewer.person = None).await;
            return Ok(());
        };
        let (filters, wishes) = asks(&preference::of(self.db.read(), user).await?);
        let is_new = self.crowd.put(&person, &filters, &wishes, self.clock.now().as_secs());
        self.viewers.change(user, |viewer| viewer.person = Some(Arc::new(person))).await;
        if is_new && swipe::is_known(self.db.read(), user).await? {
            // Somebody who was here before is somebody new to the index, and not to those who have decided about them.
            self.viewers.forget_everybody();
        }
        Ok(())
    }

    /// What the profile module knows of somebody now; `None` when they have no profile.
    pub(crate) async fn facts(&self, cx: &Cx, user: UserId) -> Result<Option<Person>, Failure<ProfileRefusal>> {
        let found = self.profiles.get_match_facts(cx, GetMatchFacts { users: vec![user] }).await?;
        Ok(found.facts.into_iter().find(|facts| facts.user_id == user).map(Person::from))
    }
}
