//! People whom the caller keeps for later.

use std::sync::Arc;

use discovery_contract::{AddFavorite, DiscoveryRefusal, FavoriteView, ListFavorites, RemoveFavorite};
use edge::{BodyAbout, Created, Json, NoContent, Path, Query, SignedIn};
use kernel::{Outcome, UserId};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{Api, ListQuery};

/// Whom to keep.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
pub struct NewFavorite {
    /// Somebody else; `target_id` is accepted too.
    #[serde(alias = "target_id")]
    pub user_id: UserId,
}

/// Who is kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FavoriteKept {
    /// Whom the caller keeps.
    pub user_id: UserId,
    /// Always true.
    pub favorite: bool,
}

/// Who is in the list.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FavoritePath {
    /// The person.
    pub user_id: UserId,
}

edge::listing!(
    /// Whom the caller keeps for later, newest first. People whom they may no longer see are left out, so a page can be
    /// shorter than asked for.
    pub struct FavoriteList {
        favorites: Vec<FavoriteView>,
    }
);

pub(crate) async fn list_favorites(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<ListQuery>,
) -> Outcome<Json<FavoriteList>, DiscoveryRefusal> {
    let ListQuery { limit, cursor } = query.into_inner();
    Ok(Json(api.encounters.list_favorites(who.cx(), ListFavorites { limit, cursor }).await?.into()))
}

pub(crate) async fn add_favorite(
    api: Arc<Api>,
    who: SignedIn,
    body: BodyAbout<NewFavorite>,
) -> Outcome<Created<FavoriteKept>, DiscoveryRefusal> {
    let user_id = body.user_id;
    api.encounters.add_favorite(who.cx(), AddFavorite { target: user_id }).await?;
    Ok(Created::at(format!("/discovery/favorites/{user_id}"), FavoriteKept { user_id, favorite: true }))
}

pub(crate) async fn remove_favorite(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<FavoritePath>,
) -> Outcome<NoContent, DiscoveryRefusal> {
    api.encounters.remove_favorite(who.cx(), RemoveFavorite { target: path.user_id }).await?;
    Ok(NoContent)
}
