//! Init data as Telegram signs it, with the bot token of these tests.

use aws_lc_rs::hmac;
use serde_json::json;

use crate::support::Server;

/// Fresh init data of a Telegram account (Telegram, "Validating data received via the Mini App").
pub fn init_data(server: &Server, telegram_id: i64) -> String {
    let user = json!({ "id": telegram_id, "first_name": "Somebody" }).to_string();
    let date = server.app().clock.now().as_secs().to_string();
    let token = server.app().settings.auth.telegram_bot_token.clone().unwrap();
    let secret = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"WebAppData"), token.as_bytes());
    let check = format!("auth_date={date}\nuser={user}");
    let hash = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref()), check.as_bytes());
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let user: String = user.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("auth_date={date}&user={user}&hash={hash}")
}
