//! What is left for today.

use discovery_contract::{DiscoveryRefusal, GetQuotas, Quotas};
use kernel::{Cx, Outcome, UserId};
use sea_orm::ConnectionTrait;

use super::asking;
use crate::Service;
use crate::domain::quota::Counted;
use crate::store::allowance;

impl Service {
    pub(crate) async fn quotas(&self, cx: &Cx, _req: GetQuotas) -> Outcome<Quotas, DiscoveryRefusal> {
        let (user, now) = (asking(cx)?, self.clock.now());
        Ok(allowance::used(self.db.read(), user, now.date()).await?.left(&self.settings, now))
    }

    /// Counts something against a quota, in the transaction that does it. Refused, that transaction has to end.
    pub(super) async fn count<C: ConnectionTrait>(
        &self,
        conn: &C,
        user: UserId,
        counted: Counted,
    ) -> Outcome<(), DiscoveryRefusal> {
        let now = self.clock.now();
        let used = allowance::lock(conn, user, now.date()).await?.and(counted, &self.settings, now)?;
        Ok(allowance::put(conn, user, now.date(), used).await?)
    }
}
