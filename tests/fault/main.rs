//! Faults: a process that is killed in the middle of its work.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failing helper is a failing test"
)]

mod kill;
