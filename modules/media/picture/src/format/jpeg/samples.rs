//! Where the samples of one component are put together.

use fast_image_resize::PixelType;
use fast_image_resize::images::Image;

use super::frame::{BLOCK, Component};
use super::idct::{Block, Size, Transform};
use crate::planar::Plane;

/// The samples of one component, at full size or reduced.
pub struct Samples {
    samples: Image<'static>,
    transform: Option<Transform>,
    across: Size,
    down: Size,
}

impl Samples {
    /// Room for a component of a picture that is wanted at `eighths` eighths of its size. A component with fewer
    /// samples than pixels is reduced less, so that nothing of it is lost.
    pub fn new(component: &Component, eighths: u32) -> Self {
        let size = |pixels: f64| match f64::from(eighths) * pixels {
            8.0.. => Size::Eight,
            4.0.. => Size::Four,
            2.0.. => Size::Two,
            _ => Size::One,
        };
        let (across, down) = (size(component.pixels_across), size(component.pixels_down));
        let (width, height) = Self::sides(component, across, down);
        Self { samples: Image::new(width, height, PixelType::U8), transform: None, across, down }
    }

    fn sides(component: &Component, across: Size, down: Size) -> (u32, u32) {
        ((component.width * across as u32).div_ceil(BLOCK), (component.height * down as u32).div_ceil(BLOCK))
    }

    /// Bytes that [`Samples::new`] takes.
    pub fn cost(component: &Component, eighths: u32) -> u64 {
        let side = |samples: u32, pixels: f64| (f64::from(samples * eighths) * pixels / 8.0).min(samples.into()).ceil();
        (side(component.width, component.pixels_across) * side(component.height, component.pixels_down)) as u64
    }

    /// Sets the quantisation table, unless it was set: the first scan of a component decides.
    pub fn quantised_by(&mut self, table: &[u16; 64]) {
        self.transform.get_or_insert_with(|| Transform::new(table, self.across, self.down));
    }

    /// Whether any scan had this component.
    pub fn begun(&self) -> bool {
        self.transform.is_some()
    }

    /// Puts a block into column `x` and row `y` of blocks; what lies beyond the picture is dropped. `flat` says that
    /// all coefficients but the mean are 0.
    pub fn put(&mut self, x: u32, y: u32, block: &Block, flat: bool) {
        let Some(transform) = &self.transform else { return };
        let width = self.samples.width() as usize;
        let (across, down) = (self.across as usize, self.down as usize);
        let (left, top) = (x as usize * across, y as usize * down);
        let right = width.min(left + across);
        let rows = self.samples.buffer_mut().get_mut(top * width..).unwrap_or_default();
        let rows = rows.chunks_mut(width).take(down).filter_map(|row| row.get_mut(left..right));
        if flat {
            let sample = transform.flat(block.first().copied().unwrap_or_default());
            rows.for_each(|row| row.fill(sample));
            return;
        }
        for (row, samples) in rows.zip(&transform.apply(block)) {
            if let Some(samples) = samples.get(..row.len()) {
                row.copy_from_slice(samples);
            }
        }
    }

    /// The finished plane of a picture of `width` x `height` pixels.
    pub fn into_plane(self, component: &Component, width: u32, height: u32) -> Plane {
        let extent =
            |pixels: u32, a_sample: f64, size: Size| f64::from(pixels) * f64::from(size as u32) / 8.0 / a_sample;
        Plane {
            across: extent(width, component.pixels_across, self.across),
            down: extent(height, component.pixels_down, self.down),
            samples: self.samples,
        }
    }
}
