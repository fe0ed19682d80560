//! Changes the caller's settings.

use kernel::{Cx, Outcome};
use profile_contract::{ProfileRefusal, ProfileSettings, UpdateSettings};

use crate::Service;
use crate::domain::person::Person;

impl Service {
    pub(crate) async fn update_settings(
        &self,
        cx: &Cx,
        req: UpdateSettings,
    ) -> Outcome<ProfileSettings, ProfileRefusal> {
        let decide = |me: &Person, now| me.with_settings(req.changes.clone(), now);
        self.change(cx, &req, decide, |me| me.settings.clone()).await
    }
}
