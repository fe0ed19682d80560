//! Changes the caller's profile.

use kernel::{Cx, Outcome};
use profile_contract::{OwnProfile, ProfileRefusal, UpdateProfile};

use crate::Service;
use crate::domain::person::Person;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn update_profile(&self, cx: &Cx, req: UpdateProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        let around = self.surroundings(cx, actor(cx)?).await?;
        let decide = |me: &Person, now| {
            let version = me.updated_at.as_millis();
            if req.versions.as_ref().is_some_and(|versions| !versions.contains(&version)) {
                return Err(ProfileRefusal::Stale);
            }
            me.revised(req.changes.clone(), req.cell, req.place.clone(), now)
        };
        self.change(cx, &req, decide, |me| around.show(me)).await
    }
}
