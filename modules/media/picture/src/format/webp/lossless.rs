//! Lossless WebP, VP8L (RFC 9649, 3).
//!
//! Own code, because the decoder at hand takes as much memory for prefix codes as a file asks for, up to gigabytes,
//! and seven bytes a pixel where four do.

mod bits;
mod pixels;
mod prefix;
mod transform;

use crate::PictureRefusal;
use bits::Bits;
use pixels::Kind;
use transform::Transform;

pub use pixels::{MOST_TABLES, Pixel};

/// Bytes a pixel that decoding takes at most: the pixels, then for squares of four by four pixels the choices of two
/// transforms, the regions of codes, and the image that these are made from.
pub const BYTES_A_PIXEL: u64 = 5;

/// Decodes a VP8L picture of a size that was read from its header.
///
/// # Errors
/// `Corrupt` for damaged or missing data, `TooLarge` for tables that no encoder makes.
pub fn decode(data: &[u8], width: u32, height: u32) -> Result<Vec<Pixel>, PictureRefusal> {
    let mut bits = Bits::new(data.get(1..).ok_or(PictureRefusal::Corrupt)?);
    bits.take(14);
    bits.take(14);
    let transparent = bits.flag();
    if bits.take(3) != 0 {
        return Err(PictureRefusal::Unsupported);
    }
    let mut pixels = decode_bare(&mut bits, width, height)?;
    if !transparent {
        pixels.iter_mut().for_each(|[.., opacity]| *opacity = u8::MAX);
    }
    Ok(pixels)
}

/// Decodes what [`decode`] has behind its header; the opacity of a lossy frame is coded so, in green.
///
/// # Errors
/// As for [`decode`].
pub fn decode_headless(data: &[u8], width: u32, height: u32) -> Result<Vec<Pixel>, PictureRefusal> {
    decode_bare(&mut Bits::new(data), width, height)
}

fn decode_bare(bits: &mut Bits, width: u32, height: u32) -> Result<Vec<Pixel>, PictureRefusal> {
    let (width, height) = (width as usize, height as usize);
    let kind = Kind::Picture(width * height);
    let (transforms, mut width) = Transform::read_all(bits, width, height)?;
    let mut pixels = pixels::read(bits, width, height, kind)?;
    for transform in transforms.iter().rev() {
        pixels = transform.undo(pixels, width);
        width = transform.width().unwrap_or(width);
    }
    Ok(pixels)
}
