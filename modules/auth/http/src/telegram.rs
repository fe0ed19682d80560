//! Telegram beside other ways to sign in: `POST /auth/link/telegram`, `DELETE /auth/link/telegram`

use std::sync::Arc;

use auth_contract::{AuthRefusal, LinkTelegram, UnlinkTelegram};
use edge::{Body, NoContent, SignedIn, Table};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .post("/auth/link/telegram", link_telegram, "Ties a Telegram account to the caller's; it signs in to it then.")
        .delete("/auth/link/telegram", unlink_telegram, "Unties it, unless it is the only way left to sign in.")
}

/// What Telegram gave the Mini App.
#[derive(Deserialize, Validate, ToSchema)]
pub struct TelegramLink {
    /// `Telegram.WebApp.initData` as it is; at most 16 KiB and 64 fields.
    init_data: String,
}

pub(crate) async fn link_telegram(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<TelegramLink>,
) -> Outcome<NoContent, AuthRefusal> {
    let TelegramLink { init_data } = body.into_inner();
    api.accounts.link_telegram(who.cx(), LinkTelegram { init_data }).await?;
    Ok(NoContent)
}

pub(crate) async fn unlink_telegram(api: Arc<Api>, who: SignedIn) -> Outcome<NoContent, AuthRefusal> {
    api.accounts.unlink_telegram(who.cx(), UnlinkTelegram {}).await?;
    Ok(NoContent)
}
