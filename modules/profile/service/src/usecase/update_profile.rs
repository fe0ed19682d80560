//! Changes the caller's profile.

use kernel::{Cx, Outcome};
use profile_contract::{OwnProfile, ProfileRefusal, UpdateProfile};

use crate::Service;
use crate::domain::person::Person;
use crate::domain::{photos, view};
use crate::viewer::actor;

impl Service {
    pub(crate) async fn update_profile(&self, cx: &Cx, req: UpdateProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        let pictures = self.own_album(cx, actor(cx)?).await?;
        let today = self.clock.now().date();
        let decide = |me: &Person, now| me.revised(req.changes.clone(), req.cell, now);
        self.change(cx, &req, decide, |me| view::own(me, photos::arranged(&me.photos, &pictures), today)).await
    }
}
