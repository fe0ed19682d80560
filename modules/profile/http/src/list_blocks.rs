//! Whom the caller blocked, newest first.

use std::sync::Arc;

use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome, page_limit};
use profile_contract::{BlockedPerson, ListBlocks, ProfileRefusal};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::Api;

/// Which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BlocksQuery {
    /// How many, at most 100; 50 when absent.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

edge::listing!(
    /// Whom the caller blocked, newest first.
    pub struct BlockList {
        blocks: Vec<BlockedPerson>,
    }
);

pub(crate) async fn list_blocks(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<BlocksQuery>,
) -> Outcome<Json<BlockList>, ProfileRefusal> {
    let BlocksQuery { limit, cursor } = query.into_inner();
    let request = ListBlocks { limit: page_limit(limit, 50, 100), cursor };
    Ok(Json(api.profiles.list_blocks(who.cx(), request).await?.into()))
}
