//! The whole network on random weights, and what happens to weights that are none.

use super::reference::{Image, Steps, convolve, convolve_depthwise, dense, relu6};
use super::sample::{Dice, model_file, quantised, weights};
use crate::architecture::{self, Convolution, EPSILON, Kernel, SIDE, tensors};
use crate::file::{self, ModelFileError, Quantised};
use crate::network::Matrix;
use crate::prepare::prepare;
use crate::{ClassifyError, MAX_SIDE, Model};

fn assert_shared<T: Send + Sync>(_: &T) {}

#[test]
fn the_architecture_has_as_many_tensors_and_weights_as_the_original() {
    assert_eq!(tensors().len(), 266);
    assert_eq!(tensors().iter().map(architecture::Tensor::len).sum::<usize>(), 2_619_461);
    assert_eq!(architecture::blocks().len(), 17);
    assert_eq!(architecture::blocks().iter().filter(|block| block.residual).count(), 10);
    assert_eq!(architecture::blocks().last().unwrap().side, architecture::POOL);
}

/// Layer by layer as Keras would run it, batch normalisation by itself: this is what folding must not change.
#[test]
fn the_network_is_its_layers_one_after_the_other() {
    let weights = weights(5);
    let stored = quantised(&weights);
    let model = Model::read(&file::write(stored.clone())).unwrap();
    assert_shared(&model);
    assert_eq!(format!("{model:?}"), "Model { .. }");
    let rgb = Dice::new(6).bytes(SIDE * SIDE * 3);
    let found = model.network.logits(&prepare(&rgb, SIDE, SIDE)).unwrap();

    let colours: Vec<_> = rgb.iter().map(|&byte| f32::from(byte) / 255.0).collect();
    let mut image = Image::new(SIDE, 3, &colours);
    let mut stored = stored.iter().map(|tensor| tensor.values().collect::<Vec<f32>>());
    for block in architecture::blocks() {
        let input = image.clone();
        image = layer(&image, &block.expand, if block.expand.kernel == Kernel::Full { 2 } else { 1 }, &mut stored);
        image = layer(&image, &block.depthwise, block.stride, &mut stored);
        image = layer(&image, &block.project, 1, &mut stored);
        image = if block.residual { image.plus(&input) } else { image };
    }
    image = layer(&image, &architecture::head(), 1, &mut stored);
    let pixels = (image.side * image.side) as f64;
    let mean = |channel| image.values.iter().skip(channel).step_by(image.channels).sum::<f64>() / pixels;
    let mut values: Vec<_> = (0..image.channels).map(mean).collect();
    for layer in 0..3 {
        let (kernel, bias) = (stored.next().unwrap(), stored.next().unwrap());
        values = dense(&values, &kernel, &bias);
        if layer < 2 {
            values.iter_mut().for_each(|value| *value = value.max(0.0));
        }
    }
    let spread = values.iter().fold(0.0_f64, |most, value| most.max((value - values[0]).abs()));
    assert!(spread > 0.1, "the logits tell classes apart: {values:?}");
    for (found, expected) in found.into_iter().zip(values) {
        assert!((f64::from(found) - expected).abs() < 1e-3 * spread, "{found} instead of {expected}");
    }
}

fn layer(image: &Image, layer: &Convolution, stride: usize, stored: &mut impl Iterator<Item = Vec<f32>>) -> Image {
    let mut next = || stored.next().unwrap();
    let (kernel, gamma, beta, mean, variance) = (next(), next(), next(), next(), next());
    let image = match layer.kernel {
        Kernel::Full => convolve(image, &kernel, layer.outputs, Steps { window: 3, stride }),
        Kernel::Pointwise => convolve(image, &kernel, layer.outputs, Steps { window: 1, stride }),
        Kernel::Depthwise => convolve_depthwise(image, &kernel, Steps { window: 3, stride }),
    };
    image.map(|at, value| {
        let [gamma, beta, mean, variance] = [gamma[at], beta[at], mean[at], variance[at]].map(f64::from);
        let normal = gamma * (value - mean) / (variance + EPSILON).sqrt() + beta;
        if layer.relu.is_some() { relu6(normal) } else { normal }
    })
}

