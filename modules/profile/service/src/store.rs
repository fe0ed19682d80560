//! The module's tables. Every finder names whose rows it finds.

pub mod block;
pub mod leaving;
pub mod person;
pub mod photo;
pub mod profile;
