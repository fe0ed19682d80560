//! `PUT /auth/roles/{user_id}`

use std::sync::Arc;

use auth_contract::{AuthRefusal, SetRoles};
use edge::{Body, NoContent, Path, SignedIn};
use kernel::{Outcome, Role, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;

/// Whose.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RolesPath {
    /// The account.
    user_id: UserId,
}

/// All that somebody may do from now on.
#[derive(Deserialize, Validate, ToSchema)]
pub struct GrantedRoles {
    /// `moderator`, `admin`, both or none; what everybody may do, everybody may.
    #[validate(length(max = 10))]
    granted: Vec<Role>,
}

pub(crate) async fn set_roles(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<RolesPath>,
    body: Body<GrantedRoles>,
) -> Outcome<NoContent, AuthRefusal> {
    let request = SetRoles { user: path.user_id, roles: body.into_inner().granted };
    api.accounts.set_roles(who.cx(), request).await?;
    Ok(NoContent)
}
