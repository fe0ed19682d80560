//! One-time codes: `POST /auth/totp`, `POST /auth/totp/confirm`, `DELETE /auth/totp`

use std::sync::Arc;

use auth_contract::{AuthRefusal, BeginTotp, ConfirmTotp, RemoveTotp, TotpOffer};
use edge::{Body, Json, NoContent, SignedIn, Table};
use kernel::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .post("/auth/totp", begin_totp, "Offers a secret for one-time codes; it counts once it is confirmed.")
        .post("/auth/totp/confirm", confirm_totp, "Confirms the secret; from then on signing in takes a code.")
        .delete("/auth/totp", remove_totp, "Does away with one-time codes. The code is in the body.")
}

/// The password, once more.
#[derive(Deserialize, Validate, ToSchema)]
pub struct TotpBeginning {
    /// For accounts that have one.
    #[schema(format = Password)]
    password: Option<String>,
}

/// A secret for an authenticator app: SHA-1, 6 digits, 30 seconds.
#[derive(Serialize, ToSchema)]
pub struct TotpSetup {
    /// For typing: base32 without padding (RFC 4648).
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
    /// For a QR code.
    #[schema(example = "otpauth://totp/Kindling:marigold?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kindling")]
    uri: String,
}

/// What the app shows.
#[derive(Deserialize, Validate, ToSchema)]
pub struct TotpConfirmation {
    /// Six digits.
    #[schema(example = "287082")]
    code: String,
}

/// What opens the account when the app is lost. They are shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodeList {
    /// Ten, each good for one sign-in, in place of a one-time code.
    #[schema(example = json!(["k7mqz-w4t2p"]))]
    recovery_codes: Vec<String>,
}

/// What proves that it is the owner who does away with the codes.
#[derive(Deserialize, Validate, ToSchema)]
pub struct TotpRemoval {
    /// A one-time code or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

pub(crate) async fn begin_totp(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<TotpBeginning>,
) -> Outcome<Json<TotpSetup>, AuthRefusal> {
    let TotpBeginning { password } = body.into_inner();
    let TotpOffer { secret, uri } = api.accounts.begin_totp(who.cx(), BeginTotp { password }).await?;
    Ok(Json(TotpSetup { secret, uri }))
}

pub(crate) async fn confirm_totp(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<TotpConfirmation>,
) -> Outcome<Json<RecoveryCodeList>, AuthRefusal> {
    let TotpConfirmation { code } = body.into_inner();
    let recovery_codes = api.accounts.confirm_totp(who.cx(), ConfirmTotp { code }).await?.codes;
    Ok(Json(RecoveryCodeList { recovery_codes }))
}

pub(crate) async fn remove_totp(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<TotpRemoval>,
) -> Outcome<NoContent, AuthRefusal> {
    let TotpRemoval { code } = body.into_inner();
    api.accounts.remove_totp(who.cx(), RemoveTotp { code }).await?;
    Ok(NoContent)
}
