//! The accepted formats: which one a file has, what its header says, and its pixels in whatever channels or planes it
//! has, not yet upright.

mod avif;
mod gif;
mod jpeg;
mod png;
mod webp;

use std::panic::catch_unwind;

use image::DynamicImage;
use image::metadata::Orientation;

use crate::planar::Planar;
use crate::profile::Profile;
use crate::{PictureFormat, PictureHeader, PictureRefusal};

/// The format of a file by its first bytes; 64 of them are enough for nearly all files. A polyglot is what it begins
/// as.
#[must_use]
pub fn sniff(first_bytes: &[u8]) -> Option<PictureFormat> {
    match first_bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(PictureFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(PictureFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(PictureFormat::WebP),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(PictureFormat::Gif),
        _ => media_container::avif::is_avif(first_bytes).then_some(PictureFormat::Avif),
    }
}

/// The header of a picture in one of the accepted formats, not yet judged by any limit, when no rendition has a side
/// longer than `wanted` pixels.
pub fn header(bytes: &[u8], wanted: u32) -> Result<PictureHeader, PictureRefusal> {
    match sniff(bytes).ok_or(PictureRefusal::Unsupported)? {
        PictureFormat::Jpeg => jpeg::header(bytes, wanted),
        PictureFormat::Png => png::header(bytes, wanted),
        PictureFormat::WebP => webp::header(bytes, wanted),
        PictureFormat::Gif => gif::header(bytes, wanted),
        PictureFormat::Avif => avif::header(bytes, wanted),
    }
}

/// The pixels of a file as they are stored, and what is to be done with them.
pub struct Decoded {
    /// The pixels.
    pub pixels: Pixels,
    /// How they are to be turned.
    pub orientation: Orientation,
    /// What their colours refer to.
    pub profile: Profile,
}

/// The pixels of a file.
pub enum Pixels {
    /// Pixel by pixel, 8 bits a channel.
    Packed(DynamicImage),
    /// In planes that were not put together.
    Planar(Planar),
}

impl Pixels {
    /// Width and height of what is shown.
    pub fn size(&self) -> (u32, u32) {
        match self {
            Self::Packed(image) => (image.width(), image.height()),
            Self::Planar(planar) => planar.size(),
        }
    }
}

/// Decodes a file whose header was read and judged, when no rendition has a side longer than `wanted` pixels.
///
/// # Errors
/// `Corrupt` for damaged data and for content that contradicts `header`; `Unsupported` for features no decoder has.
pub fn decode(bytes: &[u8], header: &PictureHeader, wanted: u32) -> Result<Decoded, PictureRefusal> {
    // The decoders work on hostile input, and most are other people's code: one that trips has refused the file.
    let decoded = catch_unwind(|| match header.format {
        PictureFormat::Jpeg => jpeg::decode(bytes, wanted),
        PictureFormat::Png => png::decode(bytes, header),
        PictureFormat::WebP => webp::decode(bytes),
        PictureFormat::Gif => gif::decode(bytes, header),
        PictureFormat::Avif => avif::decode(bytes),
    });
    decoded.unwrap_or(Err(PictureRefusal::Corrupt))
}

/// The orientation of an Exif block, with or without the prefix it has in JPEG and, by mistake, in some other files.
fn upright(exif: Option<&[u8]>) -> Orientation {
    exif.map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))
        .and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms)
}
