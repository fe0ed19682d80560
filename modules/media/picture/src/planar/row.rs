//! Rows of a plane as numbers, whatever a sample takes.

use fast_image_resize::PixelType;
use fast_image_resize::images::Image;

/// Reads row `y` of a plane.
pub fn get(plane: &Image, y: usize, row: &mut [f32]) {
    let first = y * plane.width() as usize;
    if plane.pixel_type() == PixelType::U16 {
        let (samples, _) = plane.buffer().as_chunks();
        for (into, sample) in row.iter_mut().zip(samples.iter().skip(first)) {
            *into = f32::from(u16::from_ne_bytes(*sample));
        }
    } else {
        for (into, sample) in row.iter_mut().zip(plane.buffer().iter().skip(first)) {
            *into = f32::from(*sample);
        }
    }
}

/// Writes row `y` of a plane, rounded.
pub fn set(plane: &mut Image, y: usize, row: &[f32]) {
    let first = y * plane.width() as usize;
    if plane.pixel_type() == PixelType::U16 {
        let (samples, _) = plane.buffer_mut().as_chunks_mut();
        for (into, sample) in samples.iter_mut().skip(first).zip(row) {
            *into = (sample.round() as u16).to_ne_bytes();
        }
    } else {
        for (into, sample) in plane.buffer_mut().iter_mut().skip(first).zip(row) {
            *into = sample.round() as u8;
        }
    }
}
