//! Videos as phones, cameras and browsers make them.

use super::boxes::{boxed, kind, patched};
use super::pattern::{BLUE, CANARY, GREEN, QUARTERS, RED, YELLOW};
use super::{File, video};

/// H.264 and AAC, with a title, a comment and a position.
pub const MP4: &[u8] = include_bytes!("fixtures/clip.mp4");
/// VP9 and Opus, with the same.
pub const WEBM: &[u8] = include_bytes!("fixtures/clip.webm");
const FRAGMENTS: &[u8] = include_bytes!("fixtures/fragments.mp4");

/// A file of another writer, which the container crate keeps. What is secret in it begins with `SECRET-`.
macro_rules! other {
    ($file:literal) => {
        ($file, include_bytes!(concat!("../../../../modules/media/container/tests/fixtures/", $file)).to_vec())
    };
}

pub fn files() -> Vec<File> {
    let usual = |name, bytes: Vec<u8>| video(name, bytes, 160, 120, Some(QUARTERS));
    let behind = |more: &[u8]| [MP4, more].concat();
    let others = [
        ("mp4 of a phone, with a quarter turn", other!("phone.mp4")),
        ("mp4 that can be played while it loads", other!("fast.mp4")),
        ("mp4 in segments", other!("segments.mp4")),
        ("mp4 with H.265 and MP3", other!("hevc.mp4")),
        ("mp4 with AV1 and Opus", other!("av1.mp4")),
        ("mp4 of a browser", other!("browser.mp4")),
        ("mp4 of a camera with a clock", other!("quicktime.mov")),
        ("webm with VP8 and Vorbis", other!("vp8.webm")),
        ("webm with AV1", other!("av1.webm")),
        ("webm of a browser, without a length", other!("browser.webm")),
        ("webm of a live stream", other!("live.webm")),
        ("webm with laced sound", other!("laced.webm")),
    ];
    let other = |(name, (filename, bytes)): (&str, (&str, Vec<u8>))| {
        let (width, height) = if name.contains("turn") { (48, 64) } else { (64, 48) };
        let content_type = if filename.ends_with("webm") { "video/webm" } else { "video/mp4" };
        video(name, bytes, width, height, None).called(filename, content_type)
    };
    let mut files: Vec<File> = others.into_iter().map(other).collect();
    files.extend([
        usual("mp4 with H.264 and AAC", MP4.to_vec()).called("clip.mp4", "video/mp4"),
        usual("mp4 that is called a photo", behind(&boxed(b"free", &[0; 8]))),
        usual("mp4 in fragments", FRAGMENTS.to_vec()).called("clip.mp4", "video/mp4"),
        usual("mp4 with QuickTime's brand", patched(MP4, b"ftyp", 0, b"qt  ")).called("clip.mov", "video/quicktime"),
        video("mp4 with a quarter turn", turned(), 120, 160, Some([BLUE, RED, YELLOW, GREEN]))
            .called("clip.mp4", "video/mp4"),
        usual("mp4 with free space that is not free", behind(&boxed(b"free", CANARY.as_bytes()))),
        usual(
            "mp4 with XMP",
            behind(&boxed(
                b"uuid",
                &[b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC", CANARY.as_bytes()].concat(),
            )),
        ),
        usual("mp4 with data of no sample", behind(&boxed(b"mdat", CANARY.as_bytes()))),
        usual("webm with VP9 and Opus", WEBM.to_vec()).called("clip.webm", "video/webm"),
        usual("webm that is called a photo", WEBM.to_vec()),
    ]);
    files
}

/// The picture is to be turned clockwise by a quarter (ISO/IEC 14496-12, 8.3.2): x' = 120 - y, y' = x.
fn turned() -> Vec<u8> {
    let matrix = [0, 0x1_0000, 0, 0xFFFF_0000, 0, 0, 120 << 16, 0, 0x4000_0000_u32].map(u32::to_be_bytes).concat();
    // Behind version, flags, six numbers of 32 bits and four of 16.
    patched(MP4, b"tkhd", 40, &matrix)
}

/// Position behind the last box that a player needs to begin.
pub fn beginning(file: &[u8]) -> usize {
    kind(file, b"mdat") + 4
}
