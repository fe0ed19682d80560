//! Ends the caller's sign-in on this device.

use auth_contract::{AuthRefusal, Device, LogOut};
use kernel::{Caller, Cx, Done, Outcome};

use crate::Service;
use crate::audit::Deed;
use crate::store::session;

impl Service {
    pub(crate) async fn log_out(&self, cx: &Cx, _req: LogOut) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let Some(here) = session::of(self.db.read(), user, session).await? else { return Ok(Done {}) };
        let device = Device { label: here.label, ip: here.ip };
        self.end_session(user, session, Deed::LoggedOut, &device).await?;
        Ok(Done {})
    }
}
