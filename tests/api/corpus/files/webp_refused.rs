//! WebP files that lie, end early, or show nothing.

use super::pattern::{self, HEIGHT, WIDTH, long_of};
use super::webp::{ALPHA, anmf, chunk, file, lossless, lossy, pixels, uniform, vp8x};
use super::{File, corrupt, cuts, too_large};

pub fn files() -> Vec<File> {
    let usual = lossy(&pattern::quarters(WIDTH, HEIGHT));
    let exact = lossless(&pattern::quarters(WIDTH, HEIGHT));
    let tail = |name: &[u8; 4], noise: u8| chunk(name, &[noise; 300]);
    let mut files = vec![
        too_large("webp with a canvas of 16,777,216 x 16,777,216", {
            file(&[vp8x(0, 1 << 24, 1 << 24), pixels(&usual)])
        }),
        too_large("webp with a canvas of 64,250 x 64,250", file(&[vp8x(0, 64_250, 64_250), pixels(&usual)])),
        too_large("webp with a small canvas over a frame that says 16,383 x 16,383", {
            let frame = chunk(b"VP8 ", &[0x10, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F, 0, 0]);
            file(&[vp8x(0, 16, 16), frame])
        }),
        too_large("webp of 16,384 x 16,384 in 40 bytes", file(&[chunk(b"VP8L", &uniform(16_384, 16_384))])),
        too_large("webp, animated, with a small canvas over a frame of 16,384 x 16,384", {
            let frame = anmf(&chunk(b"VP8L", &uniform(16_384, 16_384)), 16, 16);
            file(&[vp8x(2, 16, 16), chunk(b"ANIM", &[0; 6]), frame])
        }),
        corrupt("webp without pixels", file(&[vp8x(0, WIDTH, HEIGHT)])),
        corrupt("webp with transparency and no pixels", {
            file(&[vp8x(ALPHA, WIDTH, HEIGHT), chunk(b"ALPH", &[0; 38_401])])
        }),
        corrupt("webp, animated, without a frame", file(&[vp8x(2, WIDTH, HEIGHT), chunk(b"ANIM", &[0; 6])])),
        corrupt("webp with noise for lossy pixels", file(&[tail(b"VP8 ", 0xA5)])),
        corrupt("webp with noise for lossless pixels", file(&[tail(b"VP8L", 0xA5)])),
        corrupt("webp longer than it is", {
            let mut file = usual.clone();
            file[4..8].copy_from_slice(&(long_of(usual.len()) + 100).to_le_bytes());
            file
        }),
        corrupt("webp of a head", b"RIFF\x04\0\0\0WEBP".to_vec()),
        corrupt("webp in name only", b"RIFF\x40\0\0\0WEBP<script>alert(1)</script>".to_vec()),
        corrupt("webp with half of its pixels, said to be all", {
            let body = &pixels(&usual)[8..];
            file(&[chunk(b"VP8 ", &body[..body.len() / 2])])
        }),
    ];
    for (name, whole) in [("webp, lossy", usual), ("webp, lossless", exact)] {
        let end = whole.len();
        files.extend(cuts(name, &whole, &[12, 16, 25, end / 2, end - 2]));
    }
    files
}
