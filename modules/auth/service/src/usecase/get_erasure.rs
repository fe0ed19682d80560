//! How an erasure stands, for whoever has its receipt's id.

use auth_contract::{AuthRefusal, ErasureReceipt, GetErasure};
use kernel::{Cx, Outcome};

use crate::Service;
use crate::store::erasure;

impl Service {
    pub(crate) async fn get_erasure(&self, _cx: &Cx, req: GetErasure) -> Outcome<ErasureReceipt, AuthRefusal> {
        let found = erasure::find(self.db.read(), req.receipt).await?;
        Ok(found.ok_or(AuthRefusal::ErasureNotFound)?.receipt())
    }
}
