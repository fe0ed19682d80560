//! From samples to colours: values that ITU-T H.273 gives for themselves.

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer};

use crate::planar::{Levels, Model, Planar, Plane, Weights};

/// A plane of one sample.
fn plane(sample: u16, depth: u8) -> Plane {
    let kind = if depth > 8 { PixelType::U16 } else { PixelType::U8 };
    let mut samples = Image::new(1, 1, kind);
    if depth > 8 {
        samples.buffer_mut().copy_from_slice(&sample.to_ne_bytes());
    } else {
        samples.buffer_mut()[0] = sample as u8;
    }
    Plane { samples, across: 1.0, down: 1.0 }
}

fn colour(samples: &[u16], model: Model, levels: Levels, depth: u8) -> Vec<u8> {
    let planes = samples.iter().map(|sample| plane(*sample, depth)).collect();
    let mut planar = Planar::new(1, 1, planes, model);
    planar.levels = levels;
    planar.render(1, 1, &mut Resizer::new()).unwrap().into_bytes()
}

#[test]
fn the_ends_of_the_scale_are_black_and_white_at_every_depth() {
    for depth in [8, 10, 12] {
        let unit = 1 << (depth - 8);
        let middle = 128 * unit;
        let ends = [(Levels::limited(depth), 16 * unit, 235 * unit), (Levels::full(depth), 0, 256 * unit - 1)];
        for (levels, black, white) in ends {
            for (luma, expected) in [(black, 0), (white, 255), (0, 0), (256 * unit - 1, 255)] {
                for weights in [Weights::BT601, Weights::BT709, Weights::BT2020] {
                    let grey = colour(&[luma, middle, middle], Model::Ycc(weights), levels, depth);
                    assert_eq!(grey, [expected; 3], "{depth} bits, luma {luma}");
                }
                assert_eq!(colour(&[luma], Model::Grey, levels, depth), [expected]);
                assert_eq!(colour(&[luma; 3], Model::Rgb, levels, depth), [expected; 3]);
            }
        }
    }
}

#[test]
fn pure_colours_come_back_through_every_matrix() {
    // H.273, 8.3: luma is K_R R + K_G G + K_B B, the differences are (B - Y) / (2 - 2 K_B) and (R - Y) / (2 - 2 K_R).
    let weights = [(Weights::BT601, 0.299, 0.114), (Weights::BT709, 0.2126, 0.0722), (Weights::BT2020, 0.2627, 0.0593)];
    for (weights, kr, kb) in weights {
        for rgb in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.2, 0.5, 0.8]] {
            let [red, green, blue] = rgb;
            let luma: f64 = kr * red + (1.0 - kr - kb) * green + kb * blue;
            let (cb, cr) = ((blue - luma) / (2.0 - 2.0 * kb), (red - luma) / (2.0 - 2.0 * kr));
            for depth in [8u8, 10, 12] {
                let unit = f64::from(1 << (depth - 8));
                let limited = [219.0 * luma + 16.0, 224.0 * cb + 128.0, 224.0 * cr + 128.0].map(|value| value * unit);
                let top = 256.0 * unit - 1.0;
                let full = [top * luma, top * cb + 128.0 * unit, top * cr + 128.0 * unit];
                for (samples, levels) in [(limited, Levels::limited(depth)), (full, Levels::full(depth))] {
                    let samples = samples.map(|sample| sample.round().clamp(0.0, top) as u16);
                    let shown = colour(&samples, Model::Ycc(weights), levels, depth);
                    for (shown, wanted) in shown.iter().zip(rgb) {
                        assert!((f64::from(*shown) - 255.0 * wanted).abs() < 2.5, "{rgb:?} is {shown} at {depth} bits");
                    }
                }
            }
        }
    }
}

#[test]
fn coarse_planes_lie_where_they_belong() {
    // Luma of 5 x 5, chroma of 3 x 3 whose samples cover two by two; the last ones reach beyond the picture.
    let luma = {
        let mut samples = Image::new(5, 5, PixelType::U8);
        samples.buffer_mut().fill(128);
        Plane { samples, across: 5.0, down: 5.0 }
    };
    let chroma = |values: [u8; 3]| {
        let mut samples = Image::new(3, 3, PixelType::U8);
        samples.buffer_mut().copy_from_slice(&values.repeat(3));
        Plane { samples, across: 2.5, down: 2.5 }
    };
    let planes = vec![luma, chroma([128; 3]), chroma([100, 128, 156])];
    let planar = Planar::new(5, 5, planes, Model::Ycc(Weights::BT601));
    let image = planar.render(5, 5, &mut Resizer::new()).unwrap().into_rgb8();
    let row: Vec<u8> = (0..5).map(|x| image.get_pixel(x, 2).0[0]).collect();
    // The second sample covers columns 2 and 3: its middle is between them, and column 4 is on the way to the third.
    assert!(row.is_sorted() && row[2] < 128 && row[3] > 128, "{row:?}");
    assert_eq!(row[2].abs_diff(128), row[3].abs_diff(128));
}
