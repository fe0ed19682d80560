//! `POST /auth/passkeys/login/begin` and `POST /auth/passkeys/login/finish`

use std::sync::Arc;

use auth_contract::{AuthRefusal, BeginPasskeyLogin, FinishPasskeyLogin, PasskeyRequest};
use edge::{Anyone, Body, Json};
use kernel::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::answer::{TokenAnswer, device};

/// What the browser is to be asked.
#[derive(Serialize, ToSchema)]
pub struct PasskeyLoginOffer {
    /// To be handed back within 5 minutes; good once.
    ceremony: String,
    /// `PublicKeyCredentialRequestOptionsJSON` of Web Authentication Level 3:
    /// `navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})`.
    #[schema(value_type = Object)]
    options: Value,
}

/// What the browser gave.
#[derive(Deserialize, Validate, ToSchema)]
pub struct PasskeyLoginEnd {
    /// From the start.
    ceremony: String,
    /// `AuthenticationResponseJSON`: the credential's `toJSON()`.
    #[schema(value_type = Object)]
    credential: Value,
}

pub(crate) async fn begin_passkey_login(api: Arc<Api>, who: Anyone) -> Outcome<Json<PasskeyLoginOffer>, AuthRefusal> {
    let PasskeyRequest { ceremony, options } = api.accounts.begin_passkey_login(who.cx(), BeginPasskeyLogin {}).await?;
    Ok(Json(PasskeyLoginOffer { ceremony, options }))
}

pub(crate) async fn finish_passkey_login(
    api: Arc<Api>,
    who: Anyone,
    body: Body<PasskeyLoginEnd>,
) -> Outcome<Json<TokenAnswer>, AuthRefusal> {
    let PasskeyLoginEnd { ceremony, credential } = body.into_inner();
    let request = FinishPasskeyLogin { ceremony, credential, device: device(who.client()) };
    Ok(Json(api.accounts.finish_passkey_login(who.cx(), request).await?.into()))
}
