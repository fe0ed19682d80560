//! Colour profiles: known colours come out as they look, through every format that can carry a profile.

use std::borrow::Cow;

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use moxcms::ColorProfile;

use super::*;

/// Colours within reach of sRGB whatever space they are in.
const MUTED: [[u8; 3]; 4] = [[180, 110, 90], [100, 170, 110], [90, 100, 180], [200, 190, 110]];

fn muted() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, y| Rgb(MUTED[usize::from(x >= 32) + 2 * usize::from(y >= 16)]))
}

/// A colour space by its curve and its matrix to linear sRGB, both from its standard.
struct Space {
    linear: fn(f64) -> f64,
    matrix: [[f64; 3]; 3],
}

/// IEC 61966-2-1.
fn srgb_curve(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn srgb_coded(value: f64) -> f64 {
    if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

/// Display P3: the primaries of SMPTE EG 432-1 with the white and the curve of sRGB.
const DISPLAY_P3: Space = Space {
    linear: srgb_curve,
    matrix: [[1.224_94, -0.224_94, 0.0], [-0.042_06, 1.042_06, 0.0], [-0.019_64, -0.078_64, 1.098_27]],
};

/// Adobe RGB (1998): a gamma of 563 / 256 and a greener green.
const ADOBE_RGB: Space = Space {
    linear: |value| value.powf(563.0 / 256.0),
    matrix: [[1.398_28, -0.398_31, 0.0], [0.0, 1.0, 0.0], [0.0, -0.042_94, 1.042_93]],
};

/// ITU-R BT.2020 primaries with the curve of sRGB.
const BT2020: Space = Space {
    linear: srgb_curve,
    matrix: [[1.660_49, -0.587_64, -0.072_85], [-0.124_55, 1.132_9, -0.008_35], [-0.018_15, -0.100_58, 1.118_73]],
};

impl Space {
    fn in_srgb(&self, colour: [u8; 3]) -> [u8; 3] {
        let linear = colour.map(|value| (self.linear)(f64::from(value) / 255.0));
        let mixed = self.matrix.map(|row| row.iter().zip(linear).map(|(factor, value)| factor * value).sum::<f64>());
        mixed.map(|value| (255.0 * srgb_coded(value.clamp(0.0, 1.0))).round() as u8)
    }
}

/// The middle of each quarter.
fn shown(file: &[u8]) -> [[u8; 3]; 4] {
    let Preview { width, height, rgb } = pixels(file);
    let pixels = rgb.as_chunks::<3>().0;
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| pixels[(height * y / 4 * width + width * x / 4) as usize])
}

fn assert_shown(file: &[u8], expected: [[u8; 3]; 4], tolerance: u8, name: &str) {
    for (shown, expected) in shown(file).into_iter().zip(expected) {
        let off = shown.iter().zip(expected).map(|(shown, expected)| shown.abs_diff(expected)).max();
        assert!(off <= Some(tolerance), "{name}: {shown:?} is not {expected:?}");
    }
}

fn png_with(colour: ::png::ColorType, (width, height): (u32, u32), pixels: &[u8], icc: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut info = ::png::Info::with_size(width, height);
    info.color_type = colour;
    info.icc_profile = Some(Cow::Borrowed(icc));
    let mut writer = ::png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    file
}

/// The picture with a profile in every format that can have one, and how far off lossy coding may be.
fn with_profile(image: &RgbImage, icc: &[u8]) -> Vec<(&'static str, Vec<u8>, u8)> {
    let jpeg = jpeg_with(image, |encoder| encoder.add_icc_profile(icc).unwrap());
    let png = png_with(::png::ColorType::Rgb, image.dimensions(), image.as_raw(), icc);
    let in_webp = |quality| {
        let plain = webp(image, quality);
        extended_webp(0x20, image.dimensions(), &[chunk(b"ICCP", icc), plain[12..].to_vec()])
    };
    vec![
        ("jpeg", jpeg, 5),
        ("png", png, 2),
        ("lossy webp", in_webp(Some(95.0)), 6),
        ("lossless webp", in_webp(None), 2),
    ]
}

#[test]
fn colours_of_wide_spaces_are_brought_to_srgb() {
    let profiles = [(ColorProfile::new_display_p3(), DISPLAY_P3), (ColorProfile::new_adobe_rgb(), ADOBE_RGB)];
    for (profile, space) in profiles {
        let icc = profile.encode().unwrap();
        let expected = MUTED.map(|colour| space.in_srgb(colour));
        assert!(expected.iter().flatten().zip(MUTED.iter().flatten()).any(|(to, from)| to.abs_diff(*from) > 8));
        for (name, file, tolerance) in with_profile(&muted(), &icc) {
            assert_shown(&file, expected, tolerance, name);
            // The profile has done its work and is gone.
            for rendition in render(&file, &limits()).unwrap().renditions {
                for file in [rendition.webp, rendition.jpeg] {
                    assert!(!contains(&file, b"ICC") && !contains(&file, b"acsp"), "{name}");
                }
            }
        }
    }
}

#[test]
fn an_avif_says_its_colours_by_profile_or_by_number() {
    let expected = MUTED.map(|colour| DISPLAY_P3.in_srgb(colour));
    assert_shown(avif!("p3_icc"), expected, 4, "profile");
    assert_shown(avif!("p3_nclx"), expected, 4, "number");
    assert_shown(avif!("bt2020_nclx"), MUTED.map(|colour| BT2020.in_srgb(colour)), 5, "BT.2020");
}

#[test]
fn transparent_pixels_are_converted_too() {
    let icc = ColorProfile::new_display_p3().encode().unwrap();
    let mut image = DynamicImage::from(muted()).into_rgba8();
    image.put_pixel(0, 31, image::Rgba([0; 4]));
    let file = png_with(::png::ColorType::Rgba, (64, 32), image.as_raw(), &icc);
    assert_shown(&file, MUTED.map(|colour| DISPLAY_P3.in_srgb(colour)), 2, "rgba");
}

#[test]
fn grey_has_profiles_of_its_own() {
    let icc = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let grey = GrayImage::from_pixel(20, 10, Luma([55]));
    let expected = (255.0 * srgb_coded(55.0 / 255.0)).round() as u8;
    assert!(expected > 100);
    let png = png_with(::png::ColorType::Grayscale, (20, 10), grey.as_raw(), &icc);
    let mut jpeg = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 95);
    encoder.add_icc_profile(&icc).unwrap();
    encoder.encode(grey.as_raw(), 20, 10, jpeg_encoder::ColorType::Luma).unwrap();
    for file in [png, jpeg] {
        assert_shown(&file, [[expected; 3]; 4], 2, "grey");
    }
}

