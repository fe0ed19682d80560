//! Pictures in planes of samples, as JPEG and AVIF decoders leave them.
//!
//! They are resized plane by plane, each straight to the wanted size, and only then turned into red, green and blue:
//! that needs neither room nor time for every pixel of the original, and no step that only evens out the planes.

mod alpha;
mod model;
mod row;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, Resizer};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use crate::PictureRefusal;
use crate::resample::{Region, resample};
pub use model::{Levels, Model, Weights, byte};

/// One plane of a picture.
pub struct Plane {
    /// Samples, 8 or 16 bits each (`U8` or `U16`).
    pub samples: Image<'static>,
    /// How many samples the width of the picture spans; those to the right of it are padding.
    pub across: f64,
    /// How many samples the height of the picture spans.
    pub down: f64,
}

/// A part of a picture in its pixels.
#[derive(Clone, Copy)]
pub struct Part {
    /// Columns to the left of it.
    pub left: u32,
    /// Rows above it.
    pub top: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A picture in planes. Samples of all planes cover equal parts of it, so the first one of each begins at its corner.
pub struct Planar {
    width: u32,
    height: u32,
    /// The part that is shown.
    pub part: Part,
    planes: Vec<Plane>,
    model: Model,
    /// What sample values stand for the extremes.
    pub levels: Levels,
    /// Opacity. The other planes are multiplied by it, so that resizing does not mix in what is not seen.
    alpha: Option<(Plane, Levels)>,
}

impl Planar {
    /// A picture of `width` x `height` pixels, shown whole, with samples of 8 bits in the full range.
    pub fn new(width: u32, height: u32, planes: Vec<Plane>, model: Model) -> Self {
        let part = Part { left: 0, top: 0, width, height };
        Self { width, height, part, planes, model, levels: Levels::full(8), alpha: None }
    }

    /// Width and height of what is shown.
    pub fn size(&self) -> (u32, u32) {
        (self.part.width, self.part.height)
    }

    /// Gives the picture an opacity; `multiplied` says that the colours were multiplied by it already.
    pub fn set_alpha(&mut self, alpha: Plane, levels: Levels, multiplied: bool) {
        if !multiplied {
            for (index, plane) in self.planes.iter_mut().enumerate() {
                let zero = self.levels.zero(&self.model, index);
                alpha::multiply(&mut plane.samples, zero, &alpha.samples, &levels);
            }
        }
        self.alpha = Some((alpha, levels));
    }

    /// The shown part at another size, in grey or in red, green and blue, with opacity if it has any.
    ///
    /// # Errors
    /// `Failed` when the planes do not belong together.
    pub fn render(&self, width: u32, height: u32, resizer: &mut Resizer) -> Result<DynamicImage, PictureRefusal> {
        let colours = if matches!(self.model, Model::Grey) { 1 } else { 3 };
        let channels = colours + usize::from(self.alpha.is_some());
        let planes = self.planes.iter().map(|plane| self.resized(plane, width, height, resizer));
        let planes = planes.collect::<Result<Vec<_>, _>>()?;
        let mut pixels = self.model.convert(&planes, &self.levels);
        if let Some((alpha, levels)) = &self.alpha {
            pixels = alpha::divide(&pixels, colours, &self.resized(alpha, width, height, resizer)?, levels);
        }
        let image = match channels {
            1 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
            2 => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from),
            3 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
            _ => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        };
        image.ok_or(FAILED)
    }

    /// The shown part of a plane at another size.
    fn resized(
        &self,
        plane: &Plane,
        width: u32,
        height: u32,
        resizer: &mut Resizer,
    ) -> Result<Image<'static>, PictureRefusal> {
        // Multiplied out before the one division, so that whole numbers stay whole: then nothing is resampled.
        let across = |pixels: u32| f64::from(pixels) * plane.across / f64::from(self.width);
        let down = |pixels: u32| f64::from(pixels) * plane.down / f64::from(self.height);
        let part = self.part;
        // A filter as wide as the spacing of the samples when there are too few of them, as chroma is brought back
        // everywhere: a sharper one would draw echoes around edges.
        let filter = if across(part.width) < f64::from(width) { FilterType::Bilinear } else { FilterType::Lanczos3 };
        let region = Region {
            left: across(part.left),
            top: down(part.top),
            width: across(part.width),
            height: down(part.height),
        };
        let (from_width, from_height) = (plane.samples.width(), plane.samples.height());
        let source = ImageRef::new(from_width, from_height, plane.samples.buffer(), plane.samples.pixel_type());
        resample(&source.map_err(|_| FAILED)?, region, filter, (width, height), resizer)
    }
}

const FAILED: PictureRefusal = PictureRefusal::Failed("resize");
