//! AVIF files (AV1-AVIF 1.1) as encoders write them.

use super::boxes::boxed;
use super::jpeg_metadata::archive;
use super::pattern::{CANARY, HEIGHT, QUARTERS, WIDTH};
use super::{File, shows, taken};

pub const PLAIN: &[u8] = include_bytes!("fixtures/plain.avif");
pub const GRID: &[u8] = include_bytes!("fixtures/grid.avif");
pub const TURNED: &[u8] = include_bytes!("fixtures/turned.avif");
const TEN_BITS: &[u8] = include_bytes!("fixtures/ten_bits.avif");
const TWELVE_BITS: &[u8] = include_bytes!("fixtures/twelve_bits.avif");
const HOLED: &[u8] = include_bytes!("fixtures/holed.avif");
const GREY: &[u8] = include_bytes!("fixtures/grey.avif");
const TAGGED: &[u8] = include_bytes!("fixtures/tagged.avif");
const MOVING: &[u8] = include_bytes!("fixtures/moving.avif");
const HUED: &[u8] = include_bytes!("fixtures/hued.avif");

pub fn files() -> Vec<File> {
    // Rec. 601 luma, which the encoder made of them.
    let greys = QUARTERS.map(|[red, green, blue]| {
        let luma = (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000;
        [u8::try_from(luma).unwrap(); 3]
    });
    vec![
        taken("avif, 4:2:0 of 8 bits", PLAIN.to_vec()),
        taken("avif, 4:4:4 of 10 bits", TEN_BITS.to_vec()),
        taken("avif, 4:2:2 of 12 bits", TWELVE_BITS.to_vec()),
        taken("avif with transparency", HOLED.to_vec()),
        shows("avif, grey", GREY.to_vec(), WIDTH, HEIGHT, Some(greys)),
        taken("avif, turned and mirrored", TURNED.to_vec()),
        taken("avif in four tiles", GRID.to_vec()),
        taken("avif, animated", MOVING.to_vec()),
        taken("avif with Exif and XMP", TAGGED.to_vec()),
        taken("avif in another colour profile", HUED.to_vec()),
        taken("avif and free space", [PLAIN, &boxed(b"free", CANARY.as_bytes())].concat()),
        taken("avif and archive", [PLAIN, &archive(PLAIN.len())].concat()),
    ]
}
