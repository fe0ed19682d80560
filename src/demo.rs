//! Demo content for `kindling dev`: invented people and their drawn portraits, computed from a seed.
//!
//! Pure functions: no database, no network, no clock, no call into another module.

pub mod people;
pub mod portrait;
mod random;
