//! The rules of the media module, pure: no clock, no database, no storage.

pub mod blob;
pub mod filename;
pub mod link;
pub mod screening;
