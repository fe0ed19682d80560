//! The caller's own profile, with what only they may know.

use kernel::{Cx, Outcome};
use profile_contract::{GetOwnProfile, OwnProfile, ProfileRefusal};

use crate::Service;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn get_own_profile(&self, cx: &Cx, _req: GetOwnProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        let me = self.own(actor(cx)?).await?;
        Ok(self.surroundings(cx, me.value.user).await?.show(&me.value))
    }
}
