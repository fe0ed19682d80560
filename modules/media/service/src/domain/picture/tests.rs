//! The pipeline on pictures made here: what is kept, what is gone, what is refused.

mod sample;

use image::{DynamicImage, GenericImageView, ImageBuffer, ImageFormat, Luma, Rgb, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;
use sample::*;

#[test]
fn every_orientation_comes_out_upright_and_without_metadata() {
    for orientation in 1..=8 {
        let file = jpeg_turned(&stored(&quarters(320, 160), orientation), orientation);
        assert!(contains(&file, CANARY));
        let rendered = render(&file, &limits()).unwrap();
        assert_eq!((rendered.width, rendered.height), (320, 160), "orientation {orientation}");
        served(&rendered).iter().for_each(assert_quarters);
        for rendition in &rendered.renditions {
            for file in [&rendition.webp, &rendition.jpeg] {
                for needle in [CANARY, b"Exif", b"EXIF", b"GPS", b"http://ns.adobe.com", b"XMP "] {
                    assert!(!contains(file, needle), "{:?} left behind", String::from_utf8_lossy(needle));
                }
            }
        }
    }
}

#[test]
fn png_and_webp_orientations_count_too() {
    let image = stored(&quarters(64, 32), 6);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width(), image.height());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::eXIf, &exif(6)).unwrap();
    writer.write_image_data(image.as_raw()).unwrap();
    writer.finish().unwrap();
    let rendered = render(&file, &limits()).unwrap();
    assert_eq!((rendered.width, rendered.height), (64, 32));
    served(&rendered).iter().for_each(assert_quarters);

    let plain = encoded(image, ImageFormat::WebP);
    let chunk = |name: &[u8], body: &[u8]| {
        let padding = vec![0; body.len() % 2];
        [name, &(body.len() as u32).to_le_bytes(), body, &padding].concat()
    };
    let extended = chunk(b"VP8X", &[0x08, 0, 0, 0, 31, 0, 0, 63, 0, 0]);
    let body = [b"WEBP", &extended[..], &plain[12..], &chunk(b"EXIF", &exif(6))].concat();
    let rendered = render(&chunk(b"RIFF", &body), &limits()).unwrap();
    assert_eq!((rendered.width, rendered.height), (64, 32));
    served(&rendered).iter().for_each(assert_quarters);
}

#[test]
fn renditions_fill_every_box_and_never_grow() {
    let sizes = |width, height| {
        let rendered = render(&jpeg(&quarters(width, height)), &limits()).unwrap();
        rendered.renditions.iter().map(|r| (r.fits, r.width, r.height)).collect::<Vec<_>>()
    };
    assert_eq!(sizes(2400, 1200), [(200, 200, 100), (640, 640, 320), (1080, 1080, 540), (1920, 1920, 960)]);
    assert_eq!(sizes(300, 800), [(200, 75, 200), (640, 240, 640), (1080, 300, 800)]);
    assert_eq!(sizes(640, 20), [(200, 200, 6), (640, 640, 20)]);
    assert_eq!(sizes(50, 40), [(200, 50, 40)]);
    assert_eq!(sizes(1, 1), [(200, 1, 1)]);
    assert_eq!(sizes(2000, 1), [(200, 200, 1), (640, 640, 1), (1080, 1080, 1), (1920, 1920, 1)]);
}

#[test]
fn transparency_is_kept_in_webp_and_white_in_jpeg() {
    let image =
        RgbaImage::from_fn(300, 300, |x, _| if x < 150 { Rgba([0, 0, 0, 0]) } else { Rgba([200, 20, 20, 255]) });
    let rendered = render(&encoded(image, ImageFormat::Png), &limits()).unwrap();
    for pair in served(&rendered).chunks(2) {
        let [webp, jpeg] = pair else { panic!("two encodings a size") };
        let (w, h) = webp.dimensions();
        assert_eq!(webp.get_pixel(w / 4, h / 2).0[3], 0);
        assert_eq!(webp.get_pixel(w * 3 / 4, h / 2).0[3], 255);
        assert!(near(webp.get_pixel(w * 3 / 4, h / 2), [200, 20, 20]));
        assert!(near(jpeg.get_pixel(w / 4, h / 2), [255, 255, 255]));
        assert!(near(jpeg.get_pixel(w * 3 / 4, h / 2), [200, 20, 20]));
    }
}

#[test]
fn an_opaque_alpha_channel_is_dropped() {
    let image = DynamicImage::from(quarters(40, 40)).into_rgba8();
    let rendered = render(&encoded(image, ImageFormat::Png), &limits()).unwrap();
    assert!(served(&rendered).iter().all(|image| !image.color().has_alpha()));
}

