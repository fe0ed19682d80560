//! From upright pixels to files: WebP, JPEG and the placeholder. None of them writes metadata.

use std::borrow::Cow;

use fast_image_resize::Resizer;
use image::{DynamicImage, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::scale::{Fitted, fit, shrunk};
use crate::{PictureRefusal, Plan, Preview, Rendition};

const WEBP_QUALITY: f32 = 78.0;
/// libwebp's effort, 0..6: 2 takes half the time of its default 4 for 8 % more bytes.
const WEBP_METHOD: i32 = 2;
const JPEG_QUALITY: u8 = 80;
/// More pixels than this change nothing in a placeholder of 12 frequencies.
const BLURHASH_SIDE: u32 = 32;

/// One size in the encodings of a plan.
pub fn rendition(fitted: &Fitted, plan: &Plan) -> Result<Rendition, PictureRefusal> {
    let image = &fitted.image;
    Ok(Rendition {
        fits: fitted.fits,
        width: image.width(),
        height: image.height(),
        webp: if plan.webp { webp(image)? } else { Vec::new() },
        jpeg: if plan.jpeg { jpeg(image)? } else { Vec::new() },
    })
}

/// The placeholder of a picture, computed from its smallest size.
pub fn blurhash(image: &DynamicImage) -> Result<String, PictureRefusal> {
    let (width, height) = fit(image.width(), image.height(), BLURHASH_SIDE);
    let tiny = shrunk(image, width, height, &mut Resizer::new())?;
    let opaque = DynamicImage::from(over_white(&tiny).into_owned()).into_rgba8();
    let (across, down) = if width >= height { (4, 3) } else { (3, 4) };
    blurhash::encode(across, down, width, height, opaque.as_raw()).map_err(|_| PictureRefusal::Failed("blurhash"))
}

/// The pixels of one size without transparency.
pub fn preview(image: DynamicImage) -> Preview {
    let (width, height) = (image.width(), image.height());
    Preview { width, height, rgb: over_white(&image).into_owned().into_raw() }
}

fn webp(image: &DynamicImage) -> Result<Vec<u8>, PictureRefusal> {
    const FAILED: PictureRefusal = PictureRefusal::Failed("webp");
    let (layout, pixels) = match image {
        DynamicImage::ImageRgb8(image) => (webp::PixelLayout::Rgb, image.as_raw()),
        DynamicImage::ImageRgba8(image) => (webp::PixelLayout::Rgba, image.as_raw()),
        _ => return Err(FAILED),
    };
    let mut config = webp::WebPConfig::new().map_err(|()| FAILED)?;
    config.quality = WEBP_QUALITY;
    config.method = WEBP_METHOD;
    let encoder = webp::Encoder::new(pixels, layout, image.width(), image.height());
    encoder.encode_advanced(&config).map(|file| file.to_vec()).map_err(|_| FAILED)
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, PictureRefusal> {
    const FAILED: PictureRefusal = PictureRefusal::Failed("jpeg");
    let flat = over_white(image);
    let width = u16::try_from(flat.width()).map_err(|_| FAILED)?;
    let height = u16::try_from(flat.height()).map_err(|_| FAILED)?;
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, JPEG_QUALITY);
    // Standard Huffman tables: this encoder's optimised ones come with a scan for each component, which is valid and
    // which some decoders, ours among them, get wrong.
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(flat.as_raw(), width, height, ColorType::Rgb).map_err(|_| FAILED)?;
    Ok(file)
}

/// The picture without transparency, laid over white.
fn over_white(image: &DynamicImage) -> Cow<'_, RgbImage> {
    match image {
        DynamicImage::ImageRgb8(image) => Cow::Borrowed(image),
        DynamicImage::ImageRgba8(image) => Cow::Owned(flatten(image)),
        other => Cow::Owned(other.to_rgb8()),
    }
}

fn flatten(image: &RgbaImage) -> RgbImage {
    let mut flat = RgbImage::new(image.width(), image.height());
    for (to, from) in flat.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |colour: u8| {
            let sum = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [over(red), over(green), over(blue)];
    }
    flat
}
