//! JPEG of every kind: held against another decoder, and reduced ones against full ones.

use image::{DynamicImage, ImageFormat, Luma, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;

/// The pixels by the decoder of the `image` crate.
fn by_another_decoder(file: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap().into_rgb8()
}

#[test]
fn pixels_are_those_of_another_decoder() {
    for (width, height) in [(1, 1), (7, 9), (16, 16), (33, 17), (130, 71)] {
        let image = photo(width, height);
        // Where chroma is coarser, decoders bring it back in slightly different ways.
        for (sampling, alike) in [
            (SamplingFactor::F_1_1, 50.0),
            (SamplingFactor::F_2_1, 33.0),
            (SamplingFactor::F_1_2, 33.0),
            (SamplingFactor::F_2_2, 33.0),
        ] {
            for (progressive, interval) in [(false, 0), (false, 1), (false, 5), (true, 0), (true, 2)] {
                let file = jpeg_with(&image, |encoder| {
                    encoder.set_sampling_factor(sampling);
                    encoder.set_progressive(progressive);
                    encoder.set_restart_interval(interval);
                });
                let likeness = likeness(&pixels(&file).rgb, by_another_decoder(&file).as_raw());
                let kind = format!("{width} x {height}, {sampling:?}, {progressive}, {interval}");
                assert!(likeness > alike, "{kind}: {likeness} dB");
            }
        }
    }
}

#[test]
fn grey_is_the_same_to_the_bit_or_nearly() {
    let image = DynamicImage::from(photo(90, 50)).into_luma8();
    let file = encoded(image, ImageFormat::Jpeg);
    assert!(likeness(&pixels(&file).rgb, by_another_decoder(&file).as_raw()) > 55.0);
    let steps = image::ImageBuffer::from_fn(260, 80, |x, _| Luma([if x < 130 { 20u8 } else { 240 }]));
    for image in served(&render(&encoded(steps, ImageFormat::Jpeg), &limits()).unwrap()) {
        let (w, h) = image.dimensions();
        assert!(near(image.get_pixel(w / 4, h / 2), [20; 3]));
        assert!(near(image.get_pixel(w * 3 / 4, h / 2), [240; 3]));
    }
}

#[test]
fn a_reduced_picture_looks_like_a_whole_one_that_was_shrunk() {
    let image = photo(1601, 1203);
    for sampling in [SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_2_2] {
        for progressive in [false, true] {
            let file = jpeg_with(&image, |encoder| {
                encoder.set_sampling_factor(sampling);
                encoder.set_progressive(progressive);
            });
            let whole = DynamicImage::from(by_another_decoder(&file));
            // Boxes that need half, a quarter and an eighth of the picture.
            for side in [800, 500, 300, 190] {
                let reduced = at_most(&file, side);
                let (width, height) = (reduced.width, reduced.height);
                let shrunk = scale::shrunk(&whole, width, height, &mut fast_image_resize::Resizer::new()).unwrap();
                let likeness = likeness(&reduced.rgb, shrunk.as_bytes());
                assert!(likeness > 38.0, "{sampling:?}, {progressive}, {side}: {likeness} dB");
            }
        }
    }
}

#[test]
fn less_is_held_of_a_picture_that_is_reduced() {
    let memory = |file: &[u8]| inspect(file, &limits()).unwrap().memory;
    let whole = memory(&jpeg(&quarters(3839, 100)));
    let half = memory(&jpeg(&quarters(3840, 100)));
    assert!(half < whole * 2 / 3, "{half} and {whole}");
    // The coefficients of a progressive file come on top, two bytes each.
    let progressive = jpeg_with(&quarters(6000, 1000), |encoder| encoder.set_progressive(true));
    assert!(memory(&progressive) >= 3 * 2 * 6000 * 1000);
    assert!(memory(&jpeg(&quarters(6000, 1000))) < 2 * 6000 * 1000);
}

#[test]
fn print_colours_come_out_as_they_look() {
    for (inks, colour) in [
        ([0, 255, 255, 0], [255, 0, 0]),
        ([0, 0, 0, 255], [0, 0, 0]),
        ([0; 4], [255; 3]),
        ([255, 0, 0, 128], [0, 127, 127]),
    ] {
        for kind in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            let mut file = Vec::new();
            Encoder::new(&mut file, 95).encode(&inks.repeat(64 * 64), 64, 64, kind).unwrap();
            for image in served(&render(&file, &limits()).unwrap()) {
                let pixel = image.get_pixel(32, 32);
                assert!(near(pixel, colour), "{inks:?} as {kind:?} is {pixel:?}");
            }
        }
    }
}

