//! The input of the network against the definition of `resizeBilinear` with `alignCorners`.

use super::sample::Dice;
use crate::architecture::SIDE;
use crate::prepare::prepare;

/// The prepared picture without border.
fn prepared(rgb: &[u8], width: usize, height: usize) -> Vec<f32> {
    prepare(rgb, width, height).rows_mut(0).flat_map(|row| row.to_vec()).collect()
}

/// As a weighted sum of all input pixels along an axis: each weighs less the further it is away, none beyond 1.
fn weights(length: usize, at: usize) -> Vec<(usize, f64)> {
    let place = at as f64 * (length as f64 - 1.0) / (SIDE as f64 - 1.0);
    let weights = (0..length).map(|pixel| (pixel, 1.0 - (pixel as f64 - place).abs()));
    weights.filter(|(_, weight)| *weight > 0.0).collect()
}

#[test]
fn any_size_becomes_the_networks_size() {
    let mut dice = Dice::new(20);
    for (width, height) in [(1, 1), (1, 7), (2, 3), (50, 700), (223, 225), (317, 211), (448, 447), (4096, 2)] {
        let rgb = dice.bytes(width * height * 3);
        let found = prepared(&rgb, width, height);
        assert_eq!(found.len(), SIDE * SIDE * 3);
        for (at, found) in found.into_iter().enumerate() {
            let (y, x, colour) = (at / 3 / SIDE, at / 3 % SIDE, at % 3);
            let mut expected = 0.0;
            for (row, down) in weights(height, y) {
                for (column, across) in weights(width, x) {
                    expected += down * across * f64::from(rgb[(row * width + column) * 3 + colour]) / 255.0;
                }
            }
            assert!((f64::from(found) - expected).abs() < 1e-6, "{width} x {height} at {x}, {y}: {found}, {expected}");
        }
    }
}

#[test]
fn a_picture_of_the_right_size_is_only_divided() {
    let rgb = Dice::new(21).bytes(SIDE * SIDE * 3);
    let expected: Vec<_> = rgb.iter().map(|&byte| f32::from(byte) / 255.0).collect();
    assert_eq!(prepared(&rgb, SIDE, SIDE), expected);
}

/// At 32 and 58 pixels the place of the last output pixel rounds to a hair above the last input pixel.
#[test]
fn corners_lie_on_corners() {
    for (width, height) in [(2, 2), (32, 58), (300, 100), (4096, 3), (3, 4096)] {
        let mut rgb = vec![0; width * height * 3];
        let corners = [0, width - 1, (height - 1) * width, height * width - 1];
        corners.into_iter().zip([51, 102, 153, 204]).for_each(|(at, byte)| rgb[at * 3] = byte);
        let found = prepared(&rgb, width, height);
        let places = [0, SIDE - 1, (SIDE - 1) * SIDE, SIDE * SIDE - 1].map(|at| found[at * 3]);
        for (found, expected) in places.into_iter().zip([0.2, 0.4, 0.6, 0.8]) {
            assert!((found - expected).abs() < 1e-6, "{width} x {height}: {places:?}");
        }
    }
}
