//! Pictures made for the tests, and how to look at what came out.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::{PictureFormat, PictureLimits, PictureRefusal, Plan, Preview, Rendered, render, render_with};

pub const RED: [u8; 3] = [220, 30, 30];
pub const GREEN: [u8; 3] = [30, 200, 40];
pub const BLUE: [u8; 3] = [30, 40, 220];
pub const YELLOW: [u8; 3] = [230, 220, 30];
pub const CANARY: &[u8] = b"SECRET-PLACE";

pub fn limits() -> PictureLimits {
    PictureLimits::default()
}

/// Four quarters: red and green above, blue and yellow below.
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => YELLOW,
        })
    })
}

/// An AVIF file of `tests/avif`, all of which show quarters.
macro_rules! avif {
    ($name:literal) => {
        &include_bytes!(concat!("avif/", $name, ".avif"))[..]
    };
}
pub(super) use avif;

/// Quarters of 64 x 32 pixels in every format, WebP in both kinds.
pub fn every_format() -> Vec<(PictureFormat, Vec<u8>)> {
    let image = quarters(64, 32);
    vec![
        (PictureFormat::Jpeg, jpeg(&image)),
        (PictureFormat::Jpeg, jpeg_with(&image, |encoder| encoder.set_progressive(true))),
        (PictureFormat::Png, encoded(image.clone(), ImageFormat::Png)),
        (PictureFormat::WebP, webp(&image, Some(80.0))),
        (PictureFormat::WebP, webp(&image, None)),
        (PictureFormat::Gif, encoded(image, ImageFormat::Gif)),
        (PictureFormat::Avif, avif!("8_420_full_6").to_vec()),
    ]
}

/// What becomes of a file; a refusal is all that a failing test needs to show.
pub fn verdict(file: &[u8]) -> Result<(), PictureRefusal> {
    render(file, &limits()).map(drop)
}

/// All pixels of a file at its own size, as they come out of decoding, turning and conversion.
pub fn pixels(file: &[u8]) -> Preview {
    at_most(file, 1 << 14)
}

/// The pixels of a file made to fit into a box.
pub fn at_most(file: &[u8], side: u32) -> Preview {
    render_with(file, &limits(), &Plan { boxes: &[side], webp: false, jpeg: false }).unwrap().preview
}

/// A WebP file by libwebp, with this quality or lossless.
pub fn webp(image: &RgbImage, quality: Option<f32>) -> Vec<u8> {
    let encoder = ::webp::Encoder::from_rgb(image.as_raw(), image.width(), image.height());
    quality.map_or_else(|| encoder.encode_lossless(), |quality| encoder.encode(quality)).to_vec()
}

/// Soft colours with some grain and some edges, as in a photo.
pub fn photo(width: u32, height: u32) -> RgbImage {
    let mut random = random();
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let disc = if (u - 0.6).hypot(v - 0.4) < 0.2 { 60.0 } else { 0.0 };
        let grain = random(17) as f32 - 8.0;
        let wave = |phase: f32| 110.0 + 70.0 * (7.0 * u + phase).sin() * (5.0 * v - phase).cos();
        Rgb([wave(0.0) + disc + grain, wave(1.0) + grain, wave(2.0) - disc + grain].map(|value| value as u8))
    })
}

/// xorshift64: numbers below a bound, the same ones every time.
pub fn random() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    move |bound| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap()
    }
}

/// How alike two pictures are, in dB; 40 and more cannot be told apart by eye.
pub fn likeness(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let square = |(a, b): (&u8, &u8)| f64::from(a.abs_diff(*b)).powi(2);
    let error = a.iter().zip(b).map(square).sum::<f64>() / a.len() as f64;
    10.0 * (255.0 * 255.0 / error).log10()
}

