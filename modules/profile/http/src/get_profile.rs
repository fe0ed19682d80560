//! A profile: one's own with all there is, others' as they may be seen.

use std::sync::Arc;

use edge::{Path, SignedIn, Tagged};
use kernel::Outcome;
use profile_contract::{GetOwnProfile, GetProfile, OwnProfile, ProfileRefusal, ProfileView};
use serde::Serialize;
use utoipa::openapi::schema::{AnyOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::Api;
use crate::whose::ProfilePath;

/// A profile as the caller may see it.
///
/// The private view has all fields of the public one, so the document says "any of": by "one of" it would fit twice.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Profile {
    /// The caller's own.
    Own(Box<OwnProfile>),
    /// Somebody else's.
    Public(Box<ProfileView>),
}

impl PartialSchema for Profile {
    fn schema() -> RefOr<Schema> {
        let [own, public] = [OwnProfile::name(), ProfileView::name()].map(Ref::from_schema_name);
        let description = "One's own profile with all there is, or somebody else's as they may be seen.";
        AnyOfBuilder::new().item(own).item(public).description(Some(description)).into()
    }
}

impl ToSchema for Profile {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((OwnProfile::name().into_owned(), OwnProfile::schema()));
        schemas.push((ProfileView::name().into_owned(), ProfileView::schema()));
        OwnProfile::schemas(schemas);
        ProfileView::schemas(schemas);
    }
}

pub(crate) async fn get_profile(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
) -> Outcome<Tagged<Profile>, ProfileRefusal> {
    if path.user_id.is_own(&who) {
        let own = api.profiles.get_own_profile(who.cx(), GetOwnProfile {}).await?;
        let version = own.updated_at.as_millis();
        return Ok(Tagged::of_version(Profile::Own(Box::new(own)), version));
    }
    let user = path.user_id.user(&who);
    let public = api.profiles.get_profile(who.cx(), GetProfile { user }).await?;
    Ok(Tagged::new(Profile::Public(Box::new(public))))
}
