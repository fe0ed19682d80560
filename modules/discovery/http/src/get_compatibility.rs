//! How well the caller and somebody fit.

use std::sync::Arc;

use discovery_contract::{Compatibility, DiscoveryRefusal, GetCompatibility};
use edge::{Json, Path, SignedIn};
use kernel::{Outcome, UserId};
use serde::Deserialize;
use validator::Validate;

use crate::Api;

/// With whom.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CompatibilityPath {
    /// The person.
    pub user_id: UserId,
}

pub(crate) async fn get_compatibility(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<CompatibilityPath>,
) -> Outcome<Json<Compatibility>, DiscoveryRefusal> {
    let request = GetCompatibility { target: path.user_id };
    Ok(Json(api.encounters.get_compatibility(who.cx(), request).await?))
}
