//! JPEG files (ITU-T T.81) of every coding that cameras and programs use, and tools to change them.

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::pattern::{self, Colour, GREYS, HEIGHT, QUARTERS, WIDTH};
use super::{File, shows, sized, taken};

/// Kinds of markers.
pub const SOI: u8 = 0xD8;
pub const SOF0: u8 = 0xC0;
pub const SOF2: u8 = 0xC2;
pub const DHT: u8 = 0xC4;
pub const DQT: u8 = 0xDB;
pub const SOS: u8 = 0xDA;
pub const COM: u8 = 0xFE;

pub fn files() -> Vec<File> {
    let usual = pattern::quarters(WIDTH, HEIGHT);
    let sampled = |factor| with(&usual, |encoder| encoder.set_sampling_factor(factor));
    let small = |width, height| plain(&pattern::quarters(width, height));
    let strip = |width, height| plain(&RgbImage::from_pixel(width, height, image::Rgb(pattern::RED)));
    vec![
        taken("jpeg 4:4:4", plain(&usual)),
        taken("jpeg 4:2:0", sampled(SamplingFactor::F_2_2)),
        taken("jpeg 4:2:2", sampled(SamplingFactor::F_2_1)),
        taken("jpeg 4:4:0", sampled(SamplingFactor::F_1_2)),
        taken("jpeg 4:1:1, a scan for each component", sampled(SamplingFactor::F_4_1)),
        taken(
            "jpeg with own Huffman tables, a scan for each component",
            with(&usual, |encoder| {
                encoder.set_sampling_factor(SamplingFactor::F_2_2);
                encoder.set_optimized_huffman_tables(true);
            }),
        ),
        taken("jpeg, progressive", progressive(&usual)),
        taken(
            "jpeg, progressive 4:2:0 with restarts",
            with(&usual, |encoder| {
                encoder.set_progressive(true);
                encoder.set_sampling_factor(SamplingFactor::F_2_2);
                encoder.set_restart_interval(3);
            }),
        ),
        taken("jpeg with restarts", restarting(&usual)),
        shows("jpeg, grey", grey(), WIDTH, HEIGHT, Some(GREYS)),
        taken("jpeg, CMYK", inked(ColorType::Cmyk)),
        taken("jpeg, YCCK", inked(ColorType::CmykAsYcck)),
        taken("jpeg, RGB by Adobe's marker", plain_rgb()),
        taken("jpeg without JFIF header", without(&plain(&usual), 0xE0)),
        sized("jpeg of odd sides", small(239, 161), 239, 161),
        // Too small to tell its colours behind chroma of half the size.
        shows("jpeg of 17 x 3", small(17, 3), 17, 3, None),
        shows("jpeg of one pixel", strip(1, 1), 1, 1, Some([pattern::RED; 4])),
        shows("jpeg of one long row", strip(16_384, 1), 16_384, 1, Some([pattern::RED; 4])),
        shows("jpeg of one long column", strip(1, 16_384), 1, 16_384, Some([pattern::RED; 4])),
        taken("jpeg with fill bytes before a marker", {
            let file = plain(&usual);
            let at = place(&file, DQT);
            [&file[..at], &[0xFF; 7], &file[at..]].concat()
        }),
        taken("jpeg that begins twice", [&[0xFF, SOI], &plain(&usual)[..]].concat()),
    ]
}

/// A sequential file.
pub fn plain(image: &RgbImage) -> Vec<u8> {
    with(image, |_| {})
}

pub fn progressive(image: &RgbImage) -> Vec<u8> {
    with(image, |encoder| encoder.set_progressive(true))
}

pub fn restarting(image: &RgbImage) -> Vec<u8> {
    with(image, |encoder| encoder.set_restart_interval(5))
}

pub fn with(image: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    encoded(image.as_raw(), (image.width(), image.height()), ColorType::Rgb, set)
}

fn encoded(
    samples: &[u8],
    (width, height): (u32, u32),
    kind: ColorType,
    set: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 92);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    set(&mut encoder);
    encoder.encode(samples, width.try_into().unwrap(), height.try_into().unwrap(), kind).unwrap();
    file
}

fn grey() -> Vec<u8> {
    let samples: Vec<u8> = pattern::of(GREYS, WIDTH, HEIGHT).pixels().map(|pixel| pixel.0[0]).collect();
    encoded(&samples, (WIDTH, HEIGHT), ColorType::Luma, |_| {})
}

/// Four inks, as printers' programs store them.
fn inked(kind: ColorType) -> Vec<u8> {
    let inks = |[red, green, blue]: Colour| {
        let black = 255 - red.max(green).max(blue);
        let ink = |light: u8| {
            let scale = 255 - u32::from(black);
            u8::try_from((scale - u32::from(light)) * 255 / scale).unwrap()
        };
        [ink(red), ink(green), ink(blue), black]
    };
    let samples: Vec<u8> = pattern::quarters(WIDTH, HEIGHT).pixels().flat_map(|pixel| inks(pixel.0)).collect();
    encoded(&samples, (WIDTH, HEIGHT), kind, |_| {})
}

/// Red, green and blue as they are, which only Adobe's marker tells from luminance and colour differences.
fn plain_rgb() -> Vec<u8> {
    let image = pattern::of(QUARTERS, WIDTH, HEIGHT);
    let file = encoded(image.as_raw(), (WIDTH, HEIGHT), ColorType::Ycbcr, |_| {});
    inserted(&without(&file, 0xE0), &[segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")])
}

/// A segment: marker, length, body.
pub fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap();
    [&[0xFF, marker], &length.to_be_bytes()[..], body].concat()
}

/// A file with more segments at its beginning.
pub fn inserted(file: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&file[..2], &segments.concat(), &file[2..]].concat()
}

/// Where the first segment of a kind begins.
pub fn place(file: &[u8], marker: u8) -> usize {
    let mut at = 2;
    while file[at + 1] != marker {
        at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    }
    at
}

/// A file without the first segment of a kind.
pub fn without(file: &[u8], marker: u8) -> Vec<u8> {
    let at = place(file, marker);
    let length = 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    [&file[..at], &file[at + length..]].concat()
}

/// A file whose frame header was made to say other dimensions.
pub fn claiming(mut file: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let at = [SOF0, SOF2].into_iter().find(|sof| file.windows(2).any(|two| two == [0xFF, *sof])).unwrap();
    let at = place(&file, at);
    file[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    file[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    file
}
