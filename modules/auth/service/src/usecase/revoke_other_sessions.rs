//! Ends all of the caller's sign-ins but the one they ask with.

use auth_contract::{AuthRefusal, RevokeOtherSessions, RevokedSessions};
use kernel::{Caller, Cx, Outcome};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::store::session;

impl Service {
    pub(crate) async fn revoke_other_sessions(
        &self,
        cx: &Cx,
        req: RevokeOtherSessions,
    ) -> Outcome<RevokedSessions, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => {
                self.announce_again(user, session).await?;
                return Ok(earlier);
            }
            Once::Fresh(write) => write,
        };
        // A session that was ended a moment ago must not end those that ended it.
        let here = session::live(write.conn(), user, session, self.clock.now()).await?;
        let here = here.ok_or(AuthRefusal::InvalidToken)?;
        let ended = self.end_others(&mut write, user, session).await?;
        self.audit.note_on(&write, Deed::SessionsRevoked, &here).await?;
        let revoked = write.commit(RevokedSessions { revoked: ended.count }).await?;
        self.announce(user, ended.sessions);
        Ok(revoked)
    }
}
