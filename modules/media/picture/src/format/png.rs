//! PNG (W3C PNG, third edition); of an animated one the default image.

use std::io::Cursor;

use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use png::{ColorType, Decoder, Limits, Transformations};

use crate::format::{Decoded, Pixels, upright};
use crate::profile::Profile;
use crate::{PictureFormat, PictureHeader, PictureRefusal, profile, scale};

/// Room for what the decoder keeps beside the pixels: palette, profile, Exif, single rows.
const SIDE_DATA: usize = 2 * profile::MOST_BYTES;

/// Dimensions and cost by the header chunk.
pub fn header(bytes: &[u8], wanted: u32) -> Result<PictureHeader, PictureRefusal> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    let info = decoder.read_header_info().map_err(|_| PictureRefusal::Corrupt)?;
    // With room for the transparency that a later tRNS chunk may add.
    let channels = match info.color_type {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb | ColorType::Rgba | ColorType::Indexed => 4,
    };
    // Sides of 31 bits are said here and judged later.
    let pixels = (u64::from(info.width) * u64::from(info.height)).saturating_mul(channels);
    let beside = (SIDE_DATA as u64).max(scale::cost((info.width, info.height), wanted, channels, scale::PACKED));
    let memory = pixels.saturating_add(beside);
    Ok(PictureHeader { format: PictureFormat::Png, width: info.width, height: info.height, memory })
}

/// Decodes a file whose header was judged. Samples of 16 bits are dropped to 8 row by row: a whole picture of them
/// would double the memory.
///
/// # Errors
/// `Corrupt` for damaged data and for content that contradicts `header`.
pub fn decode(bytes: &[u8], header: &PictureHeader) -> Result<Decoded, PictureRefusal> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: SIDE_DATA });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| PictureRefusal::Corrupt)?;
    let (width, height) = reader.info().size();
    let size = reader.output_buffer_size().ok_or(PictureRefusal::TooLarge)?;
    if (width, height) != (header.width, header.height) || size as u64 > header.memory {
        return Err(PictureRefusal::Corrupt);
    }
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(|_| PictureRefusal::Corrupt)?;
    if (frame.width, frame.height) != (width, height) {
        return Err(PictureRefusal::Corrupt);
    }
    // To the end of the file: it must be there, and Exif may come after the pixels.
    reader.finish().map_err(|_| PictureRefusal::Corrupt)?;
    let info = reader.info();
    let image = match frame.color_type {
        ColorType::Grayscale => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        ColorType::GrayscaleAlpha => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        ColorType::Rgb => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        ColorType::Rgba => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        ColorType::Indexed => None,
    };
    Ok(Decoded {
        pixels: Pixels::Packed(image.ok_or(PictureRefusal::Corrupt)?),
        orientation: upright(info.exif_metadata.as_deref()),
        profile: Profile::icc(info.icc_profile.as_deref()),
    })
}
