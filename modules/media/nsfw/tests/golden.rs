//! The classifier against the original: nsfwjs 4.4.0 on TensorFlow.js 4.22.0, on pictures that both make from scratch.
//!
//! The numbers in [`GOLDEN`] are the output of `golden/make.mjs` (how to run it stands at its top). That the pictures
//! are the same is tested always, by their fingerprints; the scores need the original's weights, and so the file that
//! `npm pack nsfwjs@4.4.0` writes, or one of the other known releases: `KINDLING_NSFWJS_PACKAGE` says where it is.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing helper is a failing test")]

#[path = "golden/pictures.rs"]
mod pictures;

use media_nsfw::{Model, Package, PackageError, RELEASES, Scores};
use pictures::{fingerprint, picture};

/// Name, width, height and fingerprint of a picture; scores in the order drawing, hentai, neutral, porn, sexy.
type Golden = (&'static str, u32, u32, u32, [f32; 5]);

/// What the original says.
#[rustfmt::skip]
const GOLDEN: [Golden; 14] = [
    ("gradient", 320, 240, 0xa887_ec45, [0.8933722, 0.0202141, 0.0812534, 0.0042121, 0.0009482]),
    ("noise", 224, 224, 0x58ff_ddec, [0.1000599, 0.0099935, 0.8735229, 0.0139753, 0.0024485]),
    ("noise", 99, 401, 0x9b01_adc0, [0.2361668, 0.0147395, 0.7218327, 0.0236666, 0.0035944]),
    ("checkers", 256, 256, 0x3884_9dc5, [0.0661966, 0.0072747, 0.9192457, 0.0061538, 0.0011292]),
    ("body", 317, 211, 0xe163_8e88, [0.5376224, 0.1352307, 0.3230875, 0.0025276, 0.0015318]),
    ("body", 224, 320, 0xd24e_4e21, [0.6565576, 0.0921085, 0.2494807, 0.001091, 0.0007622]),
    ("stripes", 50, 700, 0xad63_606e, [0.3560157, 0.019938, 0.6091751, 0.0117561, 0.0031152]),
    ("folds", 300, 200, 0x6866_3ed7, [0.023033, 0.0183458, 0.3597346, 0.5718284, 0.0270582]),
    ("folds", 600, 400, 0x231a_15e5, [0.0218444, 0.01777, 0.3586087, 0.5752346, 0.0265422]),
    ("streaks", 300, 300, 0xf1a6_c6c9, [0.058127, 0.0212054, 0.6922634, 0.2091696, 0.0192345]),
    ("rings", 500, 333, 0x077d_4854, [0.0311141, 0.0002916, 0.9685788, 0.000014, 0.0000016]),
    ("gradient", 1200, 3, 0x8050_7edd, [0.8916478, 0.0211581, 0.0818447, 0.004356, 0.0009934]),
    ("rings", 4096, 9, 0x21ff_f5c5, [0.1873716, 0.0372363, 0.7022472, 0.0626371, 0.0105077]),
    ("plain", 1, 1, 0x0351_f5fb, [0.854759, 0.0250071, 0.1114725, 0.007297, 0.0014644]),
];

/// How far a score may be from the original's. Both compute in 32 bits, and sum in another order.
const TOLERANCE: f32 = 2e-5;

/// The package, or `None` where none is given. A skip is said aloud, and is a failure when services are required.
fn package() -> Option<Vec<u8>> {
    match std::env::var_os("KINDLING_NSFWJS_PACKAGE") {
        Some(path) => Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))),
        None if std::env::var_os("KINDLING_REQUIRE_SERVICES").is_some() => {
            panic!("the nsfwjs package is required and KINDLING_NSFWJS_PACKAGE does not say where it is")
        }
        None => {
            eprintln!("SKIPPED with the real model: KINDLING_NSFWJS_PACKAGE does not say where the nsfwjs package is");
            None
        }
    }
}

fn listed(scores: Scores) -> [f32; 5] {
    [scores.drawing, scores.hentai, scores.neutral, scores.porn, scores.sexy]
}

#[test]
fn the_pictures_are_those_of_the_original() {
    for (name, width, height, expected, _) in GOLDEN {
        assert_eq!(fingerprint(&picture(name, width, height)), expected, "{name} {width} x {height}");
    }
}

#[test]
fn the_scores_are_those_of_the_original() {
    let Some(file) = package() else { return };
    let package = Package::open(&file).unwrap();
    let model = Model::read(package.model()).unwrap();
    let mut worst = 0.0_f32;
    for (name, width, height, _, expected) in GOLDEN {
        let scores = model.classify(&picture(name, width, height), width, height).unwrap();
        let found = listed(scores);
        assert!((found.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{name}: {scores:?}");
        assert!((scores.explicit() - found[1] - found[3]).abs() < 1e-6, "{name}: {scores:?}");
        for (found, expected) in found.into_iter().zip(expected) {
            let apart = (found - expected).abs();
            assert!(apart <= TOLERANCE, "{name} {width} x {height}: {scores:?} is {apart} from {expected}");
            worst = worst.max(apart);
        }
    }
    eprintln!("nsfwjs {}: at most {worst:e} from the original", package.version());
}

#[test]
fn a_package_with_one_wrong_bit_is_unknown_and_a_model_with_one_is_damaged() {
    let Some(mut file) = package() else { return };
    let package = Package::open(&file).unwrap();
    assert!(RELEASES.iter().any(|release| release.version == package.version()));
    let mut model = package.model().to_vec();
    *model.last_mut().unwrap() ^= 1;
    assert_eq!(Model::read(&model).unwrap_err().to_string(), "the model file is damaged: install the model again");

    let middle = file.len() / 2;
    file[middle] ^= 1;
    let error = Package::open(&file).unwrap_err();
    assert!(matches!(error, PackageError::Unknown { .. }), "{error}");
}

#[test]
fn one_model_serves_all_threads_with_the_same_answers() {
    let Some(file) = package() else { return };
    let model = Model::read(Package::open(&file).unwrap().model()).unwrap();
    let picture = picture("body", 317, 211);
    let classify = || model.classify(&picture, 317, 211).unwrap();
    let alone = classify();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(classify)).collect();
        threads.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), alone));
    });
}
