//! Numbers, weights and packages to test with, from a generator so that every run sees the same.

use serde_json::{Value, json};

use crate::architecture::{Tensor, tensors};
use crate::file::{self, Quantised};
use crate::package::topology::expected_layers;

/// Marsaglia's xorshift with 64 bits of state.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() >> 11) as usize % end
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.bits() >> 56) as u8).collect()
    }

    /// Numbers from -`reach` to `reach`.
    pub fn floats(&mut self, count: usize, reach: f32) -> Vec<f32> {
        (0..count).map(|_| ((self.bits() >> 40) as f32 / (1 << 23) as f32 - 1.0) * reach).collect()
    }
}

/// Bytes of a random model, tensor by tensor in the network's order.
pub fn weights(seed: u64) -> Vec<Vec<u8>> {
    let mut dice = Dice::new(seed);
    tensors().iter().map(|tensor| dice.bytes(tensor.len())).collect()
}

/// Scale and minimum of a tensor, such that random bytes make a network whose layers neither die nor saturate.
pub fn range(tensor: &Tensor) -> (f64, f64) {
    let spread = |from: f64, to: f64| ((to - from) / 255.0, from);
    match tensor.name.rsplit('/').next().unwrap() {
        "gamma" | "moving_variance" => spread(0.5, 1.5),
        "beta" => spread(-0.2, 0.8),
        "moving_mean" | "bias" => spread(-0.3, 0.3),
        "depthwise_kernel" => spread(-0.8, 0.8),
        _ => {
            let fan_in: usize = tensor.shape.iter().rev().skip(1).product();
            let reach = (6.0 / fan_in as f64).sqrt();
            spread(-reach, reach)
        }
    }
}

/// The tensors of a random model.
pub fn quantised(weights: &[Vec<u8>]) -> Vec<Quantised<'_>> {
    let quantised = tensors().into_iter().zip(weights).map(|(tensor, bytes)| {
        let (scale, min) = range(&tensor);
        Quantised { scale, min, bytes }
    });
    quantised.collect()
}

/// The file of a random model.
pub fn model_file(seed: u64) -> Vec<u8> {
    file::write(quantised(&weights(seed)))
}

/// The Keras model in a package, with everything the real one has that matters, and some that does not.
pub fn keras_model() -> Value {
    let specs: Vec<_> = tensors()
        .iter()
        .map(|tensor| {
            let (scale, min) = range(tensor);
            let quantization = json!({ "min": min, "scale": scale, "dtype": "uint8" });
            json!({ "name": tensor.name, "shape": tensor.shape, "dtype": "float32", "quantization": quantization })
        })
        .collect();
    let config = json!({
        "name": "model_1",
        "layers": expected_layers(),
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [["dense_3", 0, 0]],
    });
    json!({
        "modelTopology": { "keras_version": "2.2.4", "model_config": { "class_name": "Model", "config": config } },
        "weightsManifest": [{ "paths": ["group1-shard1of1"], "weights": specs }],
    })
}

/// A value as JavaScript, the way terser writes it.
pub fn literal(value: &Value) -> String {
    value.to_string().replace(":true", ":!0").replace(":false", ":!1").replace(":0.", ":.")
}

/// A browser module that exports a literal, as browserify and terser write it.
pub fn module(literal: &str) -> String {
    let loader = "!function(e){if(\"object\"==typeof exports&&\"undefined\"!=typeof module)module.exports=e();\
                  else{this.model=e()}}(function(){return function e(a,n,i){function l(t){if(!n[t]){var r=n[t]=\
                  {exports:{}};a[t][0].call(r.exports,function(e){return l(a[t][1][e]||e)},r,r.exports,e,a,n,i)}\
                  return n[t].exports}return l}({1:[function(e,a,n){a.exports=";
    format!("{loader}{literal}}},{{}}]}},{{}},[1])(1)}});")
}
