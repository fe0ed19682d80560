//! Whether the package's model is the one that this crate runs, and where its weights lie.
//!
//! Every layer is compared: class, name, inputs, and all of its configuration that changes what it computes. What it
//! has besides (initialisers, regularisers, dropout rates) matters for training only.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::architecture::{self, COLOURS, Convolution, DENSE, EPSILON, Kernel, POOL, SIDE, WINDOW};
use crate::file::Quantised;

/// How a model differs from the expected one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopologyError {
    /// It is not of the form of a Keras model with a manifest of weights.
    #[error("this is not a Keras layers model with one group of weights")]
    Form,
    /// It has another number of layers.
    #[error("the model has {found} layers, expected {expected}")]
    Layers {
        /// Layers it has.
        found: usize,
        /// Layers of the network.
        expected: usize,
    },
    /// A layer is another one, is configured in another way, or reads from other layers.
    #[error("layer {0} of the model is not as expected")]
    Layer(String),
    /// A tensor is missing, stands there twice, has another shape, or is stored in another way.
    #[error("tensor {0} of the model is not as expected")]
    Tensor(String),
}

/// Where a tensor lies among the weights, and how its bytes are meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    start: usize,
    len: usize,
    scale: f64,
    min: f64,
}

/// A tensor in the manifest.
#[derive(Clone, Debug, Deserialize)]
struct Spec {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Quantization,
}

#[derive(Clone, Debug, Deserialize)]
struct Quantization {
    min: f64,
    scale: f64,
    dtype: String,
}

/// Checks a model, and finds its tensors, in the order of the network.
///
/// # Errors
/// See [`TopologyError`].
pub fn ranges(model: &Value) -> Result<Vec<Range>, TopologyError> {
    let graph = model.pointer("/modelTopology/model_config/config").ok_or(TopologyError::Form)?;
    layers(graph)?;
    let [group] = model.get("weightsManifest").and_then(Value::as_array).map_or(&[][..], Vec::as_slice) else {
        return Err(TopologyError::Form);
    };
    if group.get("paths") != Some(&json!(["group1-shard1of1"])) {
        return Err(TopologyError::Form);
    }
    let specs = group.get("weights").cloned().ok_or(TopologyError::Form)?;
    let specs: Vec<Spec> = serde_json::from_value(specs).map_err(|_| TopologyError::Form)?;
    place(&specs)
}

/// The tensors, cut out of the weights; `None` unless they are exactly as long as the tensors together.
pub fn tensors<'a>(ranges: &[Range], weights: &'a [u8]) -> Option<Vec<Quantised<'a>>> {
    if ranges.iter().map(|range| range.len).sum::<usize>() != weights.len() {
        return None;
    }
    let cut = |range: &Range| {
        let bytes = weights.get(range.start..)?.get(..range.len)?;
        Some(Quantised { scale: range.scale, min: range.min, bytes })
    };
    ranges.iter().map(cut).collect()
}

/// The tensors lie one after the other in the order of the manifest.
fn place(specs: &[Spec]) -> Result<Vec<Range>, TopologyError> {
    let expected = architecture::tensors();
    let mut ranges = vec![None; expected.len()];
    let mut start = 0;
    for spec in specs {
        let refused = || TopologyError::Tensor(spec.name.clone());
        let same = |(tensor, _): &(&architecture::Tensor, _)| tensor.name == spec.name && tensor.shape == spec.shape;
        let (tensor, range) = expected.iter().zip(&mut ranges).find(same).ok_or_else(refused)?;
        if spec.dtype != "float32" || spec.quantization.dtype != "uint8" || range.is_some() {
            return Err(refused());
        }
        let Quantization { min, scale, .. } = spec.quantization;
        *range = Some(Range { start, len: tensor.len(), scale, min });
        start += tensor.len();
    }
    let all = expected.iter().zip(ranges);
    all.map(|(tensor, range)| range.ok_or_else(|| TopologyError::Tensor(tensor.name.clone()))).collect()
}

fn layers(graph: &Value) -> Result<(), TopologyError> {
    let expected = expected_layers();
    let found = graph.get("layers").and_then(Value::as_array).ok_or(TopologyError::Form)?;
    if found.len() != expected.len() {
        return Err(TopologyError::Layers { found: found.len(), expected: expected.len() });
    }
    for (found, expected) in found.iter().zip(&expected) {
        if !covers(found, expected) {
            let name = expected.get("name").and_then(Value::as_str).unwrap_or_default();
            return Err(TopologyError::Layer(name.into()));
        }
    }
    let ends = json!({ "input_layers": [["input_1", 0, 0]], "output_layers": [["dense_3", 0, 0]] });
    if covers(graph, &ends) { Ok(()) } else { Err(TopologyError::Form) }
}

