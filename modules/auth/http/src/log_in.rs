//! `POST /auth/login`

use std::sync::Arc;

use auth_contract::{AuthRefusal, LogIn};
use edge::{Anyone, Body, Json};
use kernel::{FieldError, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::answer::{TokenAnswer, device};

/// A name and a password.
#[derive(Deserialize, Validate, ToSchema)]
pub struct Credentials {
    /// The username, or the e-mail address. This or `email` is required.
    username: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// The password.
    #[schema(format = Password)]
    password: String,
    /// A one-time code or a recovery code, for accounts that ask for one (401 `totp_required`).
    totp: Option<String>,
}

pub(crate) async fn log_in(
    api: Arc<Api>,
    who: Anyone,
    body: Body<Credentials>,
) -> Outcome<Json<TokenAnswer>, AuthRefusal> {
    let Credentials { username, email, password, totp } = body.into_inner();
    let nobody = || AuthRefusal::Invalid(vec![FieldError::new("username", "required", "Is required, or `email` is.")]);
    let login = username.or(email).ok_or_else(nobody)?;
    let request = LogIn { login, password, totp, device: device(who.client()) };
    Ok(Json(api.accounts.log_in(who.cx(), request).await?.into()))
}
