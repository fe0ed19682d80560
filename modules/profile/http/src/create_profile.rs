//! Creates the caller's profile.

use std::sync::Arc;

use edge::{Body, Created, SignedIn};
use kernel::{Outcome, UserId};
use profile_contract::{CreateProfile, ProfileDraft, ProfileRefusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::place::snapped_if_given;

/// All that somebody says of themselves, and where they are. The rules are the module's.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewProfile {
    #[serde(flatten)]
    profile: ProfileDraft,
    /// Degrees north; becomes a coarse cell and is dropped. Needs `longitude`.
    latitude: Option<f64>,
    /// Degrees east; becomes a coarse cell and is dropped. Needs `latitude`.
    longitude: Option<f64>,
}

/// A profile was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileMade {
    /// Whose.
    user_id: UserId,
    /// Their name as it is kept.
    name: String,
    /// Always `true`.
    created: bool,
}

pub(crate) async fn create_profile(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<NewProfile>,
) -> Outcome<Created<ProfileMade>, ProfileRefusal> {
    let NewProfile { profile, latitude, longitude } = body.into_inner();
    let cell = snapped_if_given(latitude, longitude)?;
    let made = api.profiles.create_profile(who.cx(), CreateProfile { profile, cell }).await?.public;
    let location = format!("/profiles/{}", made.user_id);
    Ok(Created::at(location, ProfileMade { user_id: made.user_id, name: made.name, created: true }))
}
