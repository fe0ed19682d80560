//! Creates the caller's profile.

use kernel::{Cx, Outcome};
use platform::Once;
use profile_contract::{CreateProfile, OwnProfile, ProfileCreated, ProfileRefusal};

use crate::Service;
use crate::domain::draft::CheckedDraft;
use crate::domain::person::Person;
use crate::domain::view;
use crate::store::person;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn create_profile(&self, cx: &Cx, req: CreateProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        let me = actor(cx)?;
        let now = self.clock.now();
        let says = CheckedDraft::check(req.profile.clone(), now.date())?;
        let private = self.directory.private(me).await?;
        // A search learns the name later if it cannot be had now.
        let username = self.usernames(cx, vec![me]).await.ok().and_then(|mut names| names.remove(&me));
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(profile) => return Ok(profile),
            Once::Fresh(write) => write,
        };
        let person = Person::new(me, says, req.cell, now);
        match person::insert(write.conn(), &person, username.as_deref()).await {
            Err(error) if error.is_duplicate() => return Err(ProfileRefusal::AlreadyExists.into()),
            inserted => inserted?,
        }
        if person.cell.is_some() {
            self.count_move(&write, me, false, now).await?;
        }
        let fact = write.append_settling(&*self.clock, &*self.ids, &ProfileCreated { user_id: me }).await?;
        let reply = view::own(&person, Vec::new(), &private, now.date());
        let reply = self.announcer.commit(write.commit(reply), vec![me]).await?;
        if username.is_none() {
            self.nameless.note();
        }
        self.announcer.settle(fact).await;
        Ok(reply)
    }
}