#[test]
fn a_scan_for_each_component_is_read() {
    for sampling in [SamplingFactor::F_1_1, SamplingFactor::F_2_2] {
        // This encoder writes such files with optimised tables.
        let file = jpeg_with(&quarters(72, 40), |encoder| {
            encoder.set_sampling_factor(sampling);
            encoder.set_optimized_huffman_tables(true);
        });
        assert!(file.windows(2).filter(|window| *window == [0xFF, 0xDA]).count() > 1);
        served(&render(&file, &limits()).unwrap()).iter().for_each(assert_quarters);
    }
}

#[test]
fn red_green_and_blue_may_come_as_they_are() {
    // Adobe's segment with transform 0 says that these are the colours themselves.
    let plain = jpeg_with(&quarters(64, 32), |encoder| encoder.set_progressive(false));
    let adobe = b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0";
    // JFIF, which says otherwise, goes.
    let jfif = 4 + usize::from(u16::from_be_bytes([plain[4], plain[5]])) - 2;
    assert_eq!(&plain[6..10], b"JFIF");
    let file = [&plain[..2], adobe, &plain[jfif + 2..]].concat();
    let rendered = pixels(&file);
    // What was luma is now red, and what were differences are green and blue.
    let luma =
        |[red, green, blue]: [u8; 3]| 0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue);
    assert!((f32::from(rendered.rgb[3 * (64 * 5 + 5)]) - luma(RED)).abs() < 4.0);
}

/// A file with another table or header in the place of its own.
fn patched(find: &[u8], replace: &[u8]) -> Vec<u8> {
    let mut file = jpeg(&quarters(64, 32));
    let at = file.windows(find.len()).position(|window| window == find).unwrap();
    file.splice(at..at + find.len(), replace.iter().copied());
    file
}

#[test]
fn what_no_camera_writes_is_unsupported() {
    // Lossless, arithmetic, and 12 bits.
    for (find, replace) in [
        (&b"\xFF\xC0\0\x11\x08"[..], &b"\xFF\xC3\0\x11\x08"[..]),
        (b"\xFF\xC0\0\x11\x08", b"\xFF\xC9\0\x11\x08"),
        (b"\xFF\xC0\0\x11\x08", b"\xFF\xC1\0\x11\x0C"),
    ] {
        assert_eq!(verdict(&patched(find, replace)), Err(PictureRefusal::Unsupported));
    }
}

#[test]
fn headers_that_make_no_sense_are_corrupt() {
    let wrong: [(&[u8], &[u8]); 4] = [
        // Two components; a sampling factor of 0; a scan of components that are not there.
        (b"\xFF\xC0\0\x11\x08\0\x20\0\x40\x03", b"\xFF\xC0\0\x11\x08\0\x20\0\x40\x02"),
        (b"\x03\x00\x11", b"\x03\x00\x01"),
        (b"\xFF\xDA\0\x0C\x03\x00", b"\xFF\xDA\0\x0C\x03\x07"),
        // A table that has more codes than its lengths allow.
        (b"\xFF\xC4\0\x1F\0\0\x01", b"\xFF\xC4\0\x1F\0\x03\x01"),
    ];
    for (find, replace) in wrong {
        assert_eq!(verdict(&patched(find, replace)), Err(PictureRefusal::Corrupt), "{find:?}");
    }
}

#[test]
fn scans_without_end_are_refused() {
    let file = jpeg_with(&quarters(64, 32), |encoder| encoder.set_progressive(true));
    let scan = file.windows(2).position(|window| window == [0xFF, 0xDA]).unwrap();
    let next = scan + 2 + file[scan + 2..].windows(2).position(|window| window == [0xFF, 0xDA]).unwrap();
    let many = [&file[..scan], &file[scan..next].repeat(100), &file[next..]].concat();
    assert_eq!(verdict(&many), Err(PictureRefusal::Corrupt));
}
