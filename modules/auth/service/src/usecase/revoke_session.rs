//! Ends one of the caller's sign-ins. A stranger's is as unknown as one that never was.

use auth_contract::{AuthRefusal, Device, RevokeSession};
use kernel::{Cx, Done, Outcome};

use crate::Service;
use crate::audit::Deed;
use crate::store::session;

impl Service {
    pub(crate) async fn revoke_session(&self, cx: &Cx, req: RevokeSession) -> Outcome<Done, AuthRefusal> {
        let user = cx.caller().user().ok_or(AuthRefusal::InvalidToken)?;
        let theirs = session::of(self.db.read(), user, req.session).await?;
        let session = theirs.ok_or(AuthRefusal::SessionNotFound)?;
        let device = Device { label: session.label.clone(), ip: session.ip.clone() };
        self.end_session(user, session.session_id(), Deed::SessionRevoked, &device).await?;
        Ok(Done {})
    }
}
