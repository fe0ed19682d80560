//! Contracts over HTTP: `POST /internal/<contract>/<method>`.
//!
//! The client is a [`Transport`](kernel::Transport) over one connection pool; the server is a table of contracts on its
//! own listener. Who asks travels in a short-lived token for one contract; the server refuses everything without one.

mod client;
mod header;
mod server;
mod token;

pub use client::HttpTransport;
pub use server::{Internal, Served};
pub use token::{InternalKey, TokenFault};
