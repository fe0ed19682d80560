//! The whole product over real HTTP and WebSocket, on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing helper is a failing test"
)]

mod encounters;
mod flow;
mod openapi;
mod pages;
mod photo;
mod refusals;
mod signin;
mod support;
