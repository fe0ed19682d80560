//! Test support: databases on every engine, an S3 server, a clock and ids that repeat, placements of a contract, a relay
//! that drains.
//! A dev-dependency only; it panics where a test would.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing helper is a failing test")]

mod database;
mod drain;
mod engine;
mod placement;
mod s3;
mod world;

pub use database::{ScratchPostgres, TestDatabase, scratch_folder};
pub use drain::drain;
pub use engine::{engines, postgres_url, services_required};
pub use placement::{Placed, Placement, place};
pub use s3::ScratchS3;
pub use world::{World, service_cx, service_cx_keyed, user, user_cx, user_cx_keyed};
