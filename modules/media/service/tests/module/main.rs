//! Use cases on a real database: what is left behind, what repeats, what is shared, what is refused.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod files;
mod screening;
mod sharing;
#[path = "../support/mod.rs"]
mod support;
mod upgrade;
mod uploads;
mod videos;
