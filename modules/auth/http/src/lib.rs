//! The auth module's public HTTP operations: signing in and out, devices, passwords, tokens, and the keys that check
//! them.
//!
//! Bodies that carry passwords or tokens have no `Debug`, so that no log line can show them.

mod account;
mod answer;
mod change_password;
mod email;
mod erasure;
mod get_jwks;
mod issue_token;
mod list_sessions;
mod log_in;
mod log_out;
mod optional;
mod passkeys;
mod refresh;
mod register;
mod revoke_session;
mod staff;
mod telegram;
mod totp;
mod validate_telegram;
mod verify_token;

pub use answer::TokenAnswer;

use std::sync::Arc;

use auth_contract::Accounts;
use edge::{Class, Routes};

/// What the operations need.
pub struct Api {
    /// The auth module.
    pub accounts: Arc<dyn Accounts>,
}

/// The module's operations.
pub fn routes(api: Api) -> Routes {
    let table = Routes::new("auth", "Auth", "Accounts, and how people prove who they are.", api)
        .post("/auth/register", register::register, "Creates an account and signs it in.")
        .limited(Class::Register)
        .signs_in()
        .post("/auth/login", log_in::log_in, "Signs in with a password.")
        .limited(Class::LogIn)
        .signs_in()
        .post(
            "/auth/validate",
            validate_telegram::validate_telegram,
            "Signs in with a Telegram Mini App's init data, creating the account at first sight.",
        )
        .limited(Class::LogIn)
        .signs_in()
        .post("/auth/token", issue_token::issue_token, "The OAuth 2 token endpoint (RFC 6749), as a form or JSON.")
        .limited(Class::LogIn)
        .post(
            "/auth/refresh",
            refresh::refresh,
            "Trades a refresh token for its successor; with only an access token, renews that.",
        )
        .limited(Class::Refresh)
        .renews()
        .get("/auth/verify", verify_token::verify_token, "Who the caller's access token speaks for.")
        .get_deprecated(
            "/auth/verify/{token}",
            verify_token::verify_token_in_path,
            "The same for a token in the path. Use `GET /auth/verify`: paths end up in logs.",
        )
        .post("/auth/logout", log_out::log_out, "Ends the sign-in of this device.")
        .signs_out()
        .get("/auth/sessions", list_sessions::list_sessions, "Where the caller is signed in, newest first.")
        .delete("/auth/sessions", revoke_session::revoke_other_sessions, "Signs out all of the caller's other devices.")
        .delete("/auth/sessions/{session_id}", revoke_session::revoke_session, "Signs out one of the caller's devices.")
        .post(
            "/auth/password/change",
            change_password::change_password,
            "Gives the caller a new password and signs out all of their other devices.",
        )
        .get("/.well-known/jwks.json", get_jwks::get_jwks, "The public keys that check access tokens (RFC 7517).")
        .limited(Class::Free);
    let table = account::routes(table);
    let table = erasure::routes(table);
    let table = email::routes(table);
    let table = telegram::routes(table);
    let table = totp::routes(table);
    let table = passkeys::routes(table);
    staff::routes(table).into()
}

#[cfg(test)]
mod tests;