#[test]
fn sixteen_bits_and_grey_become_eight_bit_colour() {
    let deep: ImageBuffer<Rgb<u16>, _> = ImageBuffer::from_fn(260, 80, |_, _| Rgb([50_000u16, 10_000, 30_000]));
    let rendered = render(&encoded(deep, ImageFormat::Png), &limits()).unwrap();
    for image in served(&rendered) {
        assert!(near(image.get_pixel(10, 10), [195, 39, 117]));
    }
    let grey = ImageBuffer::from_fn(260, 80, |x, _| Luma([if x < 130 { 20u8 } else { 240 }]));
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let rendered = render(&encoded(grey.clone(), format), &limits()).unwrap();
        for image in served(&rendered) {
            let (w, h) = image.dimensions();
            assert!(near(image.get_pixel(w / 4, h / 2), [20; 3]));
            assert!(near(image.get_pixel(w * 3 / 4, h / 2), [240; 3]));
        }
    }
}

#[test]
fn palettes_print_colours_and_progressive_files_decode() {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 16, 16);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette([RED, BLUE].concat());
    encoder.write_header().unwrap().write_image_data(&[0x00, 0xFF].repeat(16)).unwrap();
    let rendered = render(&file, &limits()).unwrap();
    for image in served(&rendered) {
        assert!(near(image.get_pixel(3, 8), RED) && near(image.get_pixel(12, 8), BLUE));
    }

    let mut file = Vec::new();
    let cmyk = [0u8, 255, 255, 0].repeat(64 * 64);
    Encoder::new(&mut file, 95).encode(&cmyk, 64, 64, ColorType::Cmyk).unwrap();
    for image in served(&render(&file, &limits()).unwrap()) {
        assert!(near(image.get_pixel(32, 32), [255, 0, 0]));
    }

    let file = jpeg_with(&quarters(128, 128), |encoder| encoder.set_progressive(true));
    served(&render(&file, &limits()).unwrap()).iter().for_each(assert_quarters);
    let file = jpeg_with(&quarters(128, 128), |encoder| encoder.set_restart_interval(4));
    served(&render(&file, &limits()).unwrap()).iter().for_each(assert_quarters);
}

#[test]
fn the_placeholder_tells_landscape_from_portrait() {
    let landscape = render(&jpeg(&quarters(90, 60)), &limits()).unwrap().blurhash;
    let portrait = render(&jpeg(&quarters(60, 90)), &limits()).unwrap().blurhash;
    assert_eq!((landscape.len(), portrait.len()), (28, 28));
    // The first character is (across - 1) + (down - 1) * 9, in base 83.
    assert_eq!((landscape.chars().next(), portrait.chars().next()), (Some('L'), Some('T')));
}

/// A PNG that is nothing but a header.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    drop(encoder.write_header().unwrap());
    file.truncate(33);
    file
}

#[test]
fn dimensions_are_judged_before_decoding() {
    assert_eq!(inspect(&png_header(8000, 5000), &limits()).map(|h| (h.width, h.height)), Ok((8000, 5000)));
    for (width, height) in [(8001, 5000), (16_385, 1), (1, 16_385), (200_000, 200_000), (i32::MAX as u32, 4)] {
        let file = png_header(width, height);
        assert_eq!(inspect(&file, &limits()), Err(PictureRefusal::TooLarge), "{width} x {height}");
        assert_eq!(render(&file, &limits()), Err(PictureRefusal::TooLarge), "{width} x {height}");
    }
    // A JPEG whose frame header was made to lie: 60,000 x 60,000.
    let mut file = jpeg(&quarters(32, 32));
    let frame = file.windows(2).position(|window| window == [0xFF, 0xC0]).unwrap();
    file[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    assert_eq!(render(&file, &limits()), Err(PictureRefusal::TooLarge));
    let small = PictureLimits { max_pixels: 1000, ..limits() };
    assert_eq!(render(&jpeg(&quarters(32, 32)), &small), Err(PictureRefusal::TooLarge));
    let narrow = PictureLimits { max_memory: 3 * 32 * 32 - 1, ..limits() };
    assert_eq!(render(&jpeg(&quarters(32, 32)), &narrow), Err(PictureRefusal::TooLarge));
    // The coefficients of a progressive file cost extra.
    let progressive = jpeg_with(&quarters(32, 32), |encoder| encoder.set_progressive(true));
    assert_eq!(inspect(&progressive, &limits()).map(|header| header.memory), Ok(9 * 32 * 32));
}

#[test]
fn a_small_canvas_cannot_hide_a_huge_webp_frame() {
    let mut file = b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x0F\0\0VP8 ".to_vec();
    file.extend([12, 0, 0, 0, 0, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F, 0, 0]);
    let size = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&size.to_le_bytes());
    assert_eq!(render(&file, &limits()), Err(PictureRefusal::TooLarge));
}

