//! What is left for today.

use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, GetQuotas, Quotas};
use edge::{Json, SignedIn};
use kernel::Outcome;

use crate::Api;

pub(crate) async fn get_quotas(api: Arc<Api>, who: SignedIn) -> Outcome<Json<Quotas>, DiscoveryRefusal> {
    Ok(Json(api.encounters.get_quotas(who.cx(), GetQuotas {}).await?))
}
