//! Creates the caller's profile.

use std::sync::Arc;

use edge::{Body, Created, SignedIn};
use kernel::{Outcome, UserId};
use profile_contract::{CreateProfile, PlaceName, ProfileDraft, ProfileRefusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::place::Position;

/// All that somebody says of themselves, and where they are. The rules are the module's.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewProfile {
    #[serde(flatten)]
    profile: ProfileDraft,
    #[serde(flatten)]
    position: Position,
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
    let NewProfile { mut profile, position } = body.into_inner();
    let there = position.snapped()?;
    let cell = there.as_ref().map(|there| there.cell);
    if let (None, Some(PlaceName { city, country })) = (&profile.city, there.and_then(|there| there.name)) {
        profile.city = Some(city);
        profile.country.get_or_insert(country);
    }
    let made = api.profiles.create_profile(who.cx(), CreateProfile { profile, cell }).await?.public;
    let location = format!("/profiles/{}", made.user_id);
    Ok(Created::at(location, ProfileMade { user_id: made.user_id, name: made.name, created: true }))
}
