//! Pictures made for the tests, and how to look at what came out.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::super::{PictureLimits, Rendered};

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
