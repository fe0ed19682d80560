//! JPEG files with what cameras, programs and smugglers add: it decides how the picture looks, and is not served.

use super::jpeg::{COM, inserted, plain, segment};
use super::pattern::{self, CANARY, HEIGHT, WIDTH};
use super::{File, taken};

const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;

pub fn files() -> Vec<File> {
    let usual = plain(&pattern::quarters(WIDTH, HEIGHT));
    let add = |segments: &[Vec<u8>]| inserted(&usual, segments);
    let behind = |bytes: &[u8]| [&usual[..], bytes].concat();
    let exif = |body: &[u8]| segment(APP1, &[b"Exif\0\0", body].concat());
    let mut files: Vec<File> = (1..=8).map(turned).collect();
    let thumbnail = plain(&pattern::of([pattern::BLUE; 4], 64, 48));
    let whole = pattern::exif(true, 1, &thumbnail);
    let mut endless = pattern::exif(false, 1, &[]);
    // The first directory is followed by itself.
    endless[46..50].copy_from_slice(&8_u32.to_le_bytes());
    files.extend([
        taken("jpeg with an Exif thumbnail of something else", add(&[exif(&whole)])),
        taken(
            "jpeg with XMP",
            add(&[segment(APP1, &[b"http://ns.adobe.com/xap/1.0/\0", &pattern::xmp()[..]].concat())]),
        ),
        taken(
            "jpeg with Photoshop's and IPTC's data",
            add(&[segment(
                0xED,
                &[b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x1E\x1C\x02\x05\0\x19", CANARY.as_bytes()].concat(),
            )]),
        ),
        taken("jpeg with a comment", add(&[segment(COM, CANARY.as_bytes())])),
        taken(
            "jpeg with a script in a comment",
            add(&[segment(COM, b"<?php system($_GET['c']); ?><script>alert(1)</script>")]),
        ),
        taken("jpeg with orientation 0", add(&[exif(&pattern::exif(false, 0, &[]))])),
        taken("jpeg with orientation 9", add(&[exif(&pattern::exif(true, 9, &[]))])),
        taken("jpeg with Exif cut short", add(&[exif(&whole[..20])])),
        taken("jpeg with an endless list of Exif directories", add(&[exif(&endless)])),
        taken("jpeg with noise for Exif", add(&[exif(&[0xA5; 900])])),
        taken("jpeg with a megabyte of metadata", add(&vec![segment(0xEF, CANARY.repeat(2_000).as_bytes()); 20])),
        taken("jpeg in another colour profile", hued(1)),
        taken("jpeg with a profile in three pieces, backwards", hued(3)),
        taken(
            "jpeg with noise for a profile",
            add(&[segment(APP2, &[b"ICC_PROFILE\0\x01\x01", &[0x5A; 700][..]].concat())]),
        ),
        taken("jpeg with a profile of which a piece is missing", add(&[profile(&pattern::icc()[..200], 1, 2)])),
        taken("jpeg and page", behind(b"<html><script>alert(document.cookie)</script></html>")),
        taken("jpeg and archive", behind(&archive(usual.len()))),
        taken("jpeg and another jpeg", behind(&thumbnail)),
        taken("jpeg and a position", behind(&pattern::exif(false, 6, &[]))),
        taken("jpeg with a second half of nothing", behind(&vec![0; 300_000])),
    ]);
    files
}

/// The picture under an orientation, with a position and XMP, as phones store it.
fn turned(orientation: u16) -> File {
    let exif = [b"Exif\0\0", &pattern::exif(orientation.is_multiple_of(2), orientation, &[])[..]].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", &pattern::xmp()[..]].concat();
    let file = inserted(&plain(&pattern::stored(orientation)), &[segment(APP1, &exif), segment(APP1, &xmp)]);
    taken(format!("jpeg with orientation {orientation} and a position"), file)
}

/// The picture in a profile with other primaries; its pieces come in reverse order.
fn hued(pieces: u8) -> Vec<u8> {
    let icc = pattern::icc();
    let length = icc.len().div_ceil(usize::from(pieces));
    let numbered = icc.chunks(length).zip(1..=pieces).rev();
    let pieces: Vec<_> = numbered.map(|(piece, number)| profile(piece, number, pieces)).collect();
    inserted(&plain(&pattern::of(pattern::hued(), WIDTH, HEIGHT)), &pieces)
}

/// A piece of a profile (ICC.1:2001-12, B.4).
fn profile(piece: &[u8], number: u8, of: u8) -> Vec<u8> {
    segment(APP2, &[b"ICC_PROFILE\0", &[number, of][..], piece].concat())
}

/// A ZIP archive with one stored file, whose offsets count the `before` bytes in front of it (APPNOTE 6.3.10).
pub fn archive(before: usize) -> Vec<u8> {
    let content = b"<script>alert(1)</script>";
    let long = |number: usize| pattern::long_of(number).to_le_bytes();
    let common = |crc: [u8; 4]| {
        let sizes = [crc, long(content.len()), long(content.len())].concat();
        [b"\x14\0\0\0\0\0\0\0\x21\x58", &sizes[..], b"\x06\0\0\0"].concat()
    };
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let common = common(crc.sum().to_le_bytes());
    let local = [b"PK\x03\x04", &common[..], b"x.html", content].concat();
    let central = [b"PK\x01\x02\x14\0", &common[..], &[0; 10], &long(before), b"x.html"].concat();
    let places = [long(central.len()), long(before + local.len())].concat();
    [&local[..], &central, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &places, b"\0\0"].concat()
}
