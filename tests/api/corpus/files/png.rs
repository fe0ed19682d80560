//! PNG files (W3C PNG, third edition) of every colour type and depth, and a writer that says whatever it is told to.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::jpeg_metadata::archive;
use super::pattern::{self, BLUE, CANARY, Colour, GREYS, HEIGHT, QUARTERS, RED, WIDTH, long_of};
use super::{File, shows, taken};

pub const GREY: u8 = 0;
pub const RGB: u8 = 2;
pub const PALETTE: u8 = 3;
pub const GREY_ALPHA: u8 = 4;
pub const RGBA: u8 = 6;

pub fn files() -> Vec<File> {
    let usual = rgb(&[], &[]);
    let before = |chunks: &[Vec<u8>]| rgb(chunks, &[]);
    let mut files = depths();
    files.extend([
        taken("png, interlaced", interlaced()),
        shows(
            "png, a transparent grey",
            {
                // Black is the transparent one, and lies over white in a JPEG.
                let pixels = rows(WIDTH, HEIGHT, 8, |x, y| {
                    vec![u16::from(at(GREYS, x, y)[0]) * u16::from(at(GREYS, x, y) != GREYS[2])]
                });
                file(&[ihdr(WIDTH, HEIGHT, 8, GREY), chunk(b"tRNS", &[0, 0]), idat(&pixels)])
            },
            WIDTH,
            HEIGHT,
            None,
        ),
        shows(
            "png, a transparent colour",
            file(&[
                ihdr(WIDTH, HEIGHT, 8, RGB),
                chunk(b"tRNS", &BLUE.map(|sample| [0, sample]).concat()),
                idat(&rows(WIDTH, HEIGHT, 8, |x, y| at(QUARTERS, x, y).map(u16::from).to_vec())),
            ]),
            WIDTH,
            HEIGHT,
            None,
        ),
        taken("png, animated", animated()),
        taken("png in another colour profile", hued()),
        taken(
            "png with a profile that inflates to 200 megabytes",
            before(&[chunk(b"iCCP", &[b"x\0\0", &inflating(200 << 20)[..]].concat())]),
        ),
        taken(
            "png with text that inflates to 200 megabytes",
            before(&[chunk(b"zTXt", &[b"x\0\0", &inflating(200 << 20)[..]].concat())]),
        ),
        taken(
            "png with international text that inflates to 200 megabytes",
            before(&[chunk(b"iTXt", &[b"x\0\x01\0\0\0", &inflating(200 << 20)[..]].concat())]),
        ),
        taken("png with text", before(&[chunk(b"tEXt", &[b"Comment\0", CANARY.as_bytes()].concat())])),
        taken(
            "png with XMP",
            before(&[chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", &pattern::xmp()[..]].concat())]),
        ),
        taken("png with damaged text", {
            let mut text = chunk(b"tEXt", b"Comment\0nothing");
            *text.last_mut().unwrap() ^= 1;
            before(&[text])
        }),
        taken("png with orientation 6 before its pixels", turned(6, true)),
        taken("png with orientation 8 behind its pixels", turned(8, false)),
        taken("png in many small pieces", pieces()),
        taken("png and archive", [&usual[..], &archive(usual.len())].concat()),
        taken("png and page", [&usual[..], b"<script>alert(1)</script>"].concat()),
        taken("png with a script in a chunk", before(&[chunk(b"scRp", b"<?php system($_GET['c']); ?>")])),
        shows("png of one pixel", file(&[ihdr(1, 1, 8, RGB), idat(&[&[0], &RED[..]].concat())]), 1, 1, Some([RED; 4])),
        shows(
            "png of one long row",
            file(&[ihdr(16_384, 1, 8, RGB), idat(&rows(16_384, 1, 8, |_, _| RED.map(u16::from).to_vec()))]),
            16_384,
            1,
            Some([RED; 4]),
        ),
    ]);
    files
}

/// Every colour type in every depth that it may have.
fn depths() -> Vec<File> {
    let mut files = Vec::new();
    let mut add = |kind: &str, colour: u8, depth: u8, seen: [Colour; 4], samples: &dyn Fn(Colour) -> Vec<u16>| {
        let pixels = rows(WIDTH, HEIGHT, depth, |x, y| samples(at(QUARTERS, x, y)));
        let palette =
            if colour == PALETTE { chunk(b"PLTE", &QUARTERS.concat()[..3 << depth.min(2)]) } else { Vec::new() };
        let bytes = file(&[ihdr(WIDTH, HEIGHT, depth, colour), palette, idat(&pixels)]);
        files.push(shows(format!("png, {kind} of {depth} bits"), bytes, WIDTH, HEIGHT, Some(seen)));
    };
    let wide = |sample: u8| u16::from(sample) * 257;
    for depth in [1, 2, 4, 8, 16] {
        let most = u32::from(u16::MAX >> (16 - depth));
        let levels = QUARTERS.map(|[_, green, _]| u32::from(green) * most / 255);
        let shown = levels.map(|level| [u8::try_from(level * 255 / most).unwrap(); 3]);
        add("grey", GREY, depth, shown, &|colour| vec![u16::try_from(levels[index(colour)]).unwrap()]);
    }
    for depth in [1, 2, 4, 8] {
        let seen = if depth == 1 { [QUARTERS[0], QUARTERS[1], QUARTERS[0], QUARTERS[1]] } else { QUARTERS };
        let most = if depth == 1 { 2 } else { 4 };
        add("palette", PALETTE, depth, seen, &|colour| vec![u16::try_from(index(colour) % most).unwrap()]);
    }
    for depth in [8, 16] {
        let scale = |sample: u8| if depth == 8 { sample.into() } else { wide(sample) };
        let opaque = if depth == 8 { 255 } else { u16::MAX };
        add("colour", RGB, depth, QUARTERS, &|colour| colour.map(scale).to_vec());
        add("colour and transparency", RGBA, depth, QUARTERS, &|[r, g, b]| vec![scale(r), scale(g), scale(b), opaque]);
        let seen = QUARTERS.map(|[_, green, _]| [green; 3]);
        add("grey and transparency", GREY_ALPHA, depth, seen, &|[_, green, _]| vec![scale(green), opaque]);
    }
    files
}

fn index(colour: Colour) -> usize {
    QUARTERS.iter().position(|quarter| *quarter == colour).unwrap()
}

/// The colour of a pixel in the usual size.
fn at(colours: [Colour; 4], x: u32, y: u32) -> Colour {
    pattern::colour(colours, (x, y), (WIDTH, HEIGHT))
}

/// A file with these chunks between signature and end.
pub fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n", &chunks.concat()[..], &chunk(b"IEND", &[])].concat()
}

/// The usual picture with further chunks before and behind its pixels.
pub fn rgb(before: &[Vec<u8>], behind: &[Vec<u8>]) -> Vec<u8> {
    let pixels = rows(WIDTH, HEIGHT, 8, |x, y| at(QUARTERS, x, y).map(u16::from).to_vec());
    file(&[ihdr(WIDTH, HEIGHT, 8, RGB), before.concat(), idat(&pixels), behind.concat()])
}

/// Length, kind, body, check sum.
pub fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(body);
    [&long_of(body.len()).to_be_bytes(), &kind[..], body, &crc.sum().to_be_bytes()].concat()
}

