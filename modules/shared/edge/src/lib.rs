//! HTTP for the public side of modules.
//!
//! A module's http crate is one route table ([`Routes`]) and one short function an operation. The function's signature
//! says everything: its guard who may call, its extractors what comes in, its result what goes out and what may be
//! refused. Routes and the OpenAPI document are both made from it, so they cannot drift apart.

mod client;
mod cookies;
mod cors;
pub mod document;
mod etag;
pub mod extract;
pub mod gate;
pub mod guard;
mod handler;
mod limit;
mod listing;
mod origins;
pub mod problem;
pub mod reply;
mod routes;
mod session;
pub mod testing;
pub mod validation;

pub use client::{Client, Proxies};
pub use cors::Cors;
pub use etag::{IfMatch, Tagged};
pub use extract::{Body, BodyAbout, JsonOrUpload, Path, Query, Raw, Upload};
pub use gate::{Authenticator, Denied, Gate, GateSettings, Verified};
pub use guard::{Anyone, SignedIn};
pub use limit::{Class, LimitSettings, Limiter};
pub use origins::Origins;
pub use problem::Problem;
pub use reply::{Accepted, Created, Json, NoContent, Response, Switched};
pub use routes::{Routes, Table, method_not_allowed, mount, not_found, plain};
