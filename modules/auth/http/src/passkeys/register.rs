//! `POST /auth/passkeys/register/begin` and `POST /auth/passkeys/register/finish`

use std::sync::Arc;

use auth_contract::{AuthRefusal, BeginPasskeyRegistration, FinishPasskeyRegistration, PasskeyCreation};
use edge::{Body, Created, Json, SignedIn};
use kernel::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use super::manage::PasskeyItem;
use crate::Api;

/// Who asks, once more.
#[derive(Deserialize, Validate, ToSchema)]
pub struct PasskeyRegistrationStart {
    /// The password, for accounts that have one.
    #[schema(format = Password)]
    password: Option<String>,
}

/// What the browser is to be asked.
#[derive(Serialize, ToSchema)]
pub struct PasskeyCreationOffer {
    /// To be handed back within 5 minutes; good once.
    ceremony: String,
    /// `PublicKeyCredentialCreationOptionsJSON` of Web Authentication Level 3:
    /// `navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})`.
    #[schema(value_type = Object)]
    options: Value,
}

/// What the browser gave.
#[derive(Deserialize, Validate, ToSchema)]
pub struct PasskeyRegistrationEnd {
    /// From the start.
    ceremony: String,
    /// What the person calls the passkey; `Passkey` when absent.
    #[schema(max_length = 64, example = "Blue phone")]
    name: Option<String>,
    /// `RegistrationResponseJSON`: the credential's `toJSON()`.
    #[schema(value_type = Object)]
    credential: Value,
}

pub(crate) async fn begin_passkey_registration(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<PasskeyRegistrationStart>,
) -> Outcome<Json<PasskeyCreationOffer>, AuthRefusal> {
    let request = BeginPasskeyRegistration { password: body.into_inner().password };
    let PasskeyCreation { ceremony, options } = api.accounts.begin_passkey_registration(who.cx(), request).await?;
    Ok(Json(PasskeyCreationOffer { ceremony, options }))
}

pub(crate) async fn finish_passkey_registration(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<PasskeyRegistrationEnd>,
) -> Outcome<Created<PasskeyItem>, AuthRefusal> {
    let PasskeyRegistrationEnd { ceremony, name, credential } = body.into_inner();
    let request = FinishPasskeyRegistration { ceremony, name, credential };
    Ok(Created::new(api.accounts.finish_passkey_registration(who.cx(), request).await?.into()))
}
