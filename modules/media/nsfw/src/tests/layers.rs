//! Each kind of layer against its plainest form, on random tensors of many sizes.

use super::reference::{Image, Steps, assert_close, convolve, convolve_depthwise, dense, relu6};
use super::sample::Dice;
use crate::architecture;
use crate::network::{Block, Depthwise, LANES, Matrix, Plane, Scratch, Source};

fn plane(side: usize, lead: usize, channels: usize, values: &[f32]) -> Plane {
    let mut plane = Plane::default();
    plane.reset(side, lead, channels);
    for (row, values) in plane.rows_mut(0).zip(values.chunks(side * channels)) {
        row.copy_from_slice(values);
    }
    plane
}

#[test]
fn products_are_those_of_dense_layers() {
    let mut dice = Dice::new(1);
    for _ in 0..60 {
        let (rows, inputs, outputs) = (1 + dice.below(40), 1 + dice.below(50), 1 + dice.below(50));
        let (weights, bias) = (dice.floats(inputs * outputs, 1.0), dice.floats(outputs, 1.0));
        let (input, before) = (dice.floats(rows * inputs, 2.0), dice.floats(rows * outputs, 2.0));
        let matrix = Matrix::new(inputs, weights.clone(), bias.clone()).unwrap();
        assert_eq!((matrix.inputs(), matrix.outputs(), matrix.bias()), (inputs, outputs, &bias[..]));

        let mut output = vec![f32::NAN; rows * outputs];
        matrix.multiply(&input, &mut output).unwrap();
        let mut sums = before.clone();
        matrix.add(&input, &mut sums).unwrap();
        for row in 0..rows {
            let input: Vec<_> = input[row * inputs..][..inputs].iter().copied().map(f64::from).collect();
            let span = row * outputs..(row + 1) * outputs;
            assert_close(&output[span.clone()], &dense(&input, &weights, &vec![0.0; outputs]), "products");
            let expected = dense(&input, &weights, &bias).into_iter().zip(&before[span.clone()]);
            let expected: Vec<_> = expected.map(|(sum, before)| sum + f64::from(*before)).collect();
            assert_close(&sums[span], &expected, "sums");
        }
    }
}

#[test]
fn a_matrix_of_the_wrong_size_is_refused() {
    assert!(Matrix::new(3, vec![0.0; 11], vec![0.0; 4]).is_err());
    let matrix = Matrix::new(3, vec![0.0; 12], vec![0.0; 4]).unwrap();
    for (input, output) in [(6, 7), (6, 9), (6, 4), (6, 12), (5, 4), (7, 8), (0, 4), (3, 0)] {
        assert!(matrix.multiply(&vec![0.0; input], &mut vec![0.0; output]).is_err(), "{input} {output}");
        assert!(matrix.add(&vec![0.0; input], &mut vec![0.0; output]).is_err(), "{input} {output}");
    }
    assert!(matrix.multiply(&[0.0; 6], &mut [0.0; 8]).is_ok());
}

#[test]
fn depthwise_filters_are_those_of_keras() {
    let mut dice = Dice::new(2);
    for _ in 0..40 {
        let (side, stride, channels) = (2 * (1 + dice.below(9)), 1 + dice.below(2), LANES * (1 + dice.below(4)));
        let (kernel, bias) = (dice.floats(9 * channels, 1.0), dice.floats(channels, 1.0));
        let input = dice.floats(side * side * channels, 3.0);
        let expected = convolve_depthwise(&Image::new(side, channels, &input), &kernel, Steps { window: 3, stride });
        let expected = expected.map(|channel, sum| relu6(sum + f64::from(bias[channel])));

        let plane = plane(side, usize::from(stride == 1), channels, &input);
        let row = side / stride * channels;
        let from = dice.below(side / stride);
        let mut output = vec![f32::NAN; (side / stride - from) * row];
        Depthwise::new(&kernel, &bias).run(&plane, stride, from, &mut output);
        let what = format!("side {side}, stride {stride}, {channels} channels, from row {from}");
        assert_close(&output, &expected.values[from * row..], &what);
    }
}

