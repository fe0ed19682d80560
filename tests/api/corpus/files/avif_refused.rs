//! AVIF files that lie, end early, or need what is not there.

use super::avif::{GRID, PLAIN, TURNED};
use super::boxes::{boxed, kind, patched, renamed};
use super::pattern;
use super::{File, corrupt, cuts, too_large, unsupported};

pub fn files() -> Vec<File> {
    let size = |width: u32, height: u32| [width.to_be_bytes(), height.to_be_bytes()].concat();
    let end = PLAIN.len();
    let data = kind(PLAIN, b"mdat") + 4;
    let with_data =
        |noise: &dyn Fn(usize) -> u8| [&PLAIN[..data], &(data..end).map(noise).collect::<Vec<u8>>()].concat();
    let mut files = vec![
        too_large("avif of 16,448 x 64", include_bytes!("fixtures/long.avif").to_vec()),
        // Its AV1 data says otherwise.
        corrupt("avif that says 64,250 x 64,250", patched(PLAIN, b"ispe", 4, &size(64_250, 64_250))),
        corrupt("avif that says 241 x 160", patched(PLAIN, b"ispe", 4, &size(241, 160))),
        corrupt("avif that says 0 x 160", patched(PLAIN, b"ispe", 4, &size(0, 160))),
        corrupt("avif of a brand", boxed(b"ftyp", b"avif\0\0\0\0avifmif1miaf")),
        unsupported("avif with an empty description", {
            [boxed(b"ftyp", b"avif\0\0\0\0avifmif1miaf"), boxed(b"meta", &[0; 4])].concat()
        }),
        corrupt("avif with zeros for pixels", with_data(&|_| 0)),
        corrupt("avif with noise for pixels", with_data(&|at| (at * 151 % 251) as u8)),
        corrupt("avif with half of its pixels, said to be all", {
            let half: Vec<u8> =
                (data..end).map(|at| if at < data + (end - data) / 2 { PLAIN[at] } else { 0 }).collect();
            [&PLAIN[..data], &half].concat()
        }),
        corrupt("avif with pixels beyond its end", {
            let begin = kind(PLAIN, b"iloc") + 4;
            let place =
                PLAIN[begin..].windows(4).position(|four| four == pattern::long_of(data).to_be_bytes()).unwrap();
            patched(PLAIN, b"iloc", place, &[0x7F; 4])
        }),
        // Version, flags, rows and columns less one: three rows of which one has no tiles.
        corrupt("avif with a grid of too few tiles", patched(GRID, b"mdat", 2, &[2])),
        too_large("avif with a grid of 256 rows", patched(GRID, b"mdat", 2, &[255])),
        unsupported("avif with an essential property that nobody knows", renamed(TURNED, b"irot", b"ir0t")),
        unsupported("avif coded as HEVC", renamed(PLAIN, b"av01", b"hvc1")),
        unsupported("avif with nested boxes", {
            let nested = (0..5_000).fold(Vec::new(), |inner, _| boxed(b"iprp", &inner));
            let head = boxed(b"ftyp", b"avif\0\0\0\0avifmif1miaf");
            [head, boxed(b"meta", &[&[0; 4], &nested[..]].concat())].concat()
        }),
    ];
    files.extend(cuts("avif", PLAIN, &[12, 31, 40, 120, data, end / 2, end - 20, end - 1]));
    files
}
