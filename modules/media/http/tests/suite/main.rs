//! The public operations, with a module that answers what the test says.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod operations;
mod support;
mod tus;
