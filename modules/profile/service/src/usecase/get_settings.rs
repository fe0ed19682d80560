//! The caller's settings.

use kernel::{Cx, Outcome};
use profile_contract::{GetSettings, ProfileRefusal, ProfileSettings};

use crate::Service;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn get_settings(&self, cx: &Cx, _req: GetSettings) -> Outcome<ProfileSettings, ProfileRefusal> {
        Ok(self.own(actor(cx)?).await?.value.settings.clone())
    }
}
