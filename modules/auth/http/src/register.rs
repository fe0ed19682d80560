//! `POST /auth/register`

use std::sync::Arc;

use auth_contract::{AuthRefusal, Register};
use edge::{Anyone, Body, Created};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::answer::{TokenAnswer, device};

/// A new account. The rules are the module's.
#[derive(Deserialize, Validate, ToSchema)]
pub struct Registration {
    /// Unique without regard to case.
    #[schema(min_length = 3, max_length = 32, pattern = "^[A-Za-z0-9_]+$", example = "marigold")]
    username: String,
    /// Not easy to guess, and without the username inside.
    #[schema(min_length = 8, max_length = 128, format = Password, example = "seven-quiet-lanterns")]
    password: String,
    /// Unique without regard to case.
    #[schema(format = "email")]
    email: Option<String>,
}

pub(crate) async fn register(
    api: Arc<Api>,
    who: Anyone,
    body: Body<Registration>,
) -> Outcome<Created<TokenAnswer>, AuthRefusal> {
    let Registration { username, password, email } = body.into_inner();
    let request = Register { username, password, email, device: device(who.client()) };
    let signed = api.accounts.register(who.cx(), request).await?;
    Ok(Created::at(format!("/users/{}", signed.user_id), signed.into()))
}
