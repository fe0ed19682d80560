//! The model file: what is written is read, and what was changed is refused.

use aws_lc_rs::digest::{SHA256, digest};

use super::sample::{Dice, model_file, quantised, weights};
use crate::file::{read, write};
use crate::{Model, ModelFileError};

const HEADER: usize = 44;

#[test]
fn what_is_written_is_read() {
    let weights = weights(30);
    let tensors = quantised(&weights);
    let file = write(tensors.clone());
    assert_eq!(file.len(), 2_623_761, "2,619,461 weights, 266 ranges, a header");
    assert_eq!(&file[..12], b"kndlnsfw\x01\0\0\0");
    assert_eq!(read(&file).unwrap(), tensors);
    assert_eq!(write(read(&file).unwrap()), file);
}

#[test]
fn every_changed_bit_is_noticed() {
    let mut file = model_file(31);
    let mut dice = Dice::new(32);
    let places = (0..HEADER + 16).chain([file.len() - 1]).chain((0..40).map(|_| dice.below(2_623_761)));
    for place in places.collect::<Vec<_>>() {
        for bit in 0..8 {
            file[place] ^= 1 << bit;
            let error = read(&file).unwrap_err();
            let expected = match place {
                0..8 => matches!(error, ModelFileError::NotAModel),
                8..12 => matches!(error, ModelFileError::Version { found } if found != 1),
                _ => matches!(error, ModelFileError::Damaged),
            };
            assert!(expected, "bit {bit} of byte {place}: {error}");
            file[place] ^= 1 << bit;
        }
    }
    read(&file).unwrap();
}

#[test]
fn every_other_length_is_noticed() {
    let mut file = model_file(33);
    let expected = file.len();
    for found in (0..HEADER + 20).chain([1000, expected - 1000, expected - 1]) {
        let error = read(&file[..found]).unwrap_err();
        let fitting = match found {
            0..8 => ModelFileError::NotAModel,
            _ => ModelFileError::Length { found, expected },
        };
        assert_eq!(error, fitting);
    }
    file.push(0);
    assert_eq!(read(&file).unwrap_err(), ModelFileError::Length { found: expected + 1, expected });
    assert_eq!(Model::read(&file).unwrap_err(), ModelFileError::Length { found: expected + 1, expected });
}

#[test]
fn a_version_from_the_future_is_named() {
    let mut file = model_file(34);
    file[8] = 2;
    let error = Model::read(&file).unwrap_err();
    assert_eq!(error.to_string(), "the model file has format version 2, expected 1: install the model again");
}

/// Files with a fitting digest and anything in them either load or are refused for their weights.
#[test]
fn mutants_with_a_fitting_digest_never_panic() {
    let file = model_file(35);
    let mut dice = Dice::new(36);
    let mut refused = 0;
    for _ in 0..60 {
        let mut mutant = file.clone();
        for _ in 0..=dice.below(200) {
            // Most tensors are short, so that many ranges lie near the begin.
            let end = if dice.below(2) == 0 { 20_000 } else { mutant.len() - HEADER };
            let place = HEADER + dice.below(end);
            mutant[place] = dice.bytes(1)[0];
        }
        let sum = digest(&SHA256, &mutant[HEADER..]);
        mutant[12..HEADER].copy_from_slice(sum.as_ref());
        match Model::read(&mutant) {
            Ok(model) => assert!(model.classify(&[1, 2, 3], 1, 1).is_ok()),
            Err(error) => {
                assert_eq!(error, ModelFileError::Weights);
                refused += 1;
            }
        }
    }
    assert!(refused > 5, "the mutants reach what is checked: {refused}");
}
