//! From one decoded picture to its upright sizes, each made from the next larger one.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, IntoImageView, MulDiv, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use crate::format::{Decoded, Pixels};
use crate::profile::to_srgb;
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
    (u64::from(width) * depth + u64::from(w) * copies).saturating_mul(u64::from(h))
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
pub fn shrunk(
    image: &DynamicImage,
    width: u32,
    height: u32,
    resizer: &mut Resizer,
) -> Result<DynamicImage, PictureRefusal> {
    if (image.width(), image.height()) == (width, height) {
        return Ok(image.clone());
    }
    if image.color().has_alpha() {
        return shrink(image.clone(), width, height, resizer);
    }
    let pixel = if image.color().channel_count() == 1 { PixelType::U8 } else { PixelType::U8x3 };
    let source = ImageRef::new(image.width(), image.height(), image.as_bytes(), pixel).map_err(|_| FAILED)?;
    packed(resized(&source, width, height, resizer)?)
}

/// Shrinks a picture.
///
/// Works on premultiplied pixels, so that the colour of transparent ones does not bleed, and in place, as the resizer's
/// own handling would copy the whole original.
pub fn shrink(
    image: DynamicImage,
    width: u32,
    height: u32,
    resizer: &mut Resizer,
) -> Result<DynamicImage, PictureRefusal> {
    let (from_width, from_height) = (image.width(), image.height());
    if (from_width, from_height) == (width, height) {
        return Ok(image);
    }
    let (pixel, raw) = match image {
        DynamicImage::ImageLuma8(image) => (PixelType::U8, image.into_raw()),
        DynamicImage::ImageLumaA8(image) => (PixelType::U8x2, image.into_raw()),
        DynamicImage::ImageRgb8(image) => (PixelType::U8x3, image.into_raw()),
        DynamicImage::ImageRgba8(image) => (PixelType::U8x4, image.into_raw()),
        other => (PixelType::U8x4, other.into_rgba8().into_raw()),
    };
    let transparent = matches!(pixel, PixelType::U8x2 | PixelType::U8x4);
    let mut source = Image::from_vec_u8(from_width, from_height, raw, pixel).map_err(|_| FAILED)?;
    let alpha = MulDiv::new();
    if transparent {
        alpha.multiply_alpha_inplace(&mut source).map_err(|_| FAILED)?;
    }
    let mut target = resized(&source, width, height, resizer)?;
    if transparent {
        alpha.divide_alpha_inplace(&mut target).map_err(|_| FAILED)?;
    }
    packed(target)
}

fn resized(
    source: &impl IntoImageView,
    width: u32,
    height: u32,
    resizer: &mut Resizer,
) -> Result<Image<'static>, PictureRefusal> {
    let mut target = Image::new(width, height, source.pixel_type().ok_or(FAILED)?);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    resizer.resize(source, &mut target, &options).map_err(|_| FAILED)?;
    Ok(target)
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
