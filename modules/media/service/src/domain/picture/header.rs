//! Sniffing by content, and the numbers a header gives before anything is decoded.

use std::io::Cursor;

use super::{PictureFormat, PictureHeader, PictureRefusal, jpeg, webp};

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The header of a picture in one of the accepted formats, not yet judged by any limit.
pub fn read(bytes: &[u8]) -> Result<PictureHeader, PictureRefusal> {
    match sniff(bytes).ok_or(PictureRefusal::Unsupported)? {
        PictureFormat::Jpeg => jpeg::header(bytes),
        PictureFormat::Png => png(bytes),
        PictureFormat::WebP => webp::header(bytes),
    }
}

fn sniff(bytes: &[u8]) -> Option<PictureFormat> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(PictureFormat::Jpeg)
    } else if bytes.starts_with(PNG_SIGNATURE) {
        Some(PictureFormat::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(PictureFormat::WebP)
    } else {
        None
    }
}

fn png(bytes: &[u8]) -> Result<PictureHeader, PictureRefusal> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    let info = decoder.read_header_info().map_err(|_| PictureRefusal::Corrupt)?;
    // With room for the transparency that a later tRNS chunk may add.
    let channels = match info.color_type {
        png::ColorType::Grayscale | png::ColorType::GrayscaleAlpha => 2,
        png::ColorType::Rgb | png::ColorType::Rgba | png::ColorType::Indexed => 4,
    };
    let memory = u64::from(info.width) * u64::from(info.height) * channels;
    Ok(PictureHeader { format: PictureFormat::Png, width: info.width, height: info.height, memory })
}
