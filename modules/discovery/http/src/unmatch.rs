//! A match ends, for both.

use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, Unmatch};
use edge::{NoContent, Path, SignedIn};
use kernel::{MatchId, Outcome};
use serde::Deserialize;
use validator::Validate;

use crate::Api;

/// Which match.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MatchPath {
    /// The match.
    pub match_id: MatchId,
}

pub(crate) async fn unmatch(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<MatchPath>,
) -> Outcome<NoContent, DiscoveryRefusal> {
    api.encounters.unmatch(who.cx(), Unmatch { match_id: path.match_id }).await?;
    Ok(NoContent)
}
