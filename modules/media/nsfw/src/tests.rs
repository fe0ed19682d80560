//! Everything that does not need the real weights: layers, input, file format, and hostile packages.

mod file;
mod layers;
mod network;
mod package;
mod prepare;
mod reference;
mod sample;
mod scores;
mod script;
mod topology;