#[test]
fn srgb_changes_nothing() {
    let icc = ColorProfile::new_srgb().encode().unwrap();
    for (name, file, tolerance) in with_profile(&muted(), &icc) {
        assert_shown(&file, MUTED, tolerance, name);
    }
}

#[test]
fn a_profile_that_is_of_no_use_is_ignored() {
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let mut foreign = p3.clone();
    foreign[16..20].copy_from_slice(b"CMYK");
    let mut damaged = p3.clone();
    damaged[128..].fill(0xFF);
    let grey = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let large = [&p3[..], &vec![0; 4 << 20]].concat();
    let useless = [&b""[..], b"not a profile", &p3[..100], &foreign, &damaged, &grey, &large];
    for (place, icc) in useless.iter().enumerate() {
        for (name, file, tolerance) in with_profile(&muted(), icc) {
            assert_shown(&file, MUTED, tolerance, &format!("{name}, profile {place}"));
        }
    }
    // And a whole one on grey pixels, and on inks.
    let file = png_with(::png::ColorType::Grayscale, (2, 2), &[77; 4], &p3);
    assert_shown(&file, [[77; 3]; 4], 0, "grey");
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 95);
    encoder.add_icc_profile(&foreign).unwrap();
    encoder.encode(&[0, 255, 255, 0].repeat(64), 8, 8, jpeg_encoder::ColorType::Cmyk).unwrap();
    assert_shown(&file, [[255, 0, 0]; 4], 4, "inks");
}

#[test]
fn damaged_profiles_never_stop_a_picture() {
    let mut below = random();
    for profile in [ColorProfile::new_display_p3(), ColorProfile::new_adobe_rgb()] {
        let whole = profile.encode().unwrap();
        for _ in 0..150 {
            let mut icc = whole.clone();
            for _ in 0..=below(8) {
                let at = below(icc.len());
                icc[at] = u8::try_from(below(256)).unwrap();
            }
            let file = png_with(::png::ColorType::Rgb, (64, 32), muted().as_raw(), &icc);
            assert_eq!(verdict(&file), Ok(()));
        }
    }
}

#[test]
fn pieces_of_a_profile_are_put_in_order() {
    // A profile too large for one segment comes in several, in JPEG.
    let icc = ColorProfile::new_display_p3().encode().unwrap();
    let piece = |number: u8, count: u8, data: &[u8]| [b"ICC_PROFILE\0", &[number, count][..], data].concat();
    let written = |pieces: &[Vec<u8>]| {
        jpeg_with(&muted(), |encoder| {
            pieces.iter().for_each(|piece| encoder.add_app_segment(2, piece.clone()).unwrap());
        })
    };
    let (a, b) = icc.split_at(200);
    let expected = MUTED.map(|colour| DISPLAY_P3.in_srgb(colour));
    assert_shown(&written(&[piece(1, 2, a), piece(2, 2, b)]), expected, 5, "in order");
    assert_shown(&written(&[piece(2, 2, b), piece(1, 2, a)]), expected, 5, "out of order");
    for (name, pieces) in [
        ("one missing", vec![piece(1, 2, a)]),
        ("one twice", vec![piece(1, 2, a), piece(1, 2, a)]),
        ("one too many", vec![piece(1, 2, a), piece(2, 2, b), piece(3, 2, b)]),
    ] {
        assert_shown(&written(&pieces), MUTED, 5, name);
    }
}
