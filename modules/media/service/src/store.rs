//! The module's tables. A query names the owner wherever there is one.

pub mod content;
pub mod file;
pub mod leftover;
pub mod quota;
pub mod shelf;
pub mod upload;
