//! The module's rules: pure functions, no input or output.

pub mod age;
pub mod changes;
pub mod completeness;
pub mod draft;
pub mod moves;
pub mod names;
pub mod person;
pub mod photos;
pub mod progress;
pub mod settings;
pub mod text;
pub mod view;
pub mod visibility;
