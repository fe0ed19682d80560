//! Changes the caller's profile. `PUT` and `PATCH` both merge: fields that are absent stay, `null` clears.

use std::sync::Arc;

use edge::{Body, Json, Path, SignedIn};
use kernel::Outcome;
use profile_contract::{OwnProfile, ProfileChanges, ProfileRefusal, UpdateProfile};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::place::snapped_if_given;
use crate::whose::ProfilePath;

/// What changes. The rules are the module's.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct ChangedProfile {
    #[serde(flatten)]
    changes: ProfileChanges,
    /// Degrees north; becomes a coarse cell and is dropped. Needs `longitude`.
    latitude: Option<f64>,
    /// Degrees east; becomes a coarse cell and is dropped. Needs `latitude`.
    longitude: Option<f64>,
}

pub(crate) async fn update_profile(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: Body<ChangedProfile>,
) -> Outcome<Json<OwnProfile>, ProfileRefusal> {
    path.user_id.own(&who)?;
    let ChangedProfile { changes, latitude, longitude } = body.into_inner();
    let cell = snapped_if_given(latitude, longitude)?;
    Ok(Json(api.profiles.update_profile(who.cx(), UpdateProfile { changes, cell }).await?))
}

pub(crate) async fn patch_profile(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: Body<ChangedProfile>,
) -> Outcome<Json<OwnProfile>, ProfileRefusal> {
    update_profile(api, who, path, body).await
}