/// The sides make bands that divide them, and bands that do not.
#[test]
fn blocks_are_their_layers_one_after_the_other() {
    let mut dice = Dice::new(3);
    for (side, stride, residual) in
        [(4, 1, true), (7, 1, false), (14, 2, false), (28, 1, true), (42, 2, false), (50, 1, true), (66, 1, false)]
    {
        let (inputs, channels) = (1 + dice.below(9), LANES * (1 + dice.below(3)));
        let outputs = if residual { inputs } else { 1 + dice.below(9) };
        let input = dice.floats(side * side * inputs, 1.0);
        let (block, expected) =
            block(&mut dice, side, stride, (1, Image::new(side, inputs, &input)), (channels, outputs));
        let expected = if residual { expected.plus(&Image::new(side, inputs, &input)) } else { expected };

        let block = Block { residual, ..block };
        let mut values = input.clone();
        let mut scratch = Scratch::default();
        block.run(&Plane::default(), &mut values, &mut scratch).unwrap();
        assert_close(&values, &expected.values, &format!("side {side}, stride {stride}, residual {residual}"));

        values = input;
        block.run(&Plane::default(), &mut values, &mut scratch).unwrap();
        assert_close(&values, &expected.values, "the same in used memory");
        values = vec![0.0; side * side * inputs - 1];
        assert!(block.run(&Plane::default(), &mut values, &mut scratch).is_err());
    }
}

#[test]
fn the_first_block_reads_the_picture() {
    let mut dice = Dice::new(4);
    for side in [4, 6, 24, 50] {
        let picture = dice.floats(side * side * 4 * 3, 1.0);
        let image = Image::new(side * 2, 3, &picture);
        let (block, expected) = block(&mut dice, side, 1, (3, image), (16, 8));
        let mut values = Vec::new();
        block.run(&plane(side * 2, 0, 3, &picture), &mut values, &mut Scratch::default()).unwrap();
        assert_close(&values, &expected.values, &format!("side {side}"));
    }
}

/// A random block without residual, and what it makes of an input: of the picture when its first window has 3 pixels.
fn block(
    dice: &mut Dice,
    side: usize,
    stride: usize,
    (window, input): (usize, Image),
    (channels, outputs): (usize, usize),
) -> (Block, Image) {
    let inputs = window * window * input.channels;
    let (wide, wide_bias) = (dice.floats(inputs * channels, 1.0), dice.floats(channels, 1.0));
    let (filter, filter_bias) = (dice.floats(9 * channels, 1.0), dice.floats(channels, 1.0));
    let (narrow, narrow_bias) = (dice.floats(channels * outputs, 0.3), dice.floats(outputs, 1.0));

    let first = Steps { window, stride: if window == 3 { 2 } else { 1 } };
    let image = convolve(&input, &wide, channels, first).map(|at, sum| relu6(sum + f64::from(wide_bias[at])));
    let image = convolve_depthwise(&image, &filter, Steps { window: 3, stride });
    let image = image.map(|at, sum| relu6(sum + f64::from(filter_bias[at])));
    let image = convolve(&image, &narrow, outputs, Steps { window: 1, stride: 1 });
    let image = image.map(|at, sum| sum + f64::from(narrow_bias[at]));

    let block = Block {
        side,
        stride,
        residual: false,
        source: if window == 3 { Source::Picture } else { Source::Block },
        expand: Matrix::new(inputs, wide, wide_bias).unwrap(),
        depthwise: Depthwise::new(&filter, &filter_bias),
        project: Matrix::new(channels, narrow, narrow_bias).unwrap(),
    };
    (block, image)
}

#[test]
fn every_filter_of_the_network_fits_the_lanes() {
    for block in architecture::blocks() {
        assert_eq!(block.depthwise.outputs % LANES, 0, "{}", block.name);
    }
}
