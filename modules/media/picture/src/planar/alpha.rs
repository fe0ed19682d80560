//! Opacity: colours are multiplied by it before they are resized and divided by it afterwards.

use fast_image_resize::images::Image;

use super::model::{Levels, byte};
use super::row;

/// Draws the samples of a plane towards `zero` where the picture is transparent. A plane with fewer samples than
/// `alpha` takes the mean of those that it covers.
pub fn multiply(plane: &mut Image, zero: f32, alpha: &Image, levels: &Levels) {
    let (width, height) = (plane.width() as usize, plane.height() as usize);
    let across = (alpha.width() as usize).div_ceil(width.max(1)).max(1);
    let down = (alpha.height() as usize).div_ceil(height.max(1)).max(1);
    let mut samples = vec![0.0; width];
    let mut opacities = vec![0.0; alpha.width() as usize];
    for y in 0..height {
        row::get(plane, y, &mut samples);
        let mut means = vec![0.0; width];
        let rows = y * down..(alpha.height() as usize).min((y + 1) * down);
        let share = 1.0 / (255.0 * rows.len() as f32);
        for y in rows {
            row::get(alpha, y, &mut opacities);
            for (mean, opacities) in means.iter_mut().zip(opacities.chunks(across)) {
                let sum: f32 = opacities.iter().map(|opacity| levels.value(*opacity).clamp(0.0, 255.0)).sum();
                *mean += sum * share / opacities.len() as f32;
            }
        }
        for (sample, mean) in samples.iter_mut().zip(&means) {
            *sample = zero + (*sample - zero) * mean;
        }
        row::set(plane, y, &samples);
    }
}

/// Puts multiplied colours, `colours` of them a pixel, and their opacity together into plain pixels.
pub fn divide(multiplied: &[u8], colours: usize, alpha: &Image, levels: &Levels) -> Vec<u8> {
    let width = alpha.width() as usize;
    let mut opacities = vec![0.0; width];
    let mut pixels = Vec::with_capacity(multiplied.len() / colours * (colours + 1));
    for (y, multiplied) in multiplied.chunks_exact(width * colours).enumerate() {
        row::get(alpha, y, &mut opacities);
        for (multiplied, opacity) in multiplied.chunks_exact(colours).zip(&opacities) {
            let opacity = levels.value(*opacity).clamp(0.0, 255.0);
            let shown = byte(opacity);
            let factor = if shown == 0 { 0.0 } else { 255.0 / opacity };
            pixels.extend(multiplied.iter().map(|colour| byte(f32::from(*colour) * factor)));
            pixels.push(shown);
        }
    }
    pixels
}
