//! WebP files (RFC 9649) in both codings, and tools to put their chunks together anew.

use image::{DynamicImage, RgbImage};
use webp::Encoder;

use super::jpeg_metadata::archive;
use super::pattern::{self, CANARY, HEIGHT, QUARTERS, RED, WIDTH, long_of};
use super::{File, shows, sized, taken};

/// Flags of an extended file.
const ANIMATION: u8 = 0x02;
const XMP: u8 = 0x04;
const EXIF: u8 = 0x08;
pub const ALPHA: u8 = 0x10;
const ICC: u8 = 0x20;

pub fn files() -> Vec<File> {
    let usual = pattern::quarters(WIDTH, HEIGHT);
    let (lossy, lossless) = (lossy(&usual), lossless(&usual));
    let more = |flags, chunks: &[Vec<u8>]| file(&[vp8x(flags, WIDTH, HEIGHT), chunks.concat()]);
    let tagged = |name: &[u8; 4], flag, body: &[u8]| more(flag, &[pixels(&lossy), chunk(name, body)]);
    vec![
        taken("webp, lossy", lossy.clone()),
        taken("webp, lossless", lossless.clone()),
        shows("webp, lossy with transparency", holed(false), WIDTH, HEIGHT, Some(QUARTERS)),
        shows("webp, lossless with transparency", holed(true), WIDTH, HEIGHT, Some(QUARTERS)),
        taken("webp, extended", more(0, &[pixels(&lossy)])),
        taken("webp, animated", animated(&lossy)),
        taken("webp in another colour profile", {
            let hued = self::lossless(&pattern::of(pattern::hued(), WIDTH, HEIGHT));
            more(ICC, &[chunk(b"ICCP", &pattern::icc()), pixels(&hued)])
        }),
        taken("webp with noise for a profile", more(ICC, &[chunk(b"ICCP", &[0x5A; 701]), pixels(&lossy)])),
        taken("webp with orientation 6 and a position", turned(6)),
        taken("webp with orientation 5 and a position", turned(5)),
        taken("webp with noise for Exif", tagged(b"EXIF", EXIF, &[0xA5; 333])),
        taken("webp with XMP", tagged(b"XMP ", XMP, &pattern::xmp())),
        taken("webp with a chunk that nobody knows", tagged(b"NOTE", 0, CANARY.as_bytes())),
        taken("webp and archive", [&lossy[..], &archive(lossy.len())].concat()),
        taken("webp and page", [&lossless[..], b"<script>alert(1)</script>"].concat()),
        sized("webp of odd sides", self::lossy(&pattern::quarters(239, 161)), 239, 161),
        shows("webp of one pixel", self::lossless(&RgbImage::from_pixel(1, 1, image::Rgb(RED))), 1, 1, Some([RED; 4])),
        shows(
            "webp of one long row",
            self::lossy(&RgbImage::from_pixel(16_383, 1, image::Rgb(RED))),
            16_383,
            1,
            Some([RED; 4]),
        ),
    ]
}

pub fn lossy(image: &RgbImage) -> Vec<u8> {
    Encoder::from_rgb(image.as_raw(), image.width(), image.height()).encode(90.0).to_vec()
}

pub fn lossless(image: &RgbImage) -> Vec<u8> {
    Encoder::from_rgb(image.as_raw(), image.width(), image.height()).encode_lossless().to_vec()
}

/// The quarters with a transparent hole in the middle of the picture, where no quarter has its own.
fn holed(lossless: bool) -> Vec<u8> {
    let mut image = DynamicImage::from(pattern::quarters(WIDTH, HEIGHT)).into_rgba8();
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        if x.abs_diff(WIDTH / 2) < 20 && y.abs_diff(HEIGHT / 2) < 20 {
            pixel.0[3] = 0;
        }
    }
    let encoder = Encoder::from_rgba(image.as_raw(), WIDTH, HEIGHT);
    if lossless { encoder.encode_lossless().to_vec() } else { encoder.encode(90.0).to_vec() }
}

/// Two frames, of which the first is the picture.
fn animated(first: &[u8]) -> Vec<u8> {
    let second = lossy(&pattern::of([pattern::BLUE; 4], WIDTH, HEIGHT));
    let frames = [first, &second].map(|frame| anmf(&pixels(frame), WIDTH, HEIGHT));
    file(&[vp8x(ANIMATION, WIDTH, HEIGHT), chunk(b"ANIM", &[0; 6]), frames.concat()])
}

/// A frame of an animation that fills the canvas.
pub fn anmf(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let place = [&[0; 6][..], &three(width - 1), &three(height - 1), &[100, 0, 0, 0]].concat();
    chunk(b"ANMF", &[place, pixels.to_vec()].concat())
}

fn turned(orientation: u16) -> Vec<u8> {
    let image = pattern::stored(orientation);
    let exif = pattern::exif(orientation.is_multiple_of(2), orientation, &[]);
    let extended = vp8x(EXIF | XMP, image.width(), image.height());
    file(&[extended, pixels(&lossy(&image)), chunk(b"EXIF", &exif), chunk(b"XMP ", &pattern::xmp())])
}

/// A file with these chunks.
pub fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    chunk(b"RIFF", &[b"WEBP", &chunks.concat()[..]].concat())
}

/// The chunks of a simple file: its pixels.
pub fn pixels(file: &[u8]) -> Vec<u8> {
    file[12..].to_vec()
}

pub fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&name[..], &long_of(body.len()).to_le_bytes(), body, &[0][..body.len() % 2]].concat()
}

/// The head of an extended file: flags and canvas.
pub fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    chunk(b"VP8X", &[&[flags, 0, 0, 0][..], &three(width - 1), &three(height - 1)].concat())
}

/// Lossless pixels that are all alike: no transform, no cache, and five codes (RFC 9649, 3.7.2.1) of one symbol each,
/// so that no pixel takes a bit.
pub fn uniform(width: u32, height: u32) -> Vec<u8> {
    let size = (width - 1) | (height - 1) << 14;
    // Three flags of 0; then of every code: simple, one symbol, which is of one bit, 0.
    let codes = (0..5).fold(0_u64, |bits, code| bits | 0b0001 << (3 + 4 * code));
    [&[0x2F][..], &size.to_le_bytes(), &codes.to_le_bytes()].concat()
}

/// A number in 24 bits.
fn three(number: u32) -> [u8; 3] {
    let [a, b, c, _] = number.to_le_bytes();
    [a, b, c]
}
