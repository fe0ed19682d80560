//! The caller's matches.

use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, ListMatches, MatchView};
use edge::{Json, Query, SignedIn};
use kernel::Outcome;

use crate::{Api, ListQuery};

edge::listing!(
    /// A page of matches. People whom the caller may no longer see are left out, so it can be shorter than asked for.
    pub struct MatchList {
        matches: Vec<MatchView>,
    }
);

pub(crate) async fn list_matches(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<ListQuery>,
) -> Outcome<Json<MatchList>, DiscoveryRefusal> {
    let ListQuery { limit, cursor } = query.into_inner();
    Ok(Json(api.encounters.list_matches(who.cx(), ListMatches { limit, cursor }).await?.into()))
}
