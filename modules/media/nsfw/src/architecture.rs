//! The network as data: every layer and every tensor of the one model that this crate runs.
//!
//! MobileNetV2 with width multiplier 1 after Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks"
//! (2018), table 2, with three dense layers in place of its classifier. Names are those of the Keras model in nsfwjs.

/// Side of the square input in pixels.
pub const SIDE: usize = 224;
/// Colours of the input.
pub const COLOURS: usize = 3;
/// Side of a convolution's window in pixels, where it is not one pixel.
pub const WINDOW: usize = 3;
/// Side of the plane that the head averages, in pixels.
pub const POOL: usize = 7;
/// Channels of the last convolution.
pub const HEAD: usize = 1280;
/// Classes the model tells apart.
pub const CLASSES: usize = 5;
/// What batch normalisation adds to a variance before it takes the root.
pub const EPSILON: f64 = 0.001;
/// Name and inputs and outputs of each dense layer, in order.
pub const DENSE: [(&str, usize, usize); 3] = [("dense_1", HEAD, 256), ("dense_2", 256, 128), ("dense_3", 128, CLASSES)];

/// Table 2 of the paper: expansion, output channels, repetitions, stride of the first repetition.
const BOTTLENECKS: [(usize, usize, usize, usize); 7] =
    [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
/// Channels of the first convolution.
const STEM: usize = 32;

/// How a convolution looks at its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// 3 x 3 pixels, all channels, stride 2.
    Full,
    /// 3 x 3 pixels, each channel by itself.
    Depthwise,
    /// One pixel, all channels.
    Pointwise,
}

/// A convolution without bias and the batch normalisation behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convolution {
    /// Layer name of the convolution.
    pub name: String,
    /// Layer name of the batch normalisation.
    pub norm: String,
    /// Layer name of the ReLU6 that follows, if one does.
    pub relu: Option<String>,
    /// How it looks at its input.
    pub kernel: Kernel,
    /// Channels in.
    pub inputs: usize,
    /// Channels out.
    pub outputs: usize,
}

/// An inverted residual: more channels, a filter in each of them, fewer channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What its layers' names begin with.
    pub name: String,
    /// Side in pixels of the plane that is filtered.
    pub side: usize,
    /// Stride of the filter: 1 or 2.
    pub stride: usize,
    /// Makes the plane that is filtered: in the first block the network's first convolution, elsewhere a pointwise one.
    pub expand: Convolution,
    /// Filters the plane.
    pub depthwise: Convolution,
    /// Makes the output; nothing clips it.
    pub project: Convolution,
    /// Whether the block's input is added to its output.
    pub residual: bool,
}

/// A tensor of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// Layer name, slash, name within the layer.
    pub name: String,
    /// Lengths, outermost dimension first.
    pub shape: Vec<usize>,
}

impl Tensor {
    /// Values in it.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }
}

/// The seventeen blocks, in order.
pub fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut side, mut inputs) = (SIDE / 2, STEM);
    for (expansion, outputs, repetitions, first_stride) in BOTTLENECKS {
        for repetition in 0..repetitions {
            let stride = if repetition == 0 { first_stride } else { 1 };
            blocks.push(block(blocks.len(), side, stride, (inputs, inputs * expansion, outputs)));
            side /= stride;
            inputs = outputs;
        }
    }
    blocks
}

fn block(number: usize, side: usize, stride: usize, (inputs, channels, outputs): (usize, usize, usize)) -> Block {
    let name = if number == 0 { "expanded_conv".to_owned() } else { format!("block_{number}") };
    let part = |part: &str, clipped: bool, kernel, inputs, outputs| Convolution {
        name: format!("{name}_{part}"),
        norm: format!("{name}_{part}_BN"),
        relu: clipped.then(|| format!("{name}_{part}_relu")),
        kernel,
        inputs,
        outputs,
    };
    Block {
        side,
        stride,
        expand: if number == 0 { stem() } else { part("expand", true, Kernel::Pointwise, inputs, channels) },
        depthwise: part("depthwise", true, Kernel::Depthwise, channels, channels),
        project: part("project", false, Kernel::Pointwise, channels, outputs),
        residual: number != 0 && stride == 1 && inputs == outputs,
        name,
    }
}

/// The first convolution, from colours to features.
fn stem() -> Convolution {
    Convolution {
        name: "Conv1".into(),
        norm: "bn_Conv1".into(),
        relu: Some("Conv1_relu".into()),
        kernel: Kernel::Full,
        inputs: COLOURS,
        outputs: STEM,
    }
}

/// The last convolution, whose output is averaged.
pub fn head() -> Convolution {
    let [.., (_, inputs, ..)] = BOTTLENECKS;
    Convolution {
        name: "Conv_1".into(),
        norm: "Conv_1_bn".into(),
        relu: Some("out_relu".into()),
        kernel: Kernel::Pointwise,
        inputs,
        outputs: HEAD,
    }
}

/// Every tensor, in the order of the network: kernel, gamma, beta, mean, variance of each convolution, then kernel and
/// bias of each dense layer.
pub fn tensors() -> Vec<Tensor> {
    let mut tensors = Vec::new();
    let convolutions = blocks().into_iter().flat_map(|block| [block.expand, block.depthwise, block.project]);
    for convolution in convolutions.chain([head()]) {
        tensors.push(kernel(&convolution));
        for part in ["gamma", "beta", "moving_mean", "moving_variance"] {
            tensors.push(Tensor { name: format!("{}/{part}", convolution.norm), shape: vec![convolution.outputs] });
        }
    }
    for (name, inputs, outputs) in DENSE {
        tensors.push(Tensor { name: format!("{name}/kernel"), shape: vec![inputs, outputs] });
        tensors.push(Tensor { name: format!("{name}/bias"), shape: vec![outputs] });
    }
    tensors
}

fn kernel(convolution: &Convolution) -> Tensor {
    let Convolution { name, kernel, inputs, outputs, .. } = convolution;
    let (part, shape) = match kernel {
        Kernel::Full => ("kernel", vec![WINDOW, WINDOW, *inputs, *outputs]),
        Kernel::Depthwise => ("depthwise_kernel", vec![WINDOW, WINDOW, *inputs, 1]),
        Kernel::Pointwise => ("kernel", vec![1, 1, *inputs, *outputs]),
    };
    Tensor { name: format!("{name}/{part}"), shape }
}
