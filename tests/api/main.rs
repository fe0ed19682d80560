//! The whole product over real HTTP and WebSocket, on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing helper is a failing test"
)]

mod canary;
mod cookies;
mod encounters;
mod enumeration;
mod erasure;
mod flow;
mod forged;
mod limits;
mod mail;
mod openapi;
mod pages;
mod photo;
mod refresh;
mod refusals;
mod signin;
mod storm;
mod support;
