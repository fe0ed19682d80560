//! PNG of every kind.

use ::png::{BitDepth, ColorType, Encoder};
use image::{ImageBuffer, ImageFormat, Luma, Rgb, RgbImage};

use super::*;

fn written(width: u32, height: u32, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>), data: &[&[u8]]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    set(&mut encoder);
    let mut writer = encoder.write_header().unwrap();
    data.iter().for_each(|data| writer.write_image_data(data).unwrap());
    writer.finish().unwrap();
    file
}

#[test]
fn sixteen_bits_and_grey_become_eight_bit_colour() {
    let deep: ImageBuffer<Rgb<u16>, _> = ImageBuffer::from_fn(260, 80, |_, _| Rgb([50_000u16, 10_000, 30_000]));
    let rendered = render(&encoded(deep, ImageFormat::Png), &limits()).unwrap();
    for image in served(&rendered) {
        assert!(near(image.get_pixel(10, 10), [195, 39, 117]));
    }
    let grey = ImageBuffer::from_fn(260, 80, |x, _| Luma([if x < 130 { 20u8 } else { 240 }]));
    let rendered = render(&encoded(grey, ImageFormat::Png), &limits()).unwrap();
    for image in served(&rendered) {
        let (w, h) = image.dimensions();
        assert!(near(image.get_pixel(w / 4, h / 2), [20; 3]));
        assert!(near(image.get_pixel(w * 3 / 4, h / 2), [240; 3]));
    }
}

#[test]
fn palettes_are_read_with_their_transparency() {
    let set = |encoder: &mut Encoder<&mut Vec<u8>>| {
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::One);
        encoder.set_palette([RED, BLUE].concat());
    };
    let file = written(16, 16, set, &[&[0x00, 0xFF].repeat(16)]);
    for image in served(&render(&file, &limits()).unwrap()) {
        assert!(near(image.get_pixel(3, 8), RED) && near(image.get_pixel(12, 8), BLUE));
    }
    let set = |encoder: &mut Encoder<&mut Vec<u8>>| {
        set(encoder);
        encoder.set_trns(vec![255, 0]);
    };
    let preview = pixels(&written(16, 16, set, &[&[0x00, 0xFF].repeat(16)]));
    assert_eq!((&preview.rgb[..3], &preview.rgb[45..48]), (&RED[..], &[255; 3][..]));
}

#[test]
fn of_an_animation_the_default_image_is_taken() {
    let (first, second) = (quarters(64, 32), RgbImage::from_pixel(64, 32, Rgb([9, 9, 9])));
    let file = written(
        64,
        32,
        |encoder| {
            encoder.set_color(ColorType::Rgb);
            encoder.set_animated(2, 0).unwrap();
        },
        &[first.as_raw(), second.as_raw()],
    );
    assert!(contains(&file, b"acTL") && contains(&file, b"fdAT"));
    assert_pixels(&pixels(&file));
    assert_eq!(render(&file, &limits()).unwrap().renditions.len(), 1);
}

#[test]
fn damage_is_refused_by_checksum() {
    let file = encoded(quarters(64, 32), ImageFormat::Png);
    let data = file.windows(4).position(|window| window == b"IDAT").unwrap();
    for at in [data + 4, data + 20, data + 30] {
        let mut damaged = file.clone();
        damaged[at] ^= 0x10;
        assert_eq!(verdict(&damaged), Err(PictureRefusal::Corrupt));
    }
}
