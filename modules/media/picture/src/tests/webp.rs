//! WebP: held against another decoder, with canvases, opacity and animations.

use image::{DynamicImage, ImageFormat, RgbImage, Rgba, RgbaImage};

use super::*;

fn by_another_decoder(file: &[u8]) -> DynamicImage {
    image::load_from_memory_with_format(file, ImageFormat::WebP).unwrap()
}

/// Lossless files by libwebp and by the `image` crate.
fn lossless(image: &RgbaImage) -> [Vec<u8>; 2] {
    let libwebp = ::webp::Encoder::from_rgba(image.as_raw(), image.width(), image.height()).encode_lossless();
    [libwebp.to_vec(), encoded(image.clone(), ImageFormat::WebP)]
}

fn opaque(image: &RgbImage) -> RgbaImage {
    DynamicImage::from(image.clone()).into_rgba8()
}

#[test]
fn lossless_pixels_are_exactly_those_that_were_encoded() {
    for (width, height) in [(1, 1), (3, 2), (5, 8), (33, 17), (100, 75), (400, 300)] {
        let photo = photo(width, height);
        // Palettes of every size have their own packing.
        let palette = |colours: u32| {
            RgbImage::from_fn(width, height, |x, y| {
                let place = ((x * 7 + y * 3) % colours) as u8;
                image::Rgb([place.wrapping_mul(41), 255 - place, place / 2])
            })
        };
        let pictures = [&photo, &quarters(width, height)].map(Clone::clone).into_iter();
        for image in pictures.chain([2, 3, 4, 12, 16, 17, 200].map(palette)) {
            for file in lossless(&opaque(&image)) {
                assert_eq!(pixels(&file).rgb, *image.as_raw(), "{width} x {height}");
            }
        }
    }
}

#[test]
fn lossy_pixels_are_those_of_another_decoder() {
    for (width, height) in [(1, 1), (7, 9), (16, 16), (33, 17), (130, 71)] {
        for quality in [5.0, 50.0, 95.0] {
            let file = webp(&photo(width, height), Some(quality));
            let likeness = likeness(&pixels(&file).rgb, by_another_decoder(&file).into_rgb8().as_raw());
            assert!(likeness > 45.0, "{width} x {height} at {quality}: {likeness} dB");
        }
    }
}

#[test]
fn opacity_is_that_of_another_decoder_whatever_its_filter() {
    let mut image = opaque(&photo(90, 70));
    image.enumerate_pixels_mut().for_each(|(x, y, pixel)| pixel.0[3] = (2 * x + y) as u8 | 0x80);
    for filtering in 0..3 {
        for compression in 0..2 {
            let mut config = ::webp::WebPConfig::new().unwrap();
            config.quality = 90.0;
            config.alpha_filtering = filtering;
            config.alpha_compression = compression;
            let encoder = ::webp::Encoder::from_rgba(image.as_raw(), 90, 70);
            let file = encoder.encode_advanced(&config).unwrap().to_vec();
            let rendered = render(&file, &limits()).unwrap();
            let shown = image::load_from_memory(&rendered.renditions[0].webp).unwrap().into_rgba8();
            let expected = by_another_decoder(&file).into_rgba8();
            assert!(expected.pixels().zip(shown.pixels()).all(|(a, b)| a.0[3].abs_diff(b.0[3]) < 3));
            let flat = encoded(DynamicImage::from(expected), ImageFormat::Png);
            assert!(likeness(&rendered.preview.rgb, &pixels(&flat).rgb) > 40.0);
        }
    }
}

/// A frame of an animation, at twice `left` and `top`.
fn anmf(image: &[u8], (left, top): (u8, u8), (width, height): (u32, u32)) -> Vec<u8> {
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let head = [&[left, 0, 0, top, 0, 0][..], &side(width), &side(height), &[100, 0, 0, 0]].concat();
    chunk(b"ANMF", &[&head[..], &image[12..]].concat())
}

fn animated(canvas: (u32, u32), frames: &[Vec<u8>]) -> Vec<u8> {
    let head = chunk(b"ANIM", &[255, 255, 255, 255, 0, 0]);
    extended_webp(0x12, canvas, &[&[head][..], frames].concat())
}

#[test]
fn of_an_animation_the_first_frame_is_taken() {
    let second = RgbImage::new(64, 32);
    for quality in [Some(90.0), None] {
        let frames = [quarters(64, 32), second.clone()].map(|image| anmf(&webp(&image, quality), (0, 0), (64, 32)));
        let rendered = render(&animated((64, 32), &frames), &limits()).unwrap();
        served(&rendered).iter().for_each(assert_quarters);
        assert_pixels(&rendered.preview);
    }
}

