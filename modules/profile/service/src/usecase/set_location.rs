//! Moves the caller to another cell.

use kernel::{Cx, Outcome};
use profile_contract::{OwnProfile, ProfileRefusal, SetLocation};

use crate::Service;
use crate::domain::person::Person;
use crate::domain::{photos, view};
use crate::viewer::actor;

impl Service {
    pub(crate) async fn set_location(&self, cx: &Cx, req: SetLocation) -> Outcome<OwnProfile, ProfileRefusal> {
        let pictures = self.own_album(cx, actor(cx)?).await?;
        let today = self.clock.now().date();
        let decide = |me: &Person, now| Ok(me.moved(req.cell, now));
        self.change(cx, &req, decide, |me| view::own(me, photos::arranged(&me.photos, &pictures), today)).await
    }
}
