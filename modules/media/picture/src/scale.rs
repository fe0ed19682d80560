//! From one decoded picture to its upright sizes, each made from the next larger one.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use crate::format::{Decoded, Pixels};
use crate::profile::to_srgb;
use crate::resample::{Region, divide_alpha, multiply_alpha, resample};
use crate::{PictureRefusal, Plan};

/// Upright sizes in the sRGB colour space, largest first, in RGB or RGBA.
pub struct Scaled {
    /// Width of the upright original.
    pub width: u32,
    /// Height of the upright original.
    pub height: u32,
    /// One image a box, largest first.
    pub images: Vec<Fitted>,
}

/// A picture fitted into a box.
pub struct Fitted {
    /// The box: longest side in pixels that it may have.
    pub fits: u32,
    /// The picture.
    pub image: DynamicImage,
}

/// Fits a picture into the boxes of a plan.
///
/// The original is shrunk in its own channels or planes and position first; turning it and converting its colours
/// costs a tenth on the small result.
pub fn scale(decoded: Decoded, plan: &Plan) -> Result<Scaled, PictureRefusal> {
    let Decoded { pixels, orientation, profile } = decoded;
    let (stored_width, stored_height) = pixels.size();
    let sizes = plan.fitting(stored_width.max(stored_height));
    let (&largest, smaller) = sizes.split_last().ok_or(FAILED)?;
    let mut resizer = Resizer::new();
    let (w, h) = fit(stored_width, stored_height, largest);
    let image = match pixels {
        Pixels::Packed(image) => shrink(image, w, h, &mut resizer)?,
        Pixels::Planar(planar) => planar.render(w, h, &mut resizer)?,
    };
    let mut image = colour(to_srgb(image, &profile));
    image.apply_orientation(orientation);
    let (width, height) = match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (stored_height, stored_width)
        }
        _ => (stored_width, stored_height),
    };
    let mut images = Vec::with_capacity(sizes.len());
    let mut larger = largest;
    for &fits in smaller.iter().rev() {
        let (w, h) = fit(width, height, fits);
        let next = shrunk(&image, w, h, &mut resizer)?;
        images.push(Fitted { fits: larger, image: std::mem::replace(&mut image, next) });
        larger = fits;
    }
    images.push(Fitted { fits: larger, image });
    Ok(Scaled { width, height, images })
}

const FAILED: PictureRefusal = PictureRefusal::Failed("resize");

/// Bytes that shrinking a picture of this size to `wanted` pixels takes beside the picture. A pixel has `depth` bytes in
/// what is shrunk at once, of which there is a half-way result, and `copies` bytes in all of the small results that there
/// are at once.
pub fn cost((width, height): (u32, u32), wanted: u32, depth: u64, copies: u64) -> u64 {
    let (w, h) = fit(width, height, wanted);
    let [width, height, w, h] = [width, height, w, h].map(u64::from);
    // Six weights for every row and column of the original and some for the result, exact and rounded.
    let weights = 12 * (6 * (width + height) + 3 * (w + h));
    (width * depth + w * copies).saturating_mul(h).saturating_add(weights)
}

/// Copies of a picture in four channels: shrunk, and converted to another colour space.
pub const PACKED: u64 = 8;

/// The largest size of the same shape with no side above `fits`; never larger than the picture, never empty.
pub fn fit(width: u32, height: u32, fits: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= fits {
        return (width, height);
    }
    let side = |side: u32| {
        let scaled = (u64::from(side) * u64::from(fits) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(fits).max(1)
    };
    (side(width), side(height))
}

/// A smaller copy of a picture.
///
/// # Errors
/// `Failed` for channels of more than 8 bits.
pub fn shrunk(
    image: &DynamicImage,
    width: u32,
    height: u32,
    resizer: &mut Resizer,
) -> Result<DynamicImage, PictureRefusal> {
    if (image.width(), image.height()) == (width, height) {
        return Ok(image.clone());
    }
    let pixel = kind(image)?;
    if matches!(pixel, PixelType::U8x2 | PixelType::U8x4) {
        return shrink(image.clone(), width, height, resizer);
    }
    let source = ImageRef::new(image.width(), image.height(), image.as_bytes(), pixel).map_err(|_| FAILED)?;
    packed(resample(&source, Region::whole(&source), FilterType::Lanczos3, (width, height), resizer)?)
}

/// Shrinks a picture.
///
/// Works on premultiplied pixels, so that the colour of transparent ones does not bleed, and in place, as the resizer's
/// own handling would copy the whole original.
fn shrink(image: DynamicImage, width: u32, height: u32, resizer: &mut Resizer) -> Result<DynamicImage, PictureRefusal> {
    let (from_width, from_height) = (image.width(), image.height());
    if (from_width, from_height) == (width, height) {
        return Ok(image);
    }
    let pixel = kind(&image)?;
    let mut source = Image::from_vec_u8(from_width, from_height, image.into_bytes(), pixel).map_err(|_| FAILED)?;
    multiply_alpha(&mut source);
    let view = ImageRef::new(from_width, from_height, source.buffer(), pixel).map_err(|_| FAILED)?;
    let mut target = resample(&view, Region::whole(&view), FilterType::Lanczos3, (width, height), resizer)?;
    divide_alpha(&mut target);
    packed(target)
}

fn kind(image: &DynamicImage) -> Result<PixelType, PictureRefusal> {
    match image {
        DynamicImage::ImageLuma8(_) => Ok(PixelType::U8),
        DynamicImage::ImageLumaA8(_) => Ok(PixelType::U8x2),
        DynamicImage::ImageRgb8(_) => Ok(PixelType::U8x3),
        DynamicImage::ImageRgba8(_) => Ok(PixelType::U8x4),
        _ => Err(FAILED),
    }
}

fn packed(image: Image<'static>) -> Result<DynamicImage, PictureRefusal> {
    let (width, height, pixel) = (image.width(), image.height(), image.pixel_type());
    let raw = image.into_vec();
    let image = match pixel {
        PixelType::U8 => GrayImage::from_raw(width, height, raw).map(DynamicImage::from),
        PixelType::U8x2 => GrayAlphaImage::from_raw(width, height, raw).map(DynamicImage::from),
        PixelType::U8x3 => RgbImage::from_raw(width, height, raw).map(DynamicImage::from),
        _ => RgbaImage::from_raw(width, height, raw).map(DynamicImage::from),
    };
    image.ok_or(FAILED)
}

/// RGB, or RGBA when there is anything transparent to keep.
fn colour(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image.into_rgb8().into();
    }
    let image = image.into_rgba8();
    let opaque = image.pixels().all(|pixel| pixel.0.last() == Some(&u8::MAX));
    let image = DynamicImage::from(image);
    if opaque { image.into_rgb8().into() } else { image }
}
