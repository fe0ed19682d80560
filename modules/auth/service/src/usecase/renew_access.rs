//! Makes a new access token for the caller's own sign-in.

use auth_contract::{AuthRefusal, RenewAccess, SignIn};
use kernel::{Caller, Cx, Outcome};
use platform::Once;

use crate::Service;
use crate::store::{account, session};

impl Service {
    pub(crate) async fn renew_access(&self, cx: &Cx, req: RenewAccess) -> Outcome<SignIn, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        let session = session::live(write.conn(), user, session, now).await?.ok_or(AuthRefusal::InvalidToken)?;
        let account = account::find(write.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        let signed = self.access(&account, &session, now, session.expires_at())?;
        Ok(write.commit(signed).await?)
    }
}
