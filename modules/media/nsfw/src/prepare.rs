//! From a picture of any size to the network's input, number by number as nsfwjs does it.
//!
//! nsfwjs divides the bytes by 255 (32-bit floats), then calls `tf.image.resizeBilinear` with `alignCorners`: the
//! corner pixels of both pictures lie on each other, and a pixel in between is a mix of its four neighbours. Nothing is
//! averaged when a picture shrinks, and the shape is not kept.

use crate::architecture::{COLOURS, SIDE};
use crate::network::Plane;

/// Where an output pixel lies between its two neighbours along one axis.
struct Between {
    lower: usize,
    upper: usize,
    fraction: f64,
}

/// The network's input from 8-bit RGB, which has `width * height * 3` bytes and is not empty.
pub fn prepare(rgb: &[u8], width: usize, height: usize) -> Plane {
    let unit: [f64; 256] = std::array::from_fn(|byte| f64::from(byte as f32 / 255.0));
    let value = |byte: &u8| unit.get(usize::from(*byte)).copied().unwrap_or_default();
    let pixels = rgb.as_chunks::<COLOURS>().0;
    let line = |at: usize| pixels.get(at * width..(at + 1) * width).unwrap_or_default();
    let columns = axis(width);
    let mut plane = Plane::default();
    plane.reset(SIDE, 0, COLOURS);
    for (row, output) in axis(height).iter().zip(plane.rows_mut(0)) {
        let (above, below) = (line(row.lower), line(row.upper));
        for (column, output) in columns.iter().zip(output.as_chunks_mut::<COLOURS>().0) {
            let corners =
                [above.get(column.lower), above.get(column.upper), below.get(column.lower), below.get(column.upper)];
            let [Some(a), Some(b), Some(c), Some(d)] = corners else { continue };
            for ((((output, a), b), c), d) in output.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                let top = mix(value(a), value(b), column.fraction);
                let bottom = mix(value(c), value(d), column.fraction);
                *output = mix(top, bottom, row.fraction) as f32;
            }
        }
    }
    plane
}

fn mix(from: f64, to: f64, fraction: f64) -> f64 {
    from + (to - from) * fraction
}

/// The neighbours of each output pixel along an axis of `length` input pixels.
fn axis(length: usize) -> Vec<Between> {
    let last = length.saturating_sub(1);
    let ratio = last as f64 / (SIDE - 1) as f64;
    let between = |at: usize| {
        let place = ratio * at as f64;
        let lower = place.floor();
        // The product may round to a hair above the last pixel.
        let upper = (place.ceil() as usize).min(last);
        Between { lower: lower as usize, upper, fraction: place - lower }
    };
    (0..SIDE).map(between).collect()
}
