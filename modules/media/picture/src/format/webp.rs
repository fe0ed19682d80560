//! WebP (RFC 9649), lossy and lossless; of an animated one the first frame.

mod chunks;
mod lossless;
mod opacity;

use fast_image_resize::PixelType;
use fast_image_resize::images::Image;
use image::{DynamicImage, RgbaImage};
use image_webp::vp8::{Frame as Lossy, Vp8Decoder};

use super::{Decoded, Pixels, upright};
use crate::planar::{Levels, Model, Planar, Plane, Weights};
use crate::profile::Profile;
use crate::{PictureFormat, PictureHeader, PictureRefusal, scale};
use chunks::{File, Frame};

/// Room for tables of either decoder that have one size.
const TABLES: u64 = 64 << 10;

/// What the lossy decoder takes for a part of the data that claims to be this long, before it sees that it is not; all
/// real parts together are in memory twice.
const LOSSY_DATA: u64 = 1 << 24;

/// Dimensions and cost by the canvas and the frame: a small canvas could hide a huge frame, so the larger one counts.
pub fn header(bytes: &[u8], wanted: u32) -> Result<PictureHeader, PictureRefusal> {
    let file = File::read(bytes)?;
    let (width, height) = file.frame.size()?;
    let canvas = file.canvas.unwrap_or((width, height));
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    let frame = area((width, height));
    // A lossy frame is held in whole macroblocks of 16 x 16 pixels, with notes on each of them.
    let blocks = 2 * area((width.next_multiple_of(16), height.next_multiple_of(16)));
    let pixels = lossless::BYTES_A_PIXEL * frame + lossless::MOST_TABLES as u64 + TABLES;
    let lossy = blocks + LOSSY_DATA + TABLES + 2 * bytes.len() as u64;
    let (decoding, mut held) = match (file.frame.lossless.is_some(), file.frame.alpha.is_some()) {
        (true, _) => (pixels, 4 * frame),
        (false, true) => (pixels.max(frame + lossy), frame + blocks),
        (false, false) => (lossy, blocks),
    };
    if canvas != (width, height) {
        // A frame that does not fill the canvas is converted and laid on it.
        held += 8 * frame + 4 * area(canvas);
    }
    let shrinking = if file.frame.lossless.is_some() || canvas != (width, height) {
        scale::cost(canvas, wanted, 4, scale::PACKED)
    } else {
        // Four planes, their colours without transparency and with it.
        scale::cost(canvas, wanted, 1, 4 + 3 + 4)
    };
    let memory = decoding.max(held + shrinking);
    let (width, height) = (width.max(canvas.0), height.max(canvas.1));
    Ok(PictureHeader { format: PictureFormat::WebP, width, height, memory })
}

/// Decodes a file whose header was judged.
///
/// # Errors
/// `Corrupt` for damaged or missing data; `TooLarge` and `Unsupported` for what only the decoding can find.
pub fn decode(bytes: &[u8]) -> Result<Decoded, PictureRefusal> {
    let file = File::read(bytes)?;
    let size = file.frame.size()?;
    let canvas = file.canvas.unwrap_or(size);
    if !file.is_sound(size, canvas) {
        return Err(PictureRefusal::Corrupt);
    }
    let mut pixels = frame(&file.frame, size)?;
    if canvas != size {
        pixels = Pixels::Packed(laid(pixels, &file.frame, canvas)?);
    }
    Ok(Decoded { pixels, orientation: upright(file.exif), profile: Profile::icc(file.icc) })
}

impl File<'_> {
    /// Whether a still fills the canvas, and a frame of an animation lies on it and is as large as it says.
    fn is_sound(&self, size: (u32, u32), canvas: (u32, u32)) -> bool {
        if !self.animated {
            return size == canvas;
        }
        let inside = |from: u32, length: u32, room: u32| from.saturating_add(length) <= room;
        let frame = &self.frame;
        frame.claimed == Some(size) && inside(frame.left, size.0, canvas.0) && inside(frame.top, size.1, canvas.1)
    }
}

fn frame(frame: &Frame, (width, height): (u32, u32)) -> Result<Pixels, PictureRefusal> {
    if let Some(data) = frame.lossless {
        let pixels = lossless::decode(data, width, height)?.into_flattened();
        let image = RgbaImage::from_raw(width, height, pixels).ok_or(PictureRefusal::Corrupt)?;
        return Ok(Pixels::Packed(image.into()));
    }
    let opacity = frame.alpha.map(|chunk| opacity::decode(chunk, width, height)).transpose()?;
    let lossy = Vp8Decoder::decode_frame(frame.lossy.ok_or(PictureRefusal::Corrupt)?).map_err(refusal)?;
    if (u32::from(lossy.width), u32::from(lossy.height)) != (width, height) {
        return Err(PictureRefusal::Corrupt);
    }
    // RFC 6386, 9.2: the colours of ITU-R BT.601, in the limited range.
    let mut planar = Planar::new(width, height, planes(lossy)?, Model::Ycc(Weights::BT601));
    planar.levels = Levels::limited(8);
    if let Some(opacity) = opacity {
        let samples = Image::from_vec_u8(width, height, opacity, PixelType::U8).map_err(|_| PictureRefusal::Corrupt)?;
        let alpha = Plane { samples, across: width.into(), down: height.into() };
        planar.set_alpha(alpha, Levels::full(8), false);
    }
    Ok(Pixels::Planar(planar))
}

/// The planes of a frame without the padding to whole macroblocks.
fn planes(frame: Lossy) -> Result<Vec<Plane>, PictureRefusal> {
    let (width, height) = (u32::from(frame.width), u32::from(frame.height));
    let stride = width.next_multiple_of(16) as usize;
    let chroma = (width.div_ceil(2), height.div_ceil(2));
    let parts = [
        (frame.ybuf, (width, height), stride, 1.0),
        (frame.ubuf, chroma, stride / 2, 2.0),
        (frame.vbuf, chroma, stride / 2, 2.0),
    ];
    let planes = parts.into_iter().map(|(mut samples, (across, down), stride, pixels)| {
        for row in 0..down as usize {
            let from = row * stride;
            if samples.len() < from + across as usize {
                return Err(PictureRefusal::Corrupt);
            }
            samples.copy_within(from..from + across as usize, row * across as usize);
        }
        samples.truncate(across as usize * down as usize);
        let samples = Image::from_vec_u8(across, down, samples, PixelType::U8).map_err(|_| PictureRefusal::Corrupt)?;
        Ok(Plane { samples, across: f64::from(width) / pixels, down: f64::from(height) / pixels })
    });
    planes.collect()
}

/// A frame on an otherwise transparent canvas.
fn laid(pixels: Pixels, frame: &Frame, (width, height): (u32, u32)) -> Result<DynamicImage, PictureRefusal> {
    let image = match pixels {
        Pixels::Packed(image) => image,
        Pixels::Planar(planar) => {
            let (width, height) = planar.size();
            planar.render(width, height, &mut fast_image_resize::Resizer::new())?
        }
    };
    let mut canvas = RgbaImage::new(width, height);
    image::imageops::replace(&mut canvas, &image.into_rgba8(), frame.left.into(), frame.top.into());
    Ok(canvas.into())
}

fn refusal(error: image_webp::DecodingError) -> PictureRefusal {
    match error {
        image_webp::DecodingError::UnsupportedFeature(_) => PictureRefusal::Unsupported,
        _ => PictureRefusal::Corrupt,
    }
}
