//! The corpus: files that people and attackers send, and what is right to make of each. All are made here; those that
//! need a real encoder of AV1, H.264 or VP9 are changed from the few in `fixtures`.

mod avif;
mod avif_refused;
mod boxes;
mod foreign;
pub mod gif;
mod gif_refused;
pub mod jpeg;
mod jpeg_metadata;
mod jpeg_refused;
pub mod pattern;
pub mod png;
mod png_refused;
mod video;
mod video_refused;
pub mod webp;
mod webp_refused;

use pattern::{Colour, HEIGHT, QUARTERS, WIDTH};

/// A file and what is right to make of it.
pub struct File {
    /// What is special about it; no two are called the same.
    pub name: String,
    /// What its sender calls it.
    pub filename: String,
    /// What its sender says it is.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What is right to make of it.
    pub verdict: Verdict,
}

/// What is right to make of a file.
pub enum Verdict {
    /// It is taken, and served anew.
    Taken(Taken),
    /// It is refused with a status and a code.
    Refused(u16, &'static str),
}

/// How a file that was taken looks.
pub struct Taken {
    /// `image` or `video`.
    pub kind: &'static str,
    /// Width of the upright picture in pixels.
    pub width: u32,
    /// Height of the upright picture in pixels.
    pub height: u32,
    /// The colours of its quarters: above left and right, below left and right. `None` where there is no telling.
    pub quarters: Option<[Colour; 4]>,
}

/// All files.
pub fn all() -> Vec<File> {
    let taken = [
        jpeg::files(),
        jpeg_metadata::files(),
        png::files(),
        gif::files(),
        webp::files(),
        avif::files(),
        video::files(),
    ];
    let refused = [
        jpeg_refused::files(),
        png_refused::files(),
        gif_refused::files(),
        webp_refused::files(),
        avif_refused::files(),
        video_refused::files(),
        foreign::files(),
    ];
    taken.into_iter().chain(refused).flatten().collect()
}

/// A picture that shows the four quarters in the usual size.
fn taken(name: impl Into<String>, bytes: Vec<u8>) -> File {
    sized(name, bytes, WIDTH, HEIGHT)
}

/// A picture that shows the four quarters in another size.
fn sized(name: impl Into<String>, bytes: Vec<u8>, width: u32, height: u32) -> File {
    shows(name, bytes, width, height, Some(QUARTERS))
}

/// A picture that shows something else.
fn shows(name: impl Into<String>, bytes: Vec<u8>, width: u32, height: u32, quarters: Option<[Colour; 4]>) -> File {
    file(name.into(), bytes, Verdict::Taken(Taken { kind: "image", width, height, quarters }))
}

/// A video.
fn video(name: &str, bytes: Vec<u8>, width: u32, height: u32, quarters: Option<[Colour; 4]>) -> File {
    file(name.to_owned(), bytes, Verdict::Taken(Taken { kind: "video", width, height, quarters }))
}

fn file(name: String, bytes: Vec<u8>, verdict: Verdict) -> File {
    File { name, filename: "photo.jpg".to_owned(), content_type: "image/jpeg", bytes, verdict }
}

fn refused(name: impl Into<String>, bytes: Vec<u8>, status: u16, code: &'static str) -> File {
    file(name.into(), bytes, Verdict::Refused(status, code))
}

/// A picture that contradicts itself, or ends too early.
fn corrupt(name: impl Into<String>, bytes: Vec<u8>) -> File {
    refused(name, bytes, 422, "corrupt_image")
}

/// A picture with more pixels than anybody needs.
fn too_large(name: impl Into<String>, bytes: Vec<u8>) -> File {
    refused(name, bytes, 422, "image_too_large")
}

/// Neither picture nor video, or of a kind that is not taken.
fn unsupported(name: impl Into<String>, bytes: Vec<u8>) -> File {
    refused(name, bytes, 415, "unsupported_media")
}

impl File {
    /// The same file under another name and type.
    fn called(mut self, filename: &str, content_type: &'static str) -> Self {
        self.filename = filename.to_owned();
        self.content_type = content_type;
        self
    }
}

/// The first bytes of a file, cut in places that hurt.
fn cuts(what: &str, whole: &[u8], places: &[usize]) -> Vec<File> {
    let cut =
        |&keep: &usize| corrupt(format!("{what}, cut after {keep} of {} bytes", whole.len()), whole[..keep].to_vec());
    places.iter().map(cut).collect()
}
