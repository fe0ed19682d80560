//! A photo as phones make them: 12 megapixels, lying on its side, with a position in its metadata.

use image::{ImageEncoder, Rgb, RgbImage};

/// 4000 x 3000 stored pixels with orientation 6 (turn a quarter clockwise to see it upright) and GPS in the EXIF data.
/// Stored quarters: red, green / blue, white.
pub fn twelve_megapixels() -> Vec<u8> {
    let picture = RgbImage::from_fn(4000, 3000, |x, y| match (x < 2000, y < 1500) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 200, 30]),
        (true, false) => Rgb([30, 30, 220]),
        (false, false) => Rgb([240, 240, 240]),
    });
    let mut plain = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 90)
        .write_image(&picture, 4000, 3000, image::ExtendedColorType::Rgb8)
        .unwrap();
    let exif = exif(6);
    let mut segment = vec![0xff, 0xe1];
    segment.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    segment.extend(exif);
    [&plain[..2], &segment, &plain[2..]].concat()
}

/// An EXIF block (Exif 2.32, 4.6): orientation in IFD0, latitude reference and latitude in the GPS IFD.
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = Vec::from(*b"MM\0\x2a\0\0\0\x08");
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [tag.to_be_bytes().as_slice(), &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let [high, low] = orientation.to_be_bytes();
    tiff.extend(2u16.to_be_bytes());
    tiff.extend(entry(0x0112, 3, 1, [high, low, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, 38u32.to_be_bytes()));
    tiff.extend(0u32.to_be_bytes());
    tiff.extend(2u16.to_be_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(0x0002, 5, 3, 68u32.to_be_bytes()));
    tiff.extend(0u32.to_be_bytes());
    for (number, unit) in [(52u32, 1u32), (31, 1), (1234, 100)] {
        tiff.extend(number.to_be_bytes());
        tiff.extend(unit.to_be_bytes());
    }
    [b"Exif\0\0".as_slice(), &tiff].concat()
}

/// Whether bytes still carry metadata.
pub fn has_metadata(bytes: &[u8]) -> bool {
    [b"Exif".as_slice(), b"EXIF", b"XMP ", b"http://ns.adobe.com", b"II*\0", b"MM\0*", b"Photoshop"]
        .iter()
        .any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
}

/// Whether the upright picture has its quarters where they belong: blue, red / white, green.
pub fn is_upright(bytes: &[u8]) -> bool {
    let picture = image::load_from_memory(bytes).unwrap().to_rgb8();
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| picture.get_pixel(width * x / 4, height * y / 4).0;
    let near = |pixel: [u8; 3], wanted: [u8; 3]| pixel.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 40);
    height > width
        && near(at(1, 1), [30, 30, 220])
        && near(at(3, 1), [220, 30, 30])
        && near(at(1, 3), [240, 240, 240])
        && near(at(3, 3), [30, 200, 30])
}

#[test]
fn the_photo_of_these_tests_is_what_it_says() {
    let photo = twelve_megapixels();
    assert!(has_metadata(&photo));
    assert!(!is_upright(&photo), "as stored it lies on its side");
    assert_eq!(image::load_from_memory(&photo).unwrap().to_rgb8().dimensions(), (4000, 3000));
}
