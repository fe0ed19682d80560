//! The module's rules: pure, no input or output.

pub mod email;
pub mod password;
pub mod refresh;
pub mod telegram;
pub mod username;
