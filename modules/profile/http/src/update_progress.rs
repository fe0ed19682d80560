//! Says how far the caller has come with setting up.

use std::sync::Arc;

use edge::{Body, Json, SignedIn};
use kernel::Outcome;
use profile_contract::{Change, ProfileRefusal, ProgressView, UpdateProgress};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// How far the caller has come. Steps are the client's own words: 1-50 of `a`-`z`, `0`-`9`, `_` and `-`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct Steps {
    /// The step to show next; `null` for none, and it stays when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    step: Change<String>,
    /// Steps that are done now; they are added to those that were, 50 at most.
    #[serde(default)]
    #[schema(required = false)]
    completed_steps: Vec<String>,
}

pub(crate) async fn update_progress(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<Steps>,
) -> Outcome<Json<ProgressView>, ProfileRefusal> {
    let Steps { step, completed_steps } = body.into_inner();
    Ok(Json(api.profiles.update_progress(who.cx(), UpdateProgress { step, completed_steps }).await?))
}
