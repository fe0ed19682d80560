//! The module's rules: pure, no input or output.

pub mod email;
pub mod link;
pub mod mail;
pub mod password;
pub mod receipt;
pub mod recovery_code;
pub mod refresh;
pub mod telegram;
pub mod totp;
pub mod username;
