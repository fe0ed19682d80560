//! Erases what this module holds of an account, and makes the erasure its receipt. One transaction: what hangs on an
//! account is bounded, since all of it expires, and the receipt must not tell of what did not happen.

use auth_contract::{AuthRefusal, EraseAccount, ErasureReceipt};
use kernel::{Caller, Cx, Outcome, Signal};
use platform::Once;

use crate::Service;
use crate::store::erasure::{self, Counts};
use crate::store::{account, belongings};

/// As this module is called in the receipt.
const OWN: &str = "auth";

impl Service {
    pub(crate) async fn erase_account(&self, cx: &Cx, req: EraseAccount) -> Outcome<ErasureReceipt, AuthRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(AuthRefusal::Forbidden.into());
        }
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        let started = erasure::under_way(write.conn(), req.user).await?;
        let started = started.filter(|erasure| erasure.due_at <= now.as_millis());
        let started = started.ok_or(AuthRefusal::ErasureNotFound)?;
        let own = belongings::remove(write.conn(), req.user).await? + account::remove(write.conn(), req.user).await?;
        let mut erased = req.erased;
        erased.insert(OWN.to_owned(), own);
        let done = erasure::Model { done_at: Some(now.as_millis()), erased: Counts(erased), ..started };
        erasure::finish(write.conn(), done.clone()).await?;
        let receipt = write.commit(done.receipt()).await?;
        self.signals.send(&Signal::SessionsRevoked { user: req.user, sessions: Vec::new() });
        Ok(receipt)
    }
}
