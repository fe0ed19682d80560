//! From one decoded picture to its upright sizes, each made from the next larger one.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, MulDiv, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use super::decode::Decoded;
use super::{BOXES, PictureRefusal};

/// Upright sizes, largest first, in RGB or RGBA.
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

/// Fits a picture into every box that it fills, and into the first one that it does not.
///
/// The original is shrunk in its own channels and position first; turning and converting the small result costs a
/// tenth of turning and converting the original.
pub fn scale(decoded: Decoded) -> Result<Scaled, PictureRefusal> {
    let Decoded { image, orientation } = decoded;
    let (stored_width, stored_height) = (image.width(), image.height());
    let (width, height) = match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (stored_height, stored_width)
        }
        _ => (stored_width, stored_height),
    };
    let sizes = boxes(width.max(height));
    let (&largest, smaller) = sizes.split_last().ok_or(FAILED)?;
    let mut resizer = Resizer::new();
    let (w, h) = fit(stored_width, stored_height, largest);
    let mut image = colour(shrink(image, w, h, &mut resizer)?);
    image.apply_orientation(orientation);
    let mut images = Vec::with_capacity(sizes.len());
    let mut larger = largest;
    for &fits in smaller.iter().rev() {
        let (w, h) = fit(width, height, fits);
        let next = shrink(image.clone(), w, h, &mut resizer)?;
        images.push(Fitted { fits: larger, image: std::mem::replace(&mut image, next) });
        larger = fits;
    }
    images.push(Fitted { fits: larger, image });
    Ok(Scaled { width, height, images })
}

const FAILED: PictureRefusal = PictureRefusal::Failed("resize");

/// The boxes for a picture with this longest side, ascending: all smaller ones, and the first that holds it whole.
fn boxes(longest: u32) -> Vec<u32> {
    let whole = BOXES.iter().position(|&fits| fits >= longest).unwrap_or(BOXES.len());
    BOXES.iter().copied().take(whole + 1).collect()
}

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

/// Lanczos3 on premultiplied pixels, so that the colour of transparent ones does not bleed.
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
    let mut target = Image::new(width, height, pixel);
    let alpha = MulDiv::new();
    if transparent {
        // In place: the resizer's own handling would copy the whole original.
        alpha.multiply_alpha_inplace(&mut source).map_err(|_| FAILED)?;
    }
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    resizer.resize(&source, &mut target, &options).map_err(|_| FAILED)?;
    if transparent {
        alpha.divide_alpha_inplace(&mut target).map_err(|_| FAILED)?;
    }
    let raw = target.into_vec();
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
