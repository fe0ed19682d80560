//! What files say of themselves: MP4, WebM and AVIF containers, read without decoding anything.
//!
//! Two questions are answered here. [`avif::read`] takes a whole picture and says where its coded tiles lie and how
//! they are put together. [`video::Probe`] takes a video that is too large to hold, names the few ranges it wants to
//! see, and says what the file is, how long it really lasts, and which bytes to overwrite so that nothing but pictures
//! and sound is left in it.
//!
//! The crate opens no file and no connection, knows no clock, and decodes no sample. Every length, count and offset in
//! a container is a claim: it is checked before it is used, and loops are paid for from a budget.

pub mod avif;
pub mod boxes;
mod fault;
mod fields;
pub mod video;

pub use fault::Fault;
pub use fields::Fields;
