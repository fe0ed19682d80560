//! Moves the caller. Only a coarse cell is kept.

use std::sync::Arc;

use edge::{Body, Json, SignedIn};
use kernel::Outcome;
use profile_contract::{OwnProfile, ProfileRefusal, SetLocation};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::place::snapped;

/// Where the caller is; becomes a cell and is dropped.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct Location {
    /// Degrees north, -90 to 90.
    latitude: f64,
    /// Degrees east, -180 to 180.
    longitude: f64,
}

pub(crate) async fn set_location(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<Location>,
) -> Outcome<Json<OwnProfile>, ProfileRefusal> {
    let cell = snapped(body.latitude, body.longitude)?;
    Ok(Json(api.profiles.set_location(who.cx(), SetLocation { cell }).await?))
}
