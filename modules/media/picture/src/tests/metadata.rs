//! Which way up a picture is; and that nothing else that a file says of itself is served.

use image::ImageFormat;

use super::*;

/// Text that metadata brings along, and names of the places where it stands.
const TRACES: [&[u8]; 8] = [CANARY, b"Exif", b"EXIF", b"GPS", b"http://ns.adobe.com", b"XMP ", b"iCCP", b"ICC_PROFILE"];

fn assert_clean(rendered: &Rendered) {
    for rendition in &rendered.renditions {
        for file in [&rendition.webp, &rendition.jpeg] {
            for trace in TRACES {
                assert!(!contains(file, trace), "{:?} left behind", String::from_utf8_lossy(trace));
            }
        }
    }
}

fn assert_upright(file: &[u8], (width, height): (u32, u32)) {
    assert!(contains(file, CANARY));
    let rendered = render(file, &limits()).unwrap();
    assert_eq!((rendered.width, rendered.height), (width, height));
    served(&rendered).iter().for_each(assert_quarters);
    assert_pixels(&rendered.preview);
    assert_clean(&rendered);
}

fn png_with_exif(image: &image::RgbImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, image.width(), image.height());
    encoder.set_color(::png::ColorType::Rgb);
    encoder.add_text_chunk("Comment".into(), String::from_utf8(CANARY.to_vec()).unwrap()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(::png::chunk::eXIf, &exif(orientation)).unwrap();
    writer.write_image_data(image.as_raw()).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn every_orientation_of_a_jpeg_comes_out_upright_and_without_metadata() {
    for orientation in 1..=8 {
        assert_upright(&jpeg_turned(&stored(&quarters(320, 160), orientation), orientation), (320, 160));
    }
    // Reduced while it is decoded.
    assert_upright(&jpeg_turned(&stored(&quarters(4000, 1000), 6), 6), (4000, 1000));
}

#[test]
fn every_orientation_of_a_png_and_a_webp_counts_too() {
    for orientation in 1..=8 {
        let image = stored(&quarters(64, 32), orientation);
        assert_upright(&png_with_exif(&image, orientation), (64, 32));
        for quality in [Some(90.0), None] {
            let plain = webp(&image, quality);
            let exif = chunk(b"EXIF", &exif(orientation));
            let xmp = chunk(b"XMP ", CANARY);
            assert_upright(&extended_webp(0x0C, image.dimensions(), &[plain[12..].to_vec(), exif, xmp]), (64, 32));
        }
    }
}

#[test]
fn an_orientation_that_makes_no_sense_is_none() {
    for orientation in [0, 9, 255] {
        assert_upright(&jpeg_turned(&quarters(64, 32), orientation), (64, 32));
        assert_upright(&png_with_exif(&quarters(64, 32), orientation), (64, 32));
    }
    let broken = jpeg_with(&quarters(64, 32), |encoder| {
        encoder.add_app_segment(1, [b"Exif\0\0II*\0\xFF\xFF\xFF\xFF", CANARY].concat()).unwrap();
    });
    assert_upright(&broken, (64, 32));
}

#[test]
fn a_gif_leaves_its_comments_behind() {
    let plain = encoded(quarters(64, 32), ImageFormat::Gif);
    // Behind the header and the screen with its palette: a comment and an application extension.
    let palette = if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let (head, tail) = plain.split_at(13 + palette);
    let extensions = [b"\x21\xFE\x0C", CANARY, b"\0\x21\xFF\x0BXMP DataXMP\x0C", CANARY, b"\0"].concat();
    assert_upright(&[head, &extensions, tail].concat(), (64, 32));
}

#[test]
fn an_avif_leaves_its_metadata_behind() {
    // A free box may hold anything.
    let file = avif!("8_420_full_6");
    let free = [&(CANARY.len() as u32 + 8).to_be_bytes()[..], b"free", CANARY].concat();
    assert_upright(&[file, &free].concat(), (64, 32));
}

#[test]
fn polyglots_are_the_picture_they_begin_as_and_nothing_else() {
    let script = [b"<script>", CANARY, b"</script>PK\x03\x04PK\x05\x06"].concat();
    for (format, file) in every_format() {
        if format == PictureFormat::Avif {
            continue;
        }
        assert_upright(&[&file[..], &script].concat(), (64, 32));
    }
    // Script in the comment of a JPEG, before the picture.
    let plain = jpeg(&quarters(64, 32));
    let comment = [b"\xFF\xFE", &(script.len() as u16 + 2).to_be_bytes()[..], &script].concat();
    assert_upright(&[&plain[..2], &comment, &plain[2..]].concat(), (64, 32));
}