/// The header, not interlaced.
pub fn ihdr(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    chunk(b"IHDR", &[&width.to_be_bytes(), &height.to_be_bytes()[..], &[depth, colour, 0, 0, 0]].concat())
}

/// The pixels, compressed.
pub fn idat(pixels: &[u8]) -> Vec<u8> {
    chunk(b"IDAT", &deflated(pixels))
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows of samples, each behind the filter type 0.
pub fn rows(width: u32, height: u32, depth: u8, samples: impl Fn(u32, u32) -> Vec<u16>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for y in 0..height {
        bytes.push(0);
        let (mut buffer, mut filled) = (0_u32, 0);
        for sample in (0..width).flat_map(|x| samples(x, y)) {
            buffer = buffer << depth | u32::from(sample);
            filled += depth;
            while filled >= 8 {
                filled -= 8;
                bytes.push((buffer >> filled & 0xFF) as u8);
            }
        }
        if filled > 0 {
            bytes.push((buffer << (8 - filled) & 0xFF) as u8);
        }
    }
    bytes
}

/// Adam7: seven smaller pictures (W3C PNG, 8.1): where each begins, and its steps.
fn interlaced() -> Vec<u8> {
    const PASSES: [(u32, u32, u32, u32); 7] =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let pass = |(left, top, across, down): (u32, u32, u32, u32)| {
        let (width, height) = ((WIDTH - left).div_ceil(across), (HEIGHT - top).div_ceil(down));
        rows(width, height, 8, move |x, y| at(QUARTERS, left + x * across, top + y * down).map(u16::from).to_vec())
    };
    let header = [&WIDTH.to_be_bytes(), &HEIGHT.to_be_bytes()[..], &[8, RGB, 0, 0, 1]].concat();
    file(&[chunk(b"IHDR", &header), idat(&PASSES.map(pass).concat())])
}

/// Two frames, of which the first is the picture.
fn animated() -> Vec<u8> {
    let control = |number: u32| {
        let place = [number, WIDTH, HEIGHT, 0, 0].map(u32::to_be_bytes).concat();
        chunk(b"fcTL", &[&place[..], &[0, 1, 0, 10, 0, 0]].concat())
    };
    let other = rows(WIDTH, HEIGHT, 8, |_, _| BLUE.map(u16::from).to_vec());
    let second = chunk(b"fdAT", &[&2_u32.to_be_bytes()[..], &deflated(&other)].concat());
    rgb(&[chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), control(0)], &[control(1), second])
}

