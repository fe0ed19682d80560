//! Measures how well the matching module predicts real decisions, and what it does to a community.
//!
//! The lab scores with the functions the product calls and knows no others. It reads files and returns a
//! [`Report`](eval::Report), or makes up people and returns a [`Report`](sim::Report) of how they fared; it keeps no
//! data, and the data it measures on is not part of the project.

pub mod data;
pub mod eval;
pub mod metrics;
mod mix;
pub mod sim;