#[test]
fn truncated_files_are_corrupt() {
    let image = quarters(200, 120);
    let progressive = jpeg_with(&image, |encoder| encoder.set_progressive(true));
    let files = [
        jpeg_turned(&image, 6),
        progressive,
        encoded(image.clone(), ImageFormat::Png),
        encoded(image, ImageFormat::WebP),
    ];
    for file in files {
        assert!(render(&file, &limits()).is_ok());
        for keep in [12, 30, file.len() / 4, file.len() / 2, file.len() * 9 / 10, file.len() - 2] {
            let result = render(&file[..keep], &limits());
            assert_eq!(result, Err(PictureRefusal::Corrupt), "{keep} of {} bytes", file.len());
        }
    }
}

#[test]
fn what_follows_the_picture_is_ignored_and_not_served() {
    let file = [&jpeg(&quarters(64, 64))[..], b"<script>alert(1)</script>PK\x03\x04"].concat();
    let rendered = render(&file, &limits()).unwrap();
    served(&rendered).iter().for_each(assert_quarters);
    assert!(rendered.renditions.iter().all(|r| !contains(&r.webp, b"<script") && !contains(&r.jpeg, b"<script")));
}

#[test]
fn foreign_content_is_unsupported() {
    let gif: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    let foreign: [&[u8]; 8] = [
        b"",
        b"\xFF\xD8",
        gif,
        b"GIF89a/*<svg/onload=alert(1)>*/=1;",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
        b"%PDF-1.7\n",
        b"<!doctype html><script>alert(1)</script>",
        b"RIFF\x24\0\0\0WAVEfmt ",
    ];
    for bytes in foreign {
        assert_eq!(render(bytes, &limits()), Err(PictureRefusal::Unsupported), "{}", String::from_utf8_lossy(bytes));
    }
    for bytes in
        [&b"\xFF\xD8\xFF<html><script>alert(1)</script>"[..], b"\x89PNG\r\n\x1a\n%PDF-1.7", b"RIFF\x04\0\0\0WEBP"]
    {
        assert_eq!(render(bytes, &limits()), Err(PictureRefusal::Corrupt));
    }
}

#[test]
fn mutants_are_judged_and_never_panic() {
    let image = quarters(96, 64);
    let seeds = [
        jpeg_turned(&image, 7),
        jpeg_with(&image, |encoder| encoder.set_progressive(true)),
        encoded(DynamicImage::from(image.clone()).into_rgba8(), ImageFormat::Png),
        encoded(image, ImageFormat::WebP),
        render(&jpeg(&quarters(96, 64)), &limits()).unwrap().renditions.remove(0).webp,
    ];
    // xorshift64: the same mutants every time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap()
    };
    let mut taken = 0;
    for round in 0..300 {
        let mut file = seeds[round % seeds.len()].clone();
        for _ in 0..=below(8) {
            let at = below(file.len());
            match below(4) {
                0 => file[at] ^= 1 << below(8),
                1 => file[at] = [0, 1, 0x7F, 0x80, 0xFF][below(5)],
                2 => drop(file.drain(at..(at + 1 + below(16)).min(file.len()))),
                _ => file.insert(at, u8::try_from(below(256)).unwrap()),
            }
            file.push(0);
        }
        if let Ok(rendered) = render(&file, &limits()) {
            taken += 1;
            served(&rendered);
        }
    }
    assert!((10..290).contains(&taken), "the mutants test nothing: {taken} of 300 taken");
}
#[test]
fn a_scan_for_each_component_is_refused_rather_than_garbled() {
    let file = jpeg_with(&quarters(64, 64), |encoder| {
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_optimized_huffman_tables(true);
    });
    assert_eq!(render(&file, &limits()), Err(PictureRefusal::Unsupported));
}

#[test]
fn what_is_served_can_be_uploaded_again() {
    let rendered = render(&jpeg(&quarters(700, 500)), &limits()).unwrap();
    for rendition in &rendered.renditions {
        for file in [&rendition.webp, &rendition.jpeg] {
            served(&render(file, &limits()).unwrap()).iter().for_each(assert_quarters);
        }
    }
}
