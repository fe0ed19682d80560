//! The module on real databases with fake neighbours.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod blocks;
mod caches;
#[path = "../house/mod.rs"]
mod house;
mod leaving;
mod moves;
mod own;
mod photos;
mod profiles;
mod search;
mod visibility;