/// TIFF bytes with an orientation, a description and a GPS directory, as a phone writes them.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    tiff.extend(entry(0x010E, 2, CANARY.len() as u32, 50));
    tiff.extend(entry(0x0112, 3, 1, orientation.into()));
    tiff.extend(entry(0x8825, 4, 1, 62));
    tiff.extend([0; 4]);
    assert_eq!(tiff.len(), 50);
    tiff.extend(CANARY);
    assert_eq!(tiff.len(), 62);
    tiff.extend(b"\x02\0");
    tiff.extend(entry(1, 2, 2, u32::from(b'N')));
    tiff.extend(entry(2, 5, 3, 92));
    tiff.extend([0; 4]);
    for number in [52u32, 1, 31, 1, 12, 1] {
        tiff.extend(number.to_le_bytes());
    }
    tiff
}

pub fn jpeg_with(image: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 92);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    set(&mut encoder);
    encoder.encode(image.as_raw(), image.width() as u16, image.height() as u16, ColorType::Rgb).unwrap();
    file
}

pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    jpeg_with(image, |_| {})
}

pub fn jpeg_turned(image: &RgbImage, orientation: u8) -> Vec<u8> {
    jpeg_with(image, |encoder| {
        encoder.add_app_segment(1, [b"Exif\0\0", &exif(orientation)[..]].concat()).unwrap();
        encoder.add_app_segment(1, [b"http://ns.adobe.com/xap/1.0/\0", CANARY].concat()).unwrap();
    })
}

pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

pub fn near(pixel: Rgba<u8>, colour: [u8; 3]) -> bool {
    pixel.0.iter().zip(colour).all(|(&is, wanted)| is.abs_diff(wanted) < 40)
}

/// Both encodings of every rendition, decoded by the general decoder and not by our own code.
pub fn served(rendered: &Rendered) -> Vec<DynamicImage> {
    let files = rendered.renditions.iter().flat_map(|rendition| {
        [(&rendition.webp, ImageFormat::WebP, rendition), (&rendition.jpeg, ImageFormat::Jpeg, rendition)]
    });
    files
        .map(|(file, format, rendition)| {
            let image = image::load_from_memory_with_format(file, format).unwrap();
            assert_eq!(image.dimensions(), (rendition.width, rendition.height));
            image
        })
        .collect()
}

/// A chunk of a RIFF file.
pub fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [name, &(body.len() as u32).to_le_bytes()[..], body, &vec![0; body.len() % 2]].concat()
}

/// A WebP file with a canvas: flags, size, and chunks one after the other.
pub fn extended_webp(flags: u8, (width, height): (u32, u32), chunks: &[Vec<u8>]) -> Vec<u8> {
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let head = chunk(b"VP8X", &[&[flags, 0, 0, 0][..], &side(width), &side(height)].concat());
    chunk(b"RIFF", &[b"WEBP", &head[..], &chunks.concat()].concat())
}

/// Whether all corners of the quarters are as they should be.
pub fn assert_pixels(preview: &Preview) {
    let image = RgbImage::from_raw(preview.width, preview.height, preview.rgb.clone()).unwrap();
    assert_quarters(&image.into());
}

pub fn assert_quarters(image: &DynamicImage) {
    let (width, height) = image.dimensions();
    for (x, y, colour) in [(1, 1, RED), (3, 1, GREEN), (1, 3, BLUE), (3, 3, YELLOW)] {
        let pixel = image.get_pixel(width * x / 4, height * y / 4);
        assert!(near(pixel, colour), "{pixel:?} at quarter {x},{y} is not {colour:?}");
    }
}

pub fn contains(file: &[u8], needle: &[u8]) -> bool {
    file.windows(needle.len()).any(|window| window == needle)
}

/// How a camera stores an upright picture under an orientation, by Exif 2.32, table 6: where row 0 and column 0 are.
pub fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    let (w, h) = upright.dimensions();
    let (sw, sh) = if orientation < 5 { (w, h) } else { (h, w) };
    RgbImage::from_fn(sw, sh, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            2 => (w - 1 - column, row),
            3 => (w - 1 - column, h - 1 - row),
            4 => (column, h - 1 - row),
            5 => (row, column),
            6 => (w - 1 - row, column),
            7 => (w - 1 - row, h - 1 - column),
            _ => (row, h - 1 - column),
        };
        *upright.get_pixel(x, y)
    })
}
