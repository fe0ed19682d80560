//! One file a contract method.

mod get_accounts;
mod get_jwks;
mod import_accounts;
mod log_in;
mod log_out;
mod refresh;
mod register;
mod renew_access;
mod validate_telegram;
mod verify_token;
