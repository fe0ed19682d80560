//! Writers of small files, and files written by others.

pub mod boxes;
pub mod ebml;
pub mod film;
pub mod fixture;
pub mod fragment;
pub mod picture;
pub mod probing;
