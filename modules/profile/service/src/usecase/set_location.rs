//! Moves the caller to another cell.

use kernel::{Cx, Outcome};
use profile_contract::{OwnProfile, ProfileRefusal, SetLocation};

use crate::Service;
use crate::domain::person::Person;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn set_location(&self, cx: &Cx, req: SetLocation) -> Outcome<OwnProfile, ProfileRefusal> {
        let around = self.surroundings(cx, actor(cx)?).await?;
        let decide = |me: &Person, now| me.moved(req.cell, req.place.clone(), now);
        self.change(cx, &req, decide, |me| around.show(me)).await
    }
}