fn hued() -> Vec<u8> {
    let pixels = rows(WIDTH, HEIGHT, 8, |x, y| at(pattern::hued(), x, y).map(u16::from).to_vec());
    let profile = chunk(b"iCCP", &[b"x\0\0", &deflated(&pattern::icc())[..]].concat());
    file(&[ihdr(WIDTH, HEIGHT, 8, RGB), profile, idat(&pixels)])
}

fn turned(orientation: u16, early: bool) -> Vec<u8> {
    let image = pattern::stored(orientation);
    let pixels = rows(image.width(), image.height(), 8, |x, y| image.get_pixel(x, y).0.map(u16::from).to_vec());
    let exif = chunk(b"eXIf", &pattern::exif(early, orientation, &[]));
    let [before, behind] = if early { [exif, Vec::new()] } else { [Vec::new(), exif] };
    file(&[ihdr(image.width(), image.height(), 8, RGB), before, idat(&pixels), behind])
}

/// Pixels in chunks of 7 bytes, some of none.
fn pieces() -> Vec<u8> {
    let pixels = deflated(&rows(WIDTH, HEIGHT, 8, |x, y| at(QUARTERS, x, y).map(u16::from).to_vec()));
    let pieces: Vec<u8> =
        pixels.chunks(7).flat_map(|piece| [chunk(b"IDAT", piece), chunk(b"IDAT", &[])].concat()).collect();
    file(&[ihdr(WIDTH, HEIGHT, 8, RGB), pieces])
}

/// A zlib stream (RFC 1950) of so many zeros, a multiple of a megabyte: one compressed megabyte, again and again.
pub fn inflating(zeros: usize) -> Vec<u8> {
    const PIECE: usize = 1 << 20;
    assert!(zeros.is_multiple_of(PIECE));
    let mut piece = Vec::with_capacity(8192);
    let mut compress = flate2::Compress::new(Compression::best(), false);
    compress.compress_vec(&vec![0; PIECE], &mut piece, flate2::FlushCompress::Sync).unwrap();
    assert_eq!(compress.total_in(), PIECE as u64);
    // A last block of nothing; of zeros alone, the lower half of Adler-32 stays 1 and the upper one counts them.
    let adler = u32::try_from(zeros % 65_521).unwrap() << 16 | 1;
    [&[0x78, 0xDA], &piece.repeat(zeros / PIECE)[..], &[1, 0, 0, 0xFF, 0xFF], &adler.to_be_bytes()].concat()
}
