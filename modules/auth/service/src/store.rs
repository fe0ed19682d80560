//! The module's tables and the queries on them.

pub mod account;
pub mod audit_entry;
pub mod belongings;
pub mod erasure;
pub mod factor;
pub mod identity;
pub mod one_time_token;
pub mod passkey;
pub mod passkey_ceremony;
pub mod recovery_code;
pub mod refresh_token;
pub mod session;
pub mod sign_in_method;
pub mod signing_key;
