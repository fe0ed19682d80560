//! Ends the grace period: the caller's account stays.

use auth_contract::{AuthRefusal, RestoreAccount, UserStaying};
use kernel::{Caller, Cx, Done, Outcome};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::store::{account, erasure, session};

impl Service {
    pub(crate) async fn restore_account(&self, cx: &Cx, req: RestoreAccount) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        let here = session::live(write.conn(), user, session, now).await?.ok_or(AuthRefusal::InvalidToken)?;
        if !account::stay(write.conn(), user, now).await? {
            if erasure::under_way(write.conn(), user).await?.is_some() {
                // Too late: modules may have begun to erase.
                return Err(AuthRefusal::ErasureNotFound.into());
            }
            return Ok(write.commit(Done {}).await?);
        }
        erasure::cancel(write.conn(), user, now).await?;
        let fact = write.append_settling(&*self.clock, &*self.ids, &UserStaying { user_id: user }).await?;
        self.audit.note_on(&write, Deed::ErasureCancelled, &here).await?;
        let done = write.commit(Done {}).await?;
        self.settle(fact).await;
        Ok(done)
    }
}
