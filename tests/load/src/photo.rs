//! A photo as phones make them, in size and in detail: 12 megapixels in some 2 MB.

use anyhow::{Context as _, Result};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// The grain of a sensor in daylight, in levels of 256.
const GRAIN: u32 = 15;

/// The same JPEG file at every call: soft shapes, some edges, grain everywhere.
pub fn twelve_megapixels() -> Result<Vec<u8>> {
    jpeg(4000, 3000)
}

fn jpeg(width: u16, height: u16) -> Result<Vec<u8>> {
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    let mut grain = 0x9E37_79B9_u32;
    for y in 0..height {
        for x in 0..width {
            // xorshift32 (Marsaglia, 2003).
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let grained = pixel(f32::from(x), f32::from(y)).map(|level| level + (grain % GRAIN) as f32);
            pixels.extend(grained.map(|level| level as u8));
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 88);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&pixels, width, height, ColorType::Rgb).context("the photo cannot be encoded")?;
    Ok(file)
}

/// Red, green and blue between 0 and 240.
fn pixel(x: f32, y: f32) -> [f32; 3] {
    let soft = (x / 310.0).sin() * (y / 270.0).cos() * 50.0 + ((x + 2.0 * y) / 47.0).sin() * 15.0;
    let ring = ((x - 2000.0).hypot(y - 1500.0) / 160.0) as u32;
    let edge = if ring.is_multiple_of(2) { 12.0 } else { -12.0 };
    let hue = ((x - y) / 700.0).sin() * 30.0;
    [120.0 + soft + edge + hue, 120.0 + soft + edge, 120.0 + soft - edge - hue]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_as_many_bytes_a_pixel_as_a_photo() {
        let bytes = jpeg(640, 480).unwrap().len() as f64 / f64::from(640 * 480);
        assert!((0.12..0.3).contains(&bytes), "{bytes} bytes a pixel");
    }
}
