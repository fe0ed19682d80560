//! Changes the caller's settings: what is absent stays.

use std::sync::Arc;

use edge::{Body, Json, SignedIn};
use kernel::Outcome;
use profile_contract::{ProfileRefusal, ProfileSettings, SettingsChanges, UpdateSettings};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// What changes. The rules are the module's.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct ChangedSettings {
    #[serde(flatten)]
    changes: SettingsChanges,
}

pub(crate) async fn update_settings(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<ChangedSettings>,
) -> Outcome<Json<ProfileSettings>, ProfileRefusal> {
    let request = UpdateSettings { changes: body.into_inner().changes };
    Ok(Json(api.profiles.update_settings(who.cx(), request).await?))
}
