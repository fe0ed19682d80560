//! Ends all sign-ins of an account whose grace period is over. Signing in again is refused from then on, so nothing new
//! of this person comes into being. A repeat finds nothing left to end.

use auth_contract::{AuthRefusal, CloseAccount};
use kernel::{Caller, Cx, Done, Outcome, SessionId, Signal};
use uuid::Uuid;

use crate::Service;
use crate::store::account;

impl Service {
    pub(crate) async fn close_account(&self, cx: &Cx, req: CloseAccount) -> Outcome<Done, AuthRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(AuthRefusal::Forbidden.into());
        }
        let account = account::find(self.db.read(), req.user).await?;
        if !account.is_some_and(|account| account.is_closed(self.clock.now())) {
            return Err(AuthRefusal::ErasureNotFound.into());
        }
        let mut tx = self.db.begin().await?;
        self.end_others(&mut tx, req.user, SessionId(Uuid::nil())).await?;
        tx.commit().await?;
        self.signals.send(&Signal::SessionsRevoked { user: req.user, sessions: Vec::new() });
        Ok(Done {})
    }
}
