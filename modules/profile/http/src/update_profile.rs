//! Changes the caller's profile. `PUT` and `PATCH` both merge: fields that are absent stay, `null` clears. With `If-Match`
//! they do so only to the version that the client has read.

use std::sync::Arc;

use edge::{Body, IfMatch, Json, Path, SignedIn};
use kernel::Outcome;
use profile_contract::{OwnProfile, ProfileChanges, ProfileRefusal, UpdateProfile};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::place::{Position, Whereabouts};
use crate::whose::ProfilePath;

/// What changes. The rules are the module's.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct ChangedProfile {
    #[serde(flatten)]
    changes: ProfileChanges,
    #[serde(flatten)]
    position: Position,
}

pub(crate) async fn update_profile(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: Body<ChangedProfile>,
    only: IfMatch,
) -> Outcome<Json<OwnProfile>, ProfileRefusal> {
    path.user_id.own(&who)?;
    let ChangedProfile { changes, position } = body.into_inner();
    let (cell, place) = match position.snapped()? {
        Some(Whereabouts { cell, name }) => (Some(cell), name),
        None => (None, None),
    };
    let request = UpdateProfile { changes, cell, place, versions: only.into_versions() };
    Ok(Json(api.profiles.update_profile(who.cx(), request).await?))
}

pub(crate) async fn patch_profile(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: Body<ChangedProfile>,
    only: IfMatch,
) -> Outcome<Json<OwnProfile>, ProfileRefusal> {
    update_profile(api, who, path, body, only).await
}
