//! From stored tensors to the weights that the network runs on.
//!
//! Batch normalisation is `gamma * (x - mean) / sqrt(variance + epsilon) + beta` for each channel. Behind a convolution
//! that is the same convolution with other weights and a bias, so it is computed once, here, in 64 bits.

use crate::architecture::{self, Convolution, EPSILON, Kernel};
use crate::file::{ModelFileError, Quantised};
use crate::network::{Block, Depthwise, Matrix, Network, Source};

/// Largest absolute value of a weight or a bias.
///
/// No sum of the network can then leave the range of a 32-bit float: at most three layers in a row, of at most 1280
/// inputs each, grow a value before a ReLU6 cuts it to 6 again. The real model stays below 74.
const LARGEST: f32 = 1e6;

/// The network with these tensors, which are all of it, in its order.
///
/// # Errors
/// [`ModelFileError::Weights`] for weights that are no numbers or too large.
pub fn network(tensors: &[Quantised<'_>]) -> Result<Network, ModelFileError> {
    // An infinite variance would make weights of zero, which look harmless.
    if !tensors.iter().all(Quantised::is_finite) {
        return Err(ModelFileError::Weights);
    }
    let mut tensors = tensors.iter();
    let mut blocks = Vec::new();
    for block in architecture::blocks() {
        let expand = convolution(&block.expand, &mut tensors)?;
        let depthwise = convolution(&block.depthwise, &mut tensors)?;
        blocks.push(Block {
            side: block.side,
            stride: block.stride,
            residual: block.residual,
            source: if block.expand.kernel == Kernel::Full { Source::Picture } else { Source::Block },
            expand: expand.matrix()?,
            depthwise: Depthwise::new(&depthwise.weights, &depthwise.bias),
            project: convolution(&block.project, &mut tensors)?.matrix()?,
        });
    }
    let head = convolution(&architecture::head(), &mut tensors)?.matrix()?;
    let dense = architecture::DENSE.iter().map(|_| {
        let mut next = || tensors.next().map(|tensor| tensor.values().collect()).ok_or(ModelFileError::Weights);
        Folded { weights: next()?, bias: next()? }.checked()?.matrix()
    });
    Ok(Network { blocks, head, dense: dense.collect::<Result<_, _>>()? })
}

/// Weights and bias of a layer.
struct Folded {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Folded {
    fn checked(self) -> Result<Self, ModelFileError> {
        let fine = |value: &f32| value.abs() <= LARGEST;
        let all = self.weights.iter().chain(&self.bias).all(fine);
        all.then_some(self).ok_or(ModelFileError::Weights)
    }

    fn matrix(self) -> Result<Matrix, ModelFileError> {
        let inputs = self.weights.len() / self.bias.len().max(1);
        Matrix::new(inputs, self.weights, self.bias).map_err(|_| ModelFileError::Weights)
    }
}

/// Takes the five tensors of a convolution.
fn convolution<'a, 'b: 'a>(
    layer: &Convolution,
    tensors: &mut impl Iterator<Item = &'a Quantised<'b>>,
) -> Result<Folded, ModelFileError> {
    let mut next = || tensors.next().ok_or(ModelFileError::Weights);
    let (kernel, gamma, beta, mean, variance) = (next()?, next()?, next()?, next()?, next()?);
    let factors: Vec<f64> = gamma
        .values()
        .zip(variance.values())
        .map(|(gamma, variance)| f64::from(gamma) / (f64::from(variance) + EPSILON).sqrt())
        .collect();
    let bias = beta.values().zip(mean.values()).zip(&factors);
    let bias = bias.map(|((beta, mean), factor)| (f64::from(beta) - f64::from(mean) * factor) as f32).collect();
    // The output channel is the innermost dimension of every kernel: for a depthwise one, whose own innermost has
    // length 1, it is the input channel.
    let mut weights = Vec::with_capacity(kernel.bytes.len());
    for bytes in kernel.bytes.chunks(layer.outputs) {
        let row = Quantised { bytes, ..*kernel }.values().zip(&factors);
        weights.extend(row.map(|(value, factor)| (f64::from(value) * factor) as f32));
    }
    Folded { weights, bias }.checked()
}
