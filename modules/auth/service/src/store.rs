//! The module's tables and the queries on them.

pub mod account;
pub mod identity;
pub mod refresh_token;
pub mod session;
