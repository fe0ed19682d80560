//! The crate from outside: files made by its own writers and by other people's, whole, lying, cut short and mutated.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing helper is a failing test")]

mod avif;
mod avif_refused;
mod boxes;
mod fragments;
mod mp4;
mod mp4_refused;
mod mp4_scrub;
mod mutants;
mod real;
mod support;
mod webm;
mod webm_refused;
mod webm_scrub;
