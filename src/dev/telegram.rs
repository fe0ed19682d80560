//! `POST /dev/telegram/init-data`

use std::sync::Arc;

use aws_lc_rs::hmac;
use edge::{Anyone, Body, Json};
use kernel::{NoRefusal, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::Api;

/// The Telegram user to pretend to be.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct DemoTelegramUser {
    /// Their Telegram id.
    #[schema(example = 4242)]
    #[validate(range(min = 1))]
    id: i64,
    /// Their first name.
    #[schema(example = "Ada")]
    #[validate(length(min = 1, max = 64))]
    first_name: String,
    /// Their username.
    username: Option<String>,
}

/// Init data as a Mini App gets it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoInitData {
    /// For `POST /auth/validate`; good for an hour.
    init_data: String,
}

pub(super) async fn demo_init_data(
    api: Arc<Api>,
    _who: Anyone,
    body: Body<DemoTelegramUser>,
) -> Outcome<Json<DemoInitData>, NoRefusal> {
    let DemoTelegramUser { id, first_name, username } = body.into_inner();
    let user = serde_json::json!({ "id": id, "first_name": first_name, "username": username }).to_string();
    let auth_date = api.clock.now().as_secs().to_string();
    // The Mini Apps documentation, "Validating data received via the Mini App": fields sorted, joined by line feeds.
    let check = format!("auth_date={auth_date}\nuser={user}");
    let mac = |key: &[u8], message: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    let secret = mac(b"WebAppData", api.bot_token.as_bytes());
    let hash: String =
        mac(secret.as_ref(), check.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let init_data = format!("auth_date={auth_date}&user={}&hash={hash}", percent_encoded(&user));
    Ok(Json(DemoInitData { init_data }))
}

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3).
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
