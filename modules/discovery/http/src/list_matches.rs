//! The caller's matches.

use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, ListMatches, MatchView};
use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome};
use serde::Deserialize;
use validator::Validate;

use crate::Api;

/// Which page of matches.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
pub struct MatchQuery {
    /// How many, at most 50.
    #[serde(default = "usual_page")]
    #[param(minimum = 1, maximum = 50, default = 20)]
    pub limit: u32,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

fn usual_page() -> u32 {
    20
}

edge::listing!(
    /// A page of matches. People whom the caller may no longer see are left out, so it can be shorter than asked for.
    pub struct MatchList {
        matches: Vec<MatchView>,
    }
);

pub(crate) async fn list_matches(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<MatchQuery>,
) -> Outcome<Json<MatchList>, DiscoveryRefusal> {
    let MatchQuery { limit, cursor } = query.into_inner();
    Ok(Json(api.encounters.list_matches(who.cx(), ListMatches { limit, cursor }).await?.into()))
}
