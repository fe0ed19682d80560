//! `POST /auth/password/change`

use std::sync::Arc;

use auth_contract::{AuthRefusal, ChangePassword};
use edge::{Body, NoContent, SignedIn};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// The old password and the new one. The rules are the module's.
#[derive(Deserialize, Validate, ToSchema)]
pub struct PasswordChange {
    /// The one that is to go.
    #[schema(format = Password)]
    current_password: String,
    /// Not easy to guess, and without the username inside.
    #[schema(min_length = 8, max_length = 128, format = Password, example = "seven-quiet-lanterns")]
    new_password: String,
}

pub(crate) async fn change_password(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<PasswordChange>,
) -> Outcome<NoContent, AuthRefusal> {
    let PasswordChange { current_password, new_password } = body.into_inner();
    api.accounts.change_password(who.cx(), ChangePassword { current_password, new_password }).await?;
    Ok(NoContent)
}
