//! From bytes to pixels: 8 bits a channel, in whatever channels the file has, not yet upright.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageError, Limits, RgbImage, RgbaImage};

use super::{PictureFormat, PictureHeader, PictureRefusal};

/// Room for what the PNG decoder keeps beside the pixels: palette, Exif, single rows.
const PNG_SIDE_DATA: usize = 16 << 20;

/// The pixels of a file as they are stored, and how they are to be turned.
pub struct Decoded {
    pub image: DynamicImage,
    pub orientation: Orientation,
}

/// Decodes a file whose header was read and judged.
///
/// # Errors
/// `Corrupt` for damaged data and for content that contradicts `header`; `Unsupported` for features no decoder has.
pub fn decode(bytes: &[u8], header: &PictureHeader) -> Result<Decoded, PictureRefusal> {
    match header.format {
        PictureFormat::Jpeg => read(JpegDecoder::new(Cursor::new(bytes)).map_err(refusal)?, header),
        PictureFormat::WebP => read(WebPDecoder::new(Cursor::new(bytes)).map_err(refusal)?, header),
        PictureFormat::Png => png(bytes, header),
    }
}

fn read(mut decoder: impl ImageDecoder, header: &PictureHeader) -> Result<Decoded, PictureRefusal> {
    if decoder.dimensions() != (header.width, header.height) || decoder.total_bytes() > header.memory {
        return Err(PictureRefusal::Corrupt);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(header.width);
    limits.max_image_height = Some(header.height);
    limits.max_alloc = Some(header.memory);
    decoder.set_limits(limits).map_err(refusal)?;
    // Damaged metadata is no reason to refuse sound pixels.
    let orientation = upright(decoder.exif_metadata().ok().flatten().as_deref());
    let image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    Ok(Decoded { image, orientation })
}

/// PNG is read by its own crate, because that one can drop 16-bit samples to 8 row by row; a whole picture of them
/// would double the memory.
fn png(bytes: &[u8], header: &PictureHeader) -> Result<Decoded, PictureRefusal> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: PNG_SIDE_DATA });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
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
    let orientation = upright(reader.info().exif_metadata.as_deref());
    let image = match frame.color_type {
        png::ColorType::Grayscale => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        png::ColorType::GrayscaleAlpha => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        png::ColorType::Rgb => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        png::ColorType::Rgba => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        png::ColorType::Indexed => None,
    };
    Ok(Decoded { image: image.ok_or(PictureRefusal::Corrupt)?, orientation })
}

/// The orientation of an Exif block, with or without the prefix it has in JPEG and, by mistake, in some other files.
fn upright(exif: Option<&[u8]>) -> Orientation {
    exif.map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))
        .and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms)
}

fn refusal(error: ImageError) -> PictureRefusal {
    match error {
        ImageError::Limits(_) => PictureRefusal::TooLarge,
        ImageError::Unsupported(_) => PictureRefusal::Unsupported,
        _ => PictureRefusal::Corrupt,
    }
}
