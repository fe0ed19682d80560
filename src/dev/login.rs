//! `POST /dev/login`

use std::sync::Arc;

use auth_contract::{AuthRefusal, Device, LogIn};
use auth_http::TokenAnswer;
use edge::{Anyone, Body, Json};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{Api, DEMO_PASSWORD};

/// Who to be.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct DemoLogin {
    /// A demo person's username.
    #[serde(rename = "as")]
    #[schema(example = "alice")]
    #[validate(length(min = 1, max = 64))]
    username: String,
}

pub(super) async fn demo_login(
    api: Arc<Api>,
    who: Anyone,
    body: Body<DemoLogin>,
) -> Outcome<Json<TokenAnswer>, AuthRefusal> {
    let login = body.into_inner().username;
    let device = Device { label: Some("demo login".into()), ip: None };
    let request = LogIn { login, password: DEMO_PASSWORD.into(), totp: None, device };
    Ok(Json(api.accounts.log_in(who.cx(), request).await?.into()))
}
