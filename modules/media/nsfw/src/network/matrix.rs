//! Layers that are a matrix product: pointwise convolutions, the first convolution, dense layers.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, ErrorKind, ShapeError};

/// A matrix of weights, one row an input and one column an output, and one bias an output.
pub struct Matrix {
    weights: Array2<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// From weights row by row.
    ///
    /// # Errors
    /// When `weights` is not `inputs` times as long as `bias`.
    pub fn new(inputs: usize, weights: Vec<f32>, bias: Vec<f32>) -> Result<Self, ShapeError> {
        Ok(Self { weights: Array2::from_shape_vec((inputs, bias.len()), weights)?, bias })
    }

    /// Values in.
    pub fn inputs(&self) -> usize {
        self.weights.nrows()
    }

    /// Values out.
    pub fn outputs(&self) -> usize {
        self.weights.ncols()
    }

    /// The bias, one an output.
    pub fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// Writes the products of the rows of `input` with the weights over `output`; no bias.
    ///
    /// # Errors
    /// When `input` and `output` do not have the same number of whole rows.
    pub fn multiply(&self, input: &[f32], output: &mut [f32]) -> Result<(), ShapeError> {
        self.product(input, 0.0, output)
    }

    /// Adds the products of the rows of `input` with the weights, and the bias, to `output`.
    ///
    /// # Errors
    /// When `input` and `output` do not have the same number of whole rows.
    pub fn add(&self, input: &[f32], output: &mut [f32]) -> Result<(), ShapeError> {
        for row in output.chunks_exact_mut(self.outputs().max(1)) {
            for (value, bias) in row.iter_mut().zip(&self.bias) {
                *value += bias;
            }
        }
        self.product(input, 1.0, output)
    }

    fn product(&self, input: &[f32], keep: f32, output: &mut [f32]) -> Result<(), ShapeError> {
        let rows = input.len() / self.inputs().max(1);
        if input.len() != rows * self.inputs() || output.len() != rows * self.outputs() {
            return Err(ShapeError::from_kind(ErrorKind::IncompatibleShape));
        }
        let input = ArrayView2::from_shape((rows, self.inputs()), input)?;
        let mut output = ArrayViewMut2::from_shape((rows, self.outputs()), output)?;
        general_mat_mul(1.0, &input, &self.weights, keep, &mut output);
        Ok(())
    }
}
