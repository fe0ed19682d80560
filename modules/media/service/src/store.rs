//! The module's tables and the queries on them.

pub mod file;
pub mod leftover;
pub mod shelf;
