//! Starts the grace period after which the caller's account is erased. Until then they can sign in and change their
//! mind, and nobody else meets them.

use std::time::Duration;

use auth_contract::{AuthRefusal, DeleteAccount, Erasure, UserLeaving};
use kernel::{Caller, Cx, Failure, Outcome, ReceiptId, Timestamp, UserId};
use platform::{Once, Settling, Tx};

use crate::Service;
use crate::audit::Deed;
use crate::domain::receipt;
use crate::store::erasure::{self, Counts};
use crate::store::{account, session};

impl Service {
    pub(crate) async fn delete_account(&self, cx: &Cx, req: DeleteAccount) -> Outcome<Erasure, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let account = account::find(self.db.read(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        self.reauthenticate(&account, req.password.as_deref()).await?;
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => {
                self.announce_again(user, session).await?;
                return Ok(earlier);
            }
            Once::Fresh(write) => write,
        };
        let here = session::live(write.conn(), user, session, self.clock.now()).await?;
        let here = here.ok_or(AuthRefusal::InvalidToken)?;
        let (reply, fact) = self.leave(&mut write, user).await?;
        let ended = self.end_others(&mut write, user, session).await?;
        if fact.is_some() {
            self.audit.note_on(&write, Deed::ErasureRequested, &here).await?;
        }
        let reply = write.commit(reply).await?;
        self.announce(user, ended.sessions);
        if let Some(fact) = fact {
            self.settle(fact).await;
        }
        Ok(reply)
    }

    /// Waits a moment until other modules in this process know that somebody leaves or stays.
    pub(super) async fn settle(&self, fact: Settling) {
        if self.settings.settle_ms > 0 {
            fact.wait(Duration::from_millis(self.settings.settle_ms)).await;
        }
    }

    /// Starts an erasure, or finds the one that is under way.
    async fn leave(&self, tx: &mut Tx, user: UserId) -> Outcome<(Erasure, Option<Settling>), AuthRefusal> {
        let now = self.clock.now();
        let due = now.after(Duration::from_secs(self.settings.erasure_grace_s));
        if !account::leave(tx.conn(), user, due).await? {
            let earlier = erasure::under_way(tx.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
            let erased_at = Timestamp::from_millis(earlier.due_at);
            return Ok((Erasure { receipt: ReceiptId(earlier.id), erased_at }, None));
        }
        let receipt = receipt::fresh().map_err(Failure::internal)?;
        let started = erasure::Model {
            id: receipt.0,
            account_id: user.0,
            requested_at: now.as_millis(),
            due_at: due.as_millis(),
            done_at: None,
            cancelled_at: None,
            erased: Counts::default(),
        };
        erasure::insert(tx.conn(), started).await?;
        let fact = tx.append_settling(&*self.clock, &*self.ids, &UserLeaving { user_id: user }).await?;
        Ok((Erasure { receipt, erased_at: due }, Some(fact)))
    }
}
