//! Asks a moderator to see that the caller is on their photos. How it stands is on one's own profile.

use std::sync::Arc;

use edge::{Accepted, Body, SignedIn};
use kernel::{FileId, Outcome};
use profile_contract::{ProfileRefusal, RequestVerification, Verification};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// What to compare the photos with.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct Selfie {
    /// A selfie among the caller's files.
    file_id: FileId,
}

pub(crate) async fn request_verification(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<Selfie>,
) -> Outcome<Accepted<Verification>, ProfileRefusal> {
    let request = RequestVerification { file: body.file_id };
    Ok(Accepted(api.profiles.request_verification(who.cx(), request).await?))
}