#[test]
fn a_frame_has_its_place_on_a_transparent_canvas() {
    for quality in [Some(90.0), None] {
        let frame = anmf(&webp(&quarters(64, 32), quality), (5, 10), (64, 32));
        let rendered = render(&animated((100, 70), &[frame]), &limits()).unwrap();
        assert_eq!((rendered.width, rendered.height), (100, 70));
        let image = &served(&rendered)[0];
        assert_eq!(image.get_pixel(5, 5).0[3], 0);
        for (x, y, colour) in [(20, 28, RED), (60, 28, GREEN), (20, 44, BLUE), (60, 44, YELLOW)] {
            assert!(near(image.get_pixel(x, y), colour));
        }
    }
}

#[test]
fn a_frame_must_lie_on_its_canvas_and_be_as_large_as_it_says() {
    let plain = webp(&quarters(64, 32), Some(90.0));
    let frames = [
        animated((64, 32), &[anmf(&plain, (1, 0), (64, 32))]),
        animated((64, 32), &[anmf(&plain, (0, 0), (62, 32))]),
        animated((64, 31), &[anmf(&plain, (0, 0), (64, 32))]),
        // A still fills its canvas.
        extended_webp(0, (64, 33), &[plain[12..].to_vec()]),
        animated((64, 32), &[]),
        extended_webp(0, (64, 32), &[]),
    ];
    for file in frames {
        assert_eq!(verdict(&file), Err(PictureRefusal::Corrupt));
    }
    assert_eq!(verdict(&animated((64, 32), &[anmf(&plain, (0, 0), (64, 32))])), Ok(()));
    assert_eq!(verdict(&extended_webp(0, (64, 32), &[plain[12..].to_vec()])), Ok(()));
}

#[test]
fn an_unused_opacity_is_not_believed() {
    // The header of a lossless picture may say that there is none, whatever the pixels have.
    let clear = RgbaImage::from_fn(20, 10, |x, y| Rgba([x as u8, y as u8, 7, 90]));
    let [mut file, _] = lossless(&clear);
    let data = file.windows(4).position(|window| window == b"VP8L").unwrap() + 8;
    assert_eq!(file[data + 4] & 0x10, 0x10);
    file[data + 4] &= !0x10;
    let expected: Vec<u8> = clear.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    assert_eq!(pixels(&file).rgb, expected);
}

/// Bits from the bottom of each byte.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u32, count: u32) -> &mut Self {
        self.0.extend((0..count).map(|place| value >> place & 1 == 1));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        self.0.chunks(8).map(byte).collect()
    }
}

#[test]
fn codes_for_regions_without_end_are_refused() {
    // One region whose number is 65535 asks for 65536 groups of five codes, each with a table.
    let mut bits = Bits::default();
    bits.put(0x2F, 8).put(3, 14).put(3, 14).put(0, 1).put(0, 3);
    // No transform, no cache, regions of 4 x 4 pixels; their image has no cache and five codes of one symbol.
    bits.put(0, 1).put(0, 1).put(1, 1).put(0, 3).put(0, 1);
    for symbol in [255, 255, 0, 0, 0] {
        bits.put(1, 1).put(0, 1).put(1, 1).put(symbol, 8);
    }
    for _ in 0..100_000 {
        // Lengths 1 to 10 and 10 again, which take a table each: eleven symbols, coded with a code for lengths in
        // which 1 to 10 have 4, 4, 4, 4, 3, 3, 3, 3, 3, 3 bits.
        bits.put(0, 1).put(10, 4);
        for length in [0, 0, 0, 4, 4, 4, 4, 3, 0, 3, 3, 3, 3, 3] {
            bits.put(length, 3);
        }
        bits.put(1, 1).put(1, 3).put(9, 4);
        for (code, length) in
            [(12, 4), (13, 4), (14, 4), (15, 4), (0, 3), (1, 3), (2, 3), (3, 3), (4, 3), (5, 3), (5, 3)]
        {
            bits.put(u32::reverse_bits(code) >> (32 - length), length);
        }
    }
    let file = chunk(b"RIFF", &[b"WEBP", &chunk(b"VP8L", &bits.bytes())[..]].concat());
    assert!(file.len() < 2 << 20);
    assert_eq!(verdict(&file), Err(PictureRefusal::TooLarge));
}
