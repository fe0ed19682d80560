//! One inverted residual, worked through in bands of rows so that what passes between its layers stays in the cache.

use ndarray::ShapeError;

use super::clip;
use super::depthwise::Depthwise;
use super::matrix::Matrix;
use super::plane::Plane;
use crate::architecture::WINDOW;

/// Pixels of a band, about: enough rows for the matrix product to be fast, few enough for a second-level cache.
const BAND: usize = 448;

/// An inverted residual with its weights.
pub struct Block {
    /// Side of the plane that is filtered.
    pub side: usize,
    /// Stride of the filter.
    pub stride: usize,
    /// Whether the input is added to the output.
    pub residual: bool,
    /// What the plane is made from.
    pub source: Source,
    /// Makes the plane that is filtered, with ReLU6.
    pub expand: Matrix,
    /// Filters it, with ReLU6.
    pub depthwise: Depthwise,
    /// Makes the output.
    pub project: Matrix,
}

/// What a block makes its plane from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// 3 x 3 pixels of the picture, every second of them, zeros to the right and below.
    Picture,
    /// The pixels of the block before.
    Block,
}

/// Memory that the blocks use one after the other.
#[derive(Default)]
pub struct Scratch {
    plane: Plane,
    patches: Vec<f32>,
    band: Vec<f32>,
}

impl Block {
    /// Replaces the output of the block before, without border, by this one's.
    ///
    /// # Errors
    /// When `values` has not the size that the weights ask for.
    pub fn run(&self, picture: &Plane, values: &mut Vec<f32>, scratch: &mut Scratch) -> Result<(), ShapeError> {
        self.widen(picture, values, scratch)?;
        let side = self.side / self.stride;
        if !self.residual {
            values.clear();
            values.resize(side * side * self.project.outputs(), 0.0);
        }
        let Scratch { plane, band, .. } = scratch;
        let rows = (BAND / side).clamp(1, side);
        for (at, output) in values.chunks_mut(rows * side * self.project.outputs()).enumerate() {
            band.resize(output.len() / self.project.outputs() * self.project.inputs(), 0.0);
            self.depthwise.run(plane, self.stride, at * rows, band);
            self.project.add(band, output)?;
        }
        Ok(())
    }

    /// Makes the plane that is filtered.
    fn widen(&self, picture: &Plane, values: &[f32], scratch: &mut Scratch) -> Result<(), ShapeError> {
        let Scratch { plane, patches, band } = scratch;
        plane.reset(self.side, usize::from(self.stride == 1), self.expand.outputs());
        let rows = (BAND / self.side).clamp(1, self.side);
        let mut bands = values.chunks(rows * self.side * self.expand.inputs());
        for from in (0..self.side).step_by(rows) {
            let pixels = rows.min(self.side - from) * self.side;
            let input = match self.source {
                Source::Picture => {
                    patches.resize(pixels * self.expand.inputs(), 0.0);
                    gather(picture, from, self.side, patches);
                    patches.as_slice()
                }
                Source::Block => bands.next().unwrap_or_default(),
            };
            band.resize(pixels * self.expand.outputs(), 0.0);
            self.expand.multiply(input, band)?;
            fill(plane, from, band, self.expand.bias());
        }
        Ok(())
    }
}

/// Writes the 3 x 3 windows of a stride-2 convolution one after the other, from row `from` of its output on.
fn gather(picture: &Plane, from: usize, side: usize, patches: &mut [f32]) {
    let pixel = picture.channels();
    let row = WINDOW * pixel;
    let rows = patches.chunks_exact_mut(side * WINDOW * row);
    for (lines, patches) in picture.triples(2, from).zip(rows) {
        for (at, line) in lines.into_iter().enumerate() {
            let windows = line.windows(row).step_by(2 * pixel);
            for (window, part) in windows.zip(patches.chunks_exact_mut(row).skip(at).step_by(WINDOW)) {
                part.copy_from_slice(window);
            }
        }
    }
}

/// Moves products into the plane, with bias and ReLU6, from row `from` on.
fn fill(plane: &mut Plane, from: usize, products: &[f32], bias: &[f32]) {
    let channels = plane.channels();
    let mut pixels = products.chunks_exact(channels);
    for row in plane.rows_mut(from) {
        for (output, product) in row.chunks_exact_mut(channels).zip(&mut pixels) {
            for ((output, product), bias) in output.iter_mut().zip(product).zip(bias) {
                *output = clip(product + bias);
            }
        }
    }
}
