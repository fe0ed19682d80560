//! Faults: a process that is killed in the middle of its work, and one that is sent what nobody should send.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing helper is a failing test"
)]

mod kill;
mod uploads;
