//! Resampling, for the kinds of pixels that occur here.
//!
//! The resizer is compiled anew for every kind of pixel and source it is used with, which takes most of the time that
//! this crate needs: so it is used in this one place, and for these kinds alone.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::pixels::{U8, U8x2, U8x3, U8x4, U16};
use fast_image_resize::{FilterType, MulDiv, PixelTrait, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::PictureRefusal;

/// A part of an image, in its samples and between them.
#[derive(Clone, Copy)]
pub struct Region {
    /// What is to the left of it.
    pub left: f64,
    /// What is above it.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Region {
    /// All of an image.
    pub fn whole(image: &ImageRef) -> Self {
        Self { left: 0.0, top: 0.0, width: image.width().into(), height: image.height().into() }
    }
}

/// A part of an image at another size. Transparency gets no special treatment.
///
/// # Errors
/// `Failed` for a region that is not inside, and for pixels of another kind than 8 bits in one to four channels or 16
/// bits in one.
pub fn resample(
    source: &ImageRef,
    region: Region,
    filter: FilterType,
    (width, height): (u32, u32),
    resizer: &mut Resizer,
) -> Result<Image<'static>, PictureRefusal> {
    let mut target = Image::new(width, height, source.pixel_type());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false).crop(
        region.left,
        region.top,
        region.width,
        region.height,
    );
    match source.pixel_type() {
        PixelType::U8 => resize::<U8>(source, &mut target, &options, resizer),
        PixelType::U8x2 => resize::<U8x2>(source, &mut target, &options, resizer),
        PixelType::U8x3 => resize::<U8x3>(source, &mut target, &options, resizer),
        PixelType::U8x4 => resize::<U8x4>(source, &mut target, &options, resizer),
        PixelType::U16 => resize::<U16>(source, &mut target, &options, resizer),
        _ => None,
    }
    .ok_or(PictureRefusal::Failed("resize"))?;
    Ok(target)
}

fn resize<P: PixelTrait>(
    source: &ImageRef,
    target: &mut Image,
    options: &ResizeOptions,
    resizer: &mut Resizer,
) -> Option<()> {
    resizer.resize_typed(&source.typed_image::<P>()?, &mut target.typed_image_mut::<P>()?, options).ok()
}

/// Multiplies colours by opacity, if the image has any.
pub fn multiply_alpha(image: &mut Image) {
    // Refused are kinds of pixels without opacity, which are not asked for.
    if let Some(mut pixels) = image.typed_image_mut::<U8x2>() {
        let _ = MulDiv::new().multiply_alpha_inplace_typed(&mut pixels);
    } else if let Some(mut pixels) = image.typed_image_mut::<U8x4>() {
        let _ = MulDiv::new().multiply_alpha_inplace_typed(&mut pixels);
    }
}

/// Takes [`multiply_alpha`] back.
pub fn divide_alpha(image: &mut Image) {
    if let Some(mut pixels) = image.typed_image_mut::<U8x2>() {
        let _ = MulDiv::new().divide_alpha_inplace_typed(&mut pixels);
    } else if let Some(mut pixels) = image.typed_image_mut::<U8x4>() {
        let _ = MulDiv::new().divide_alpha_inplace_typed(&mut pixels);
    }
}
