//! Ends the caller's sign-in on this device.

use auth_contract::{AuthRefusal, LogOut};
use kernel::{Caller, Cx, Done, Outcome};

use crate::Service;

impl Service {
    pub(crate) async fn log_out(&self, cx: &Cx, _req: LogOut) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        self.end_session(user, session).await?;
        Ok(Done {})
    }
}
