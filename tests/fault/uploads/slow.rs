//! Files that are small for what they cost: ten megabytes of the shortest pieces that a format has, and pictures that
//! unfold.

use super::files::gif::{Frame, head};
use super::files::jpeg::{COM, DHT, SOS, inserted, place, plain, segment};
use super::files::pattern::{HEIGHT, WIDTH, quarters};
use super::files::png::{GREY, chunk, file as png, idat, ihdr, inflating};
use super::files::webp;

/// As much as a picture may have, less what stands around it.
const ROOM: usize = (10 << 20) - 10_000;

/// Each with its name.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    let jpeg = plain(&quarters(WIDTH, HEIGHT));
    let scan = place(&jpeg, SOS) + 14;
    let scanned = |pair: [u8; 2]| [&jpeg[..scan], &pair.repeat(ROOM / 2), &[0xFF, 0xD9]].concat();
    let frame = Frame::whole().block();
    let gif = |before: &[u8]| [&head(WIDTH, HEIGHT)[..], before, &frame, b";"].concat();
    let small = ihdr(100, 100, 8, GREY);
    let empty_table = segment(DHT, &[0; 17]);
    vec![
        ("jpeg with ten megabytes of stuffed bytes", scanned([0xFF, 0])),
        ("jpeg with five million restarts", scanned([0xFF, 0xD0])),
        ("jpeg behind ten megabytes of fill bytes", [&jpeg[..2], &vec![0xFF; ROOM], &jpeg[2..]].concat()),
        ("jpeg behind 2.5 million comments", inserted(&jpeg, &[segment(COM, &[]).repeat(ROOM / 4)])),
        ("jpeg behind half a million tables", inserted(&jpeg, &[empty_table.repeat(ROOM / 21)])),
        ("jpeg of 40 megapixels in 90 scans", layered(90)),
        ("gif behind three million comments", gif(&[0x21, 0xFE, 0].repeat(ROOM / 3))),
        ("gif with ten megabytes of clear codes", {
            let block = [&[255][..], &[0x24, 0x49, 0x92].repeat(85)].concat();
            [&head(WIDTH, HEIGHT)[..], &frame[..11], &block.repeat(ROOM / 256), b"\0;"].concat()
        }),
        ("png that inflates to nine gigabytes", png(&[small.clone(), chunk(b"IDAT", &inflating(9_000 << 20))])),
        ("png in 800,000 pieces", png(&[small, idat(&[0; 101 * 100]), chunk(b"IDAT", &[]).repeat(ROOM / 13)])),
        ("webp of 40 megapixels in 40 bytes", webp::file(&[webp::chunk(b"VP8L", &webp::uniform(16_383, 2_441))])),
        ("webp with a million chunks", {
            let pixels = webp::pixels(&webp::lossy(&quarters(WIDTH, HEIGHT)));
            webp::file(&[webp::vp8x(0, WIDTH, HEIGHT), pixels, webp::chunk(b"NOTE", &[]).repeat(ROOM / 8)])
        }),
    ]
}

/// A progressive picture of 8000 x 5000 whose scans say nothing: means of 0, and no other coefficients, again and again
/// (ITU-T T.81, G.1.2).
fn layered(scans: u8) -> Vec<u8> {
    let frame =
        [&[8][..], &5000_u16.to_be_bytes(), &8000_u16.to_be_bytes(), &[3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]].concat();
    // One code of one bit: a difference of 0; the end of a band, for a run of blocks whose length has 14 bits more.
    let means = [&[0, 1][..], &[0; 15], &[0]].concat();
    let runs = [&[0x10, 1][..], &[0; 15], &[0xE0]].concat();
    let first = [segment(SOS, &[3, 1, 0, 2, 0, 3, 0, 0, 0, 0]), vec![0; 1000 * 625 * 3 / 8 + 1]].concat();
    let others = (0..scans).map(|scan| [segment(SOS, &[1, 1 + scan % 3, 0, 1, 63, 0]), vec![0; 80]].concat());
    let tables = [segment(0xDB, &[&[0][..], &[1; 64]].concat()), segment(DHT, &means), segment(DHT, &runs)].concat();
    [&[0xFF, 0xD8][..], &tables, &segment(0xC2, &frame), &first, &others.collect::<Vec<_>>().concat(), &[0xFF, 0xD9]]
        .concat()
}
