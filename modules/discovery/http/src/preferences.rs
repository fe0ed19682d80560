//! What the caller asks of others whenever they look.

use std::sync::Arc;

use discovery_contract::{DiscoveryRefusal, Filters, GetPreferences, Preferences, PutPreferences};
use edge::{Body, Json, SignedIn};
use kernel::Outcome;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::Api;

/// What the caller asks of others: filters beside each other, wishes under a name of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, utoipa::ToSchema)]
#[serde(default)]
pub struct PreferencesBody {
    /// Whoever does not meet these is not shown to the caller, and does not see them.
    #[serde(flatten)]
    pub filters: Filters,
    /// Whoever meets these is shown to the caller earlier. They never learn of it.
    pub wishes: Filters,
    /// Whether people a little older or younger, or a little farther away, may be shown when nobody else is left. The
    /// answer says so in `widened`.
    pub allow_wider: bool,
}

impl From<Preferences> for PreferencesBody {
    fn from(Preferences { filters, wishes, allow_wider }: Preferences) -> Self {
        Self { filters, wishes, allow_wider }
    }
}

pub(crate) async fn get_preferences(api: Arc<Api>, who: SignedIn) -> Outcome<Json<PreferencesBody>, DiscoveryRefusal> {
    Ok(Json(api.encounters.get_preferences(who.cx(), GetPreferences {}).await?.into()))
}

pub(crate) async fn put_preferences(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<PreferencesBody>,
) -> Outcome<Json<PreferencesBody>, DiscoveryRefusal> {
    let PreferencesBody { filters, wishes, allow_wider } = body.into_inner();
    let request = PutPreferences { preferences: Preferences { filters, wishes, allow_wider } };
    Ok(Json(api.encounters.put_preferences(who.cx(), request).await?.into()))
}
