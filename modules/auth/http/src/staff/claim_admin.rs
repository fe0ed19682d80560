//! `POST /auth/admin/claim`

use std::sync::Arc;

use auth_contract::{AuthRefusal, ClaimAdmin};
use edge::{Body, NoContent, SignedIn};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// The link's token.
#[derive(Deserialize, Validate, ToSchema)]
pub struct AdminClaim {
    /// What stands behind `#claim=` in the link.
    token: String,
}

pub(crate) async fn claim_admin(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<AdminClaim>,
) -> Outcome<NoContent, AuthRefusal> {
    api.accounts.claim_admin(who.cx(), ClaimAdmin { token: body.into_inner().token }).await?;
    Ok(NoContent)
}