/// Whether a value has all that is expected, in objects perhaps with more around it.
fn covers(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) if !expected.is_empty() => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|found| covers(found, value)))
        }
        _ => found == expected,
    }
}

/// The layers of the network, as Keras writes them.
pub(crate) fn expected_layers() -> Vec<Value> {
    let input = json!({
        "class_name": "InputLayer",
        "name": "input_1",
        "config": { "batch_input_shape": [null, SIDE, SIDE, COLOURS], "dtype": "float32" },
        "inbound_nodes": [],
    });
    let mut graph = Graph { layers: vec![input], last: "input_1".into() };
    for block in architecture::blocks() {
        let input = graph.last.clone();
        match block.expand.kernel {
            Kernel::Full => graph.strided(&block.expand, "Conv1_pad"),
            Kernel::Depthwise | Kernel::Pointwise => graph.convolution(&block.expand, 1),
        }
        match block.stride {
            1 => graph.convolution(&block.depthwise, 1),
            _ => graph.strided(&block.depthwise, &format!("{}_pad", block.name)),
        }
        graph.convolution(&block.project, 1);
        if block.residual {
            let output = graph.last.clone();
            graph.push("Add", &format!("{}_add", block.name), json!({}), &[&input, &output]);
        }
    }
    graph.convolution(&architecture::head(), 1);
    let pool = json!({
        "pool_size": [POOL, POOL], "strides": [POOL, POOL], "padding": "valid", "data_format": "channels_last",
    });
    graph.next("AveragePooling2D", "average_pooling2d_1", pool);
    graph.next("Flatten", "flatten_1", json!({ "data_format": "channels_last" }));
    for ((name, _, units), (activation, dropout)) in
        DENSE.into_iter().zip([("relu", Some("dropout_2")), ("relu", Some("dropout_3")), ("softmax", None)])
    {
        graph.next("Dense", name, json!({ "units": units, "activation": activation, "use_bias": true }));
        if let Some(dropout) = dropout {
            graph.next("Dropout", dropout, json!({}));
        }
    }
    graph.layers
}

/// Layers, most of which read the one before.
struct Graph {
    layers: Vec<Value>,
    last: String,
}

impl Graph {
    fn push(&mut self, class: &str, name: &str, mut config: Value, inputs: &[&str]) {
        let inputs: Vec<_> = inputs.iter().map(|input| json!([input, 0, 0, {}])).collect();
        if let Some(config) = config.as_object_mut() {
            config.insert("name".into(), name.into());
        }
        self.layers.push(json!({ "class_name": class, "name": name, "config": config, "inbound_nodes": [inputs] }));
        self.last = name.into();
    }

    fn next(&mut self, class: &str, name: &str, config: Value) {
        let last = self.last.clone();
        self.push(class, name, config, &[&last]);
    }

    /// A convolution of stride 2, and the zeros to the right and below that make it end at the edge.
    fn strided(&mut self, layer: &Convolution, pad: &str) {
        self.next("ZeroPadding2D", pad, json!({ "padding": [[0, 1], [0, 1]], "data_format": "channels_last" }));
        self.convolution(layer, 2);
    }

    fn convolution(&mut self, layer: &Convolution, stride: usize) {
        let window = if layer.kernel == Kernel::Pointwise { 1 } else { WINDOW };
        let mut config = json!({
            "kernel_size": [window, window], "strides": [stride, stride], "dilation_rate": [1, 1],
            "data_format": "channels_last", "activation": "linear", "use_bias": false,
        });
        let (class, key, value) = match layer.kernel {
            Kernel::Depthwise => ("DepthwiseConv2D", "depth_multiplier", 1),
            Kernel::Full | Kernel::Pointwise => ("Conv2D", "filters", layer.outputs),
        };
        if let Some(config) = config.as_object_mut() {
            config.insert(key.into(), value.into());
            // A window of one pixel meets no edge, and the model has either word there.
            if layer.kernel != Kernel::Pointwise {
                config.insert("padding".into(), if stride == 1 { "same" } else { "valid" }.into());
            }
        }
        self.next(class, &layer.name, config);
        let norm = json!({ "axis": -1, "epsilon": EPSILON, "center": true, "scale": true });
        self.next("BatchNormalization", &layer.norm, norm);
        if let Some(relu) = &layer.relu {
            self.next("ReLU", relu, json!({ "max_value": 6, "negative_slope": 0, "threshold": 0 }));
        }
    }
}
