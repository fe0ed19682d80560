//! Files that are not taken: foreign, too large, cut short.

use image::ImageFormat;

use super::*;

/// A PNG that is nothing but a header.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(::png::ColorType::Grayscale);
    drop(encoder.write_header().unwrap());
    file.truncate(33);
    file
}

/// A GIF of one frame without pixels.
fn gif_header((width, height): (u16, u16), frame: (u16, u16)) -> Vec<u8> {
    let sides = |width: u16, height: u16| [width.to_le_bytes(), height.to_le_bytes()].concat();
    let screen = sides(width, height);
    let frame = sides(frame.0, frame.1);
    [b"GIF89a", &screen[..], b"\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0", &frame, b"\0\x02\x02D\x01\0;"].concat()
}

/// A VP8 frame header without a frame.
fn webp_header(canvas: (u32, u32), width: u16, height: u16) -> Vec<u8> {
    let [w0, w1] = width.to_le_bytes();
    let [h0, h1] = height.to_le_bytes();
    let frame = [0x10, 0, 0, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, 0, 0];
    extended_webp(0, canvas, &[chunk(b"VP8 ", &frame)])
}

/// A JPEG whose frame header was made to lie.
fn jpeg_header(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = jpeg_with(&quarters(32, 32), |encoder| encoder.set_progressive(progressive));
    let marker = if progressive { 0xC2 } else { 0xC0 };
    let frame = file.windows(2).position(|window| window == [0xFF, marker]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

#[test]
fn dimensions_are_judged_before_decoding() {
    assert_eq!(inspect(&png_header(8000, 5000), &limits()).map(|h| (h.width, h.height)), Ok((8000, 5000)));
    for (width, height) in [
        (8001, 5000),
        (16_385, 1),
        (1, 16_385),
        (200_000, 200_000),
        (i32::MAX as u32, 4),
        (i32::MAX as u32, i32::MAX as u32),
    ] {
        let file = png_header(width, height);
        assert_eq!(inspect(&file, &limits()), Err(PictureRefusal::TooLarge), "{width} x {height}");
        assert_eq!(verdict(&file), Err(PictureRefusal::TooLarge), "{width} x {height}");
    }
    for (_, file) in every_format() {
        let small = PictureLimits { max_pixels: 64 * 32 - 1, ..limits() };
        assert_eq!(render(&file, &small).map(drop), Err(PictureRefusal::TooLarge));
        let narrow = PictureLimits { max_side: 63, ..limits() };
        assert_eq!(render(&file, &narrow).map(drop), Err(PictureRefusal::TooLarge));
        let memory = inspect(&file, &limits()).unwrap().memory;
        let tight = PictureLimits { max_memory: memory - 1, ..limits() };
        assert_eq!(render(&file, &tight).map(drop), Err(PictureRefusal::TooLarge));
        assert!(render(&file, &PictureLimits { max_memory: memory, ..limits() }).is_ok());
    }
}

#[test]
fn bombs_are_refused_by_their_headers() {
    let huge = 64_250;
    let bombs = [
        ("jpeg", jpeg_header(huge, huge, false)),
        ("progressive jpeg", jpeg_header(huge, huge, true)),
        ("png", png_header(huge.into(), huge.into())),
        ("webp canvas", webp_header((huge.into(), huge.into()), 16, 16)),
        // Nothing but 14 bits fit into a frame, so a small canvas around the largest frame.
        ("webp frame", webp_header((16, 16), 0x3FFF, 0x3FFF)),
        ("gif screen", gif_header((huge, huge), (1, 1))),
        ("gif frame", gif_header((1, 1), (huge, huge))),
        ("avif", super::avif::crafted(huge.into(), huge.into())),
    ];
    for (name, file) in bombs {
        assert_eq!(inspect(&file, &limits()), Err(PictureRefusal::TooLarge), "{name}");
        assert_eq!(verdict(&file), Err(PictureRefusal::TooLarge), "{name}");
    }
}

#[test]
fn headers_that_lie_within_the_limits_are_corrupt() {
    for (name, file) in [
        ("jpeg", jpeg_header(640, 640, false)),
        ("progressive jpeg", jpeg_header(640, 640, true)),
        ("webp", webp_header((32, 32), 16, 16)),
        ("gif", gif_header((10, 10), (11, 10))),
        ("gif without pixels", gif_header((10, 10), (10, 10))),
        ("empty gif", gif_header((10, 0), (10, 10))),
        ("avif", super::avif::crafted(640, 640)),
    ] {
        assert_eq!(verdict(&file), Err(PictureRefusal::Corrupt), "{name}");
    }
}

#[test]
fn files_cut_anywhere_are_refused() {
    for (format, file) in every_format() {
        assert_eq!(verdict(&file), Ok(()));
        for keep in 0..file.len() {
            let result = verdict(&file[..keep]);
            // Too few bytes to tell the format are no format.
            let expected =
                if sniff(&file[..keep]).is_none() { PictureRefusal::Unsupported } else { PictureRefusal::Corrupt };
            assert_eq!(result, Err(expected), "{keep} of {} bytes of {format:?}", file.len());
        }
    }
}

#[test]
fn data_that_ends_early_is_refused_though_the_file_has_its_end() {
    let image = photo(200, 120);
    for progressive in [false, true] {
        let file = jpeg_with(&image, |encoder| encoder.set_progressive(progressive));
        assert_eq!(verdict(&file), Ok(()));
        for keep in [file.len() / 2, file.len() * 3 / 4, file.len() * 19 / 20] {
            let cut = [&file[..keep], b"\xFF\xD9"].concat();
            assert_eq!(verdict(&cut), Err(PictureRefusal::Corrupt), "{keep} of {} bytes", file.len());
        }
    }
}

#[test]
fn foreign_content_is_unsupported() {
    let foreign: [&[u8]; 11] = [
        b"",
        b"\0",
        &[0; 1000],
        b"\xFF\xD8",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
        b"%PDF-1.7\n",
        b"<!doctype html><script>alert(1)</script>",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\0\0\0\x18ftypisom\0\0\x02\0isommp41",
        b"BM\x3A\0\0\0\0\0\0\0",
    ];
    for bytes in foreign {
        assert_eq!(verdict(bytes), Err(PictureRefusal::Unsupported), "{}", String::from_utf8_lossy(bytes));
    }
    let begins: [&[u8]; 5] = [
        b"\xFF\xD8\xFF<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n%PDF-1.7",
        b"RIFF\x04\0\0\0WEBP",
        b"GIF89a/*<svg/onload=alert(1)>*/=1;",
        b"\0\0\0\x18ftypavif\0\0\0\0avifmif1<script>",
    ];
    for bytes in begins {
        assert_eq!(verdict(bytes), Err(PictureRefusal::Corrupt), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_file_under_a_foreign_name_is_what_it_holds() {
    // The same bytes with the signature of another format are neither.
    let png = encoded(quarters(32, 32), ImageFormat::Png);
    let masked = [b"\xFF\xD8\xFF\xE0", &png[4..]].concat();
    assert_eq!(verdict(&masked), Err(PictureRefusal::Corrupt));
}
