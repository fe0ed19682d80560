//! Accounts whose grace period is over.

use auth_contract::{AuthRefusal, DueErasure, DueErasures, ListDueErasures};
use kernel::{Caller, Cx, Outcome, ReceiptId, UserId};

use crate::Service;
use crate::store::erasure;

/// Most accounts in one answer.
const MOST: u32 = 1000;

impl Service {
    pub(crate) async fn list_due_erasures(&self, cx: &Cx, req: ListDueErasures) -> Outcome<DueErasures, AuthRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(AuthRefusal::Forbidden.into());
        }
        let rows = erasure::due(self.db.read(), self.clock.now(), req.limit.min(MOST)).await?;
        let due = rows.into_iter().map(|row| DueErasure { user: UserId(row.account_id), receipt: ReceiptId(row.id) });
        Ok(DueErasures { due: due.collect() })
    }
}
