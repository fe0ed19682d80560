//! Measures how well the matching module predicts real decisions.
//!
//! The lab scores with the functions the product calls and knows no others. It reads files and returns a
//! [`Report`](eval::Report); it keeps no data, and the data it measures on is not part of the project.

pub mod data;
pub mod eval;
pub mod metrics;
