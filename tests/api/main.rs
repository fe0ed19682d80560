//! The whole product over real HTTP and WebSocket, on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing helper is a failing test"
)]

mod attacker;
mod canary;
mod cookies;
mod corpus;
mod encounters;
mod enumeration;
mod erasure;
mod flow;
mod forged;
mod idor;
mod limits;
mod mail;
mod openapi;
mod pages;
mod parting;
mod photo;
mod places;
mod refresh;
mod refusals;
mod sample;
mod signin;
mod storm;
mod support;
mod telegram;
mod uploads;
mod visibility;
mod walker;
