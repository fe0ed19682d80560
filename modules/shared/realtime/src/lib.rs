//! Live connections: the hub that reaches them, and the one session logic that every transport shares.
//!
//! A transport (WebSocket today; Socket.IO and Server-Sent Events plug in beside it) turns what arrives into
//! [`Incoming`] and writes out what a [`Queue`] holds; everything between, from signing in to rate limits, is
//! [`Session`]. What commands mean is the business of whoever implements [`Commands`]: this crate knows no module.

mod close;
mod command;
mod hub;
mod inbound;
mod outbound;
mod queue;
mod rate;
mod session;
mod settings;

pub use close::Close;
pub use command::{Answer, Command, Commands, Refused, UpTo};
pub use hub::{Connection, Counts, Entry, Hub};
pub use queue::{Next, Outgoing, Queue};
pub use session::{Incoming, Session};
pub use settings::RealtimeSettings;