#[test]
fn weights_that_are_no_numbers_or_too_large_are_refused() {
    let weights = weights(7);
    let tensors = quantised(&weights);
    let last_kernel = tensors.len() - 2;
    let variance = 4;
    for at in [0, 1, 2, 3, variance, 5, last_kernel, last_kernel + 1] {
        let no_numbers = [(f64::NAN, 0.0), (1.0, f64::INFINITY), (f64::NEG_INFINITY, 0.0), (1e300, 0.0)];
        for (scale, min) in no_numbers.into_iter().chain([(1.0, -1e30), (1e30, 0.0)]) {
            // A huge variance makes tiny weights, which are fine.
            if at == variance && (scale, min) == (1e30, 0.0) {
                continue;
            }
            let mut tensors = tensors.clone();
            tensors[at] = Quantised { scale, min, ..tensors[at] };
            let error = Model::read(&file::write(tensors)).unwrap_err();
            assert_eq!(error, ModelFileError::Weights, "tensor {at}, scale {scale}, minimum {min}");
        }
    }
    let mut negative = tensors.clone();
    negative[variance] = Quantised { scale: 0.0, min: -1.0, ..negative[variance] };
    assert_eq!(Model::read(&file::write(negative)).unwrap_err(), ModelFileError::Weights);
}

/// As large as weights may be, everywhere: the sums stay numbers.
#[test]
fn the_largest_weights_do_not_overflow() {
    let weights = weights(8);
    for factor in [-1e6, 1e6] {
        let tensors = tensors().into_iter().zip(&weights).map(|(tensor, bytes)| {
            let min = match tensor.name.rsplit('/').next().unwrap() {
                "gamma" => 1.0,
                "moving_variance" => 1.0 - EPSILON,
                "moving_mean" => 0.0,
                _ => factor,
            };
            Quantised { scale: 0.0, min, bytes }
        });
        let model = Model::read(&file::write(tensors)).unwrap();
        let logits = model.network.logits(&prepare(&[255; 12], 2, 2)).unwrap();
        assert!(logits.iter().all(|logit| logit.is_finite()), "{logits:?}");
        model.classify(&[255; 12], 2, 2).unwrap();
    }
}

#[test]
fn what_is_not_a_number_reaches_the_end_and_is_an_error() {
    for poison in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut model = Model::read(&model_file(9)).unwrap();
        model.classify(&[9; 3], 1, 1).unwrap();
        let last = model.network.dense.len() - 1;
        model.network.dense[last] = Matrix::new(128, vec![0.0; 640], vec![0.0, 0.0, poison, 0.0, 0.0]).unwrap();
        assert_eq!(model.classify(&[9; 3], 1, 1), Err(ClassifyError::NotFinite));
    }
    let mut model = Model::read(&model_file(9)).unwrap();
    let first = &mut model.network.blocks[0].expand;
    *first = Matrix::new(27, vec![f32::NAN; 27 * 32], vec![0.0; 32]).unwrap();
    assert_eq!(model.classify(&[9; 3], 1, 1), Err(ClassifyError::NotFinite), "no ReLU6 swallows it");
}

#[test]
fn a_network_whose_layers_do_not_fit_is_an_error() {
    let mut model = Model::read(&model_file(10)).unwrap();
    model.network.blocks.pop();
    assert_eq!(model.classify(&[9; 3], 1, 1), Err(ClassifyError::Shape));
}

#[test]
fn pictures_that_are_none_are_refused() {
    let model = Model::read(&model_file(11)).unwrap();
    for (width, height) in [(0, 0), (0, 5), (5, 0), (MAX_SIDE + 1, 1), (1, MAX_SIDE + 1), (u32::MAX, u32::MAX)] {
        assert_eq!(model.classify(&[], width, height), Err(ClassifyError::Size { width, height }));
    }
    for found in [0, 1, 17, 19, 36] {
        assert_eq!(model.classify(&vec![0; found], 2, 3), Err(ClassifyError::Length { found, expected: 18 }));
    }
    let side = MAX_SIDE as usize;
    model.classify(&vec![200; side * 3], MAX_SIDE, 1).unwrap();
    model.classify(&vec![200; side * 3], 1, MAX_SIDE).unwrap();
}
