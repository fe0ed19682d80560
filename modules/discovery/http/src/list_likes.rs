//! Who likes the caller.

use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, LikeView, ListLikes};
use edge::{Json, Query, SignedIn};
use kernel::Outcome;

use crate::{Api, ListQuery};

edge::listing!(
    /// Who likes the caller and waits for an answer. People whom the caller may not see are left out, so a page can be
    /// shorter than asked for.
    pub struct LikeList {
        likes: Vec<LikeView>,
    }
);

pub(crate) async fn list_likes(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<ListQuery>,
) -> Outcome<Json<LikeList>, DiscoveryRefusal> {
    let ListQuery { limit, cursor } = query.into_inner();
    Ok(Json(api.encounters.list_likes(who.cx(), ListLikes { limit, cursor }).await?.into()))
}
