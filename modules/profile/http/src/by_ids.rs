//! Several people at once, by their ids. Hidden and missing ones are left out.

use std::collections::HashSet;
use std::sync::Arc;

use edge::{Json, Query, SignedIn};
use kernel::{Outcome, UserId};
use profile_contract::{GetProfiles, GetUsers, ProfileRefusal, ProfileView};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;
use validator::Validate;

use crate::Api;
use crate::search_users::UserList;

/// Whom to read.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IdsQuery {
    /// At most 50 ids, separated by commas.
    #[serde(deserialize_with = "separated")]
    #[validate(length(max = 50))]
    #[param(value_type = String)]
    ids: Vec<UserId>,
}

/// Ids as they are written in a query, each once.
fn separated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<UserId>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let ids: Result<Vec<UserId>, _> = words.map(|word| word.parse().map_err(D::Error::custom)).collect();
    let mut seen = HashSet::new();
    Ok(ids?.into_iter().filter(|id| seen.insert(*id)).collect())
}

edge::listing!(
    /// Profiles as the caller may see them; never more than one page.
    pub struct ProfileList {
        profiles: Vec<ProfileView>,
    }
);

pub(crate) async fn list_profiles(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<IdsQuery>,
) -> Outcome<Json<ProfileList>, ProfileRefusal> {
    let request = GetProfiles { users: query.into_inner().ids };
    Ok(Json(ProfileList::new(api.profiles.get_profiles(who.cx(), request).await?.profiles, None)))
}

pub(crate) async fn list_users(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<IdsQuery>,
) -> Outcome<Json<UserList>, ProfileRefusal> {
    let request = GetUsers { users: query.into_inner().ids };
    Ok(Json(UserList::new(api.profiles.get_users(who.cx(), request).await?.users, None)))
}
