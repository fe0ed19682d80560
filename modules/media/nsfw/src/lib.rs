//! A classifier of explicit pictures: the MobileNetV2 of the `nsfwjs` package.
//!
//! nsfwjs is MIT-licensed and brings its weights with it. [`Package`] reads them out of the file that `npm pack nsfwjs`
//! writes and makes a small model file; [`Model`] loads that file and judges pictures with a forward pass of its own,
//! whose scores agree with the original's to a few millionths. No JavaScript is run, and nothing is fetched: bytes come
//! in, scores go out. How right the scores are is the original's matter and was not measured here.
//!
//! The crate knows nothing of files, threads, thresholds, or what is done about an explicit picture.

mod architecture;
mod file;
mod fold;
mod model;
mod network;
mod package;
mod prepare;
mod scores;
#[cfg(test)]
mod tests;

pub use file::ModelFileError;
pub use model::{ClassifyError, MAX_SIDE, Model};
pub use package::{ArchiveError, Package, PackageError, RELEASES, Release, ScriptError, TopologyError};
pub use scores::Scores;
