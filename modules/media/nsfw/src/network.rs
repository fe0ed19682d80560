//! The forward pass: from a prepared picture to the logits of the five classes.

mod block;
mod depthwise;
mod matrix;
mod plane;

use ndarray::ShapeError;

pub use block::{Block, Scratch, Source};
pub use depthwise::Depthwise;
#[cfg(test)]
pub use depthwise::LANES;
pub use matrix::Matrix;
pub use plane::Plane;

use crate::architecture::{CLASSES, POOL};

/// The network with its weights, batch normalisation folded into them.
pub struct Network {
    /// The inverted residuals, in order.
    pub blocks: Vec<Block>,
    /// The last convolution; ReLU6 and the mean over all pixels follow.
    pub head: Matrix,
    /// Dense layers with a ReLU between them.
    pub dense: Vec<Matrix>,
}

impl Network {
    /// The logits of a picture of [`crate::architecture::SIDE`] pixels a side, colours from 0 to 1.
    ///
    /// # Errors
    /// When weights and architecture do not fit each other; [`crate::Model::read`] makes only networks that do.
    pub fn logits(&self, picture: &Plane) -> Result<[f32; CLASSES], ShapeError> {
        let mut values = Vec::new();
        let mut scratch = Scratch::default();
        for block in &self.blocks {
            block.run(picture, &mut values, &mut scratch)?;
        }
        let mut values = self.pool(&values)?;
        for (at, layer) in self.dense.iter().enumerate() {
            if at > 0 {
                values.iter_mut().for_each(|value| *value = rectify(*value));
            }
            let mut output = vec![0.0; layer.outputs()];
            layer.add(&values, &mut output)?;
            values = output;
        }
        let mut logits = [f32::NAN; CLASSES];
        logits.iter_mut().zip(values).for_each(|(logit, value)| *logit = value);
        Ok(logits)
    }

    /// The head's outputs, each the mean over all pixels.
    fn pool(&self, values: &[f32]) -> Result<Vec<f32>, ShapeError> {
        let channels = self.head.outputs();
        let mut products = vec![0.0; POOL * POOL * channels];
        self.head.multiply(values, &mut products)?;
        let mut means = vec![0.0; channels];
        for pixel in products.chunks_exact(channels) {
            for ((mean, product), bias) in means.iter_mut().zip(pixel).zip(self.head.bias()) {
                *mean += clip(product + bias);
            }
        }
        means.iter_mut().for_each(|mean| *mean /= (POOL * POOL) as f32);
        Ok(means)
    }
}

/// ReLU6; what is not a number stays so, and is found in the result.
fn clip(value: f32) -> f32 {
    value.clamp(0.0, 6.0)
}

/// ReLU; what is not a number stays so.
fn rectify(value: f32) -> f32 {
    if value < 0.0 { 0.0 } else { value }
}
