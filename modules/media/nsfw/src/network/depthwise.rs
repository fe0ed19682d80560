//! The 3 x 3 filter that looks at each channel by itself.

use super::clip;
use super::plane::{Plane, thirds};

/// Channels that one step works on; all channel counts of the network are multiples of it.
pub const LANES: usize = 8;

/// A 3 x 3 depthwise convolution with bias and ReLU6.
pub struct Depthwise {
    lanes: Vec<Lanes>,
}

/// What the filter needs for [`LANES`] channels, side by side so that it is read in order.
struct Lanes {
    bias: [f32; LANES],
    taps: [[f32; LANES]; 9],
}

impl Depthwise {
    /// From a kernel of nine rows (3 x 3, row by row) with one value a channel, and one bias a channel.
    pub fn new(kernel: &[f32], bias: &[f32]) -> Self {
        let channels = bias.len().max(1);
        let lanes = bias.as_chunks().0.iter().enumerate().map(|(at, &bias)| {
            let mut taps = [[0.0; LANES]; 9];
            for (tap, row) in taps.iter_mut().zip(kernel.chunks_exact(channels)) {
                if let Some(values) = row.as_chunks().0.get(at) {
                    *tap = *values;
                }
            }
            Lanes { bias, taps }
        });
        Self { lanes: lanes.collect() }
    }

    /// Filters a plane, from row `from` of the output on, as far as `output` reaches; `output` has no border.
    pub fn run(&self, plane: &Plane, stride: usize, from: usize, output: &mut [f32]) {
        let channels = plane.channels();
        let row = plane.side() / stride * channels;
        for (rows, output) in plane.triples(stride, from).zip(output.chunks_exact_mut(row)) {
            let [above, middle, below] = rows.map(|row| row.windows(3 * channels).step_by(stride * channels));
            for (((above, middle), below), output) in
                above.zip(middle).zip(below).zip(output.chunks_exact_mut(channels))
            {
                self.pixel([above, middle, below], output);
            }
        }
    }

    /// One output pixel from three rows of three input pixels.
    #[inline]
    fn pixel(&self, windows: [&[f32]; 3], output: &mut [f32]) {
        let [above, middle, below] = windows.map(|row| {
            let [left, centre, right] = thirds(row).map(|pixel| pixel.as_chunks::<LANES>().0);
            left.iter().zip(centre).zip(right)
        });
        let outputs = output.as_chunks_mut::<LANES>().0.iter_mut();
        for ((((lanes, output), ((a, b), c)), ((d, e), f)), ((g, h), i)) in
            self.lanes.iter().zip(outputs).zip(above).zip(middle).zip(below)
        {
            let mut sums = lanes.bias;
            for (pixel, tap) in [a, b, c, d, e, f, g, h, i].into_iter().zip(&lanes.taps) {
                for ((sum, value), weight) in sums.iter_mut().zip(pixel).zip(tap) {
                    *sum += value * weight;
                }
            }
            *output = sums.map(clip);
        }
    }
}
