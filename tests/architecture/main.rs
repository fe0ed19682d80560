//! The house rules, checked. Every rule comes with a counterexample that it must reject.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing helper is a failing test")]

mod crates;
mod layout;
mod sources;
