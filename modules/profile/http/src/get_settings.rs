//! The caller's settings.

use std::sync::Arc;

use edge::{Json, SignedIn};
use kernel::Outcome;
use profile_contract::{GetSettings, ProfileRefusal, ProfileSettings};

use crate::Api;

pub(crate) async fn get_settings(api: Arc<Api>, who: SignedIn) -> Outcome<Json<ProfileSettings>, ProfileRefusal> {
    Ok(Json(api.profiles.get_settings(who.cx(), GetSettings {}).await?))
}
