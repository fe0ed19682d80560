//! The composition root: builds the modules, hands each its neighbours, and puts the gateway in front.
//!
//! This package is the only code that may name a service crate. It holds no domain logic.

pub mod app;
pub mod demo;
pub mod dev;
pub mod erasure;
pub mod gateway;
pub mod log;
pub mod memory;
pub mod model;
pub mod server;
pub mod settings;
