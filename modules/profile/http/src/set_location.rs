//! Moves the caller. Only a coarse cell is kept.

use std::sync::Arc;

use edge::{Body, Json, SignedIn};
use kernel::Outcome;
use profile_contract::{OwnProfile, ProfileRefusal, SetLocation};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::place::{Position, Whereabouts};

/// Where the caller is: coordinates or a place.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct Location {
    #[serde(flatten)]
    position: Position,
}

pub(crate) async fn set_location(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<Location>,
) -> Outcome<Json<OwnProfile>, ProfileRefusal> {
    let Whereabouts { cell, name } = body.into_inner().position.needed()?;
    Ok(Json(api.profiles.set_location(who.cx(), SetLocation { cell, place: name }).await?))
}
