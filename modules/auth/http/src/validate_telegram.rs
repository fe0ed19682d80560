//! `POST /auth/validate`

use std::sync::Arc;

use auth_contract::{AuthRefusal, ValidateTelegram};
use edge::{Anyone, Body, Json};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::answer::{TokenAnswer, device};

/// What Telegram gave the Mini App. A `bot_token`, if one is sent, is ignored: the server has its own.
#[derive(Deserialize, Validate, ToSchema)]
pub struct TelegramSignIn {
    /// `Telegram.WebApp.initData` as it is; at most 16 KiB and 64 fields.
    init_data: String,
    /// A one-time code or a recovery code, for accounts that ask for one (401 `totp_required`).
    totp: Option<String>,
}

pub(crate) async fn validate_telegram(
    api: Arc<Api>,
    who: Anyone,
    body: Body<TelegramSignIn>,
) -> Outcome<Json<TokenAnswer>, AuthRefusal> {
    let TelegramSignIn { init_data, totp } = body.into_inner();
    let request = ValidateTelegram { init_data, totp, device: device(who.client()) };
    Ok(Json(api.accounts.validate_telegram(who.cx(), request).await?.into()))
}
