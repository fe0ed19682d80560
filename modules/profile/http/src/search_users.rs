//! People by the beginning of a name.

use std::sync::Arc;

use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome, page_limit};
use profile_contract::{ProfileRefusal, SearchUsers, UserCard};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::Api;

/// What to look for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The beginning of an account's name, of a name or of a word of it: 2-100 characters; case does not matter.
    #[serde(default)]
    #[param(min_length = 2, max_length = 100, required = true)]
    q: String,
    /// How many, at most 20.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

edge::listing!(
    /// People found. A page can be shorter than asked for while more follow.
    pub struct UserList {
        users: Vec<UserCard>,
    }
);

pub(crate) async fn search_users(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<SearchQuery>,
) -> Outcome<Json<UserList>, ProfileRefusal> {
    let SearchQuery { q, limit, cursor } = query.into_inner();
    let request = SearchUsers { text: q, limit: page_limit(limit, 20, 20), cursor };
    Ok(Json(api.profiles.search_users(who.cx(), request).await?.into()))
}
