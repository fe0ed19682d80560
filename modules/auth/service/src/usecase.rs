//! One file a contract method.

mod change_password;
mod get_accounts;
mod get_jwks;
mod import_accounts;
mod list_sessions;
mod log_in;
mod log_out;
mod refresh;
mod register;
mod renew_access;
mod revoke_other_sessions;
mod revoke_session;
mod validate_telegram;
mod verify_token;
