//! JPEG files that lie, end early, or use what no camera does.

use super::jpeg::{
    DHT, DQT, SOF0, SOI, SOS, claiming, inserted, place, plain, progressive, restarting, segment, without,
};
use super::pattern::{self, HEIGHT, WIDTH};
use super::{File, corrupt, cuts, too_large, unsupported};

/// Length of a frame header of three components.
const FRAME: usize = 19;

pub fn files() -> Vec<File> {
    let usual = plain(&pattern::quarters(WIDTH, HEIGHT));
    let layered = progressive(&pattern::quarters(WIDTH, HEIGHT));
    let claims = |width, height| claiming(usual.clone(), width, height);
    let mut files = vec![
        too_large("jpeg that says 64,250 x 64,250", claims(64_250, 64_250)),
        too_large("jpeg that says 64,250 x 1", claims(64_250, 1)),
        too_large("jpeg that says 65,535 x 65,535, progressive", claiming(layered.clone(), 65_535, 65_535)),
        too_large("jpeg of 16,385 x 1", plain(&pattern::quarters(16_385, 1))),
        too_large("jpeg that says 8,001 x 5,000: over 40 megapixels", claims(8_001, 5_000)),
        corrupt("jpeg that says twice its size", claims(2 * 240, 2 * 160)),
        corrupt("jpeg that says 0 x 160", claims(0, 160)),
        corrupt("jpeg that says 240 x 0", claims(240, 0)),
        corrupt("jpeg of start and end", vec![0xFF, SOI, 0xFF, 0xD9]),
        corrupt("jpeg in name only", b"\xFF\xD8\xFF<html><script>alert(1)</script>".to_vec()),
        corrupt("jpeg without Huffman tables", bare(&usual, DHT)),
        corrupt("jpeg without quantisation tables", bare(&usual, DQT)),
        corrupt("jpeg with two frames, the second one huge", {
            let (frame, scan) = (place(&usual, SOF0), place(&usual, SOS));
            let huge = claims(16_000, 16_000);
            [&usual[..scan], &huge[frame..frame + FRAME], &usual[scan..]].concat()
        }),
        corrupt(
            "jpeg with a Huffman table of too many codes",
            inserted(&without(&usual, DHT), &[segment(DHT, &overfull())]),
        ),
        corrupt("jpeg with a restart out of turn", misplaced(restarting(&pattern::quarters(WIDTH, HEIGHT)))),
        corrupt("jpeg of a thousand scans", repeated(&layered, 1_000)),
        corrupt("jpeg with two components", changed(&usual, SOF0, 9, 2)),
        corrupt("jpeg with a sampling factor of 0", changed(&usual, SOF0, 11, 0)),
        corrupt("jpeg with a segment longer than the file", changed(&usual, DQT, 2, 0xFF)),
        unsupported("jpeg, arithmetic coding", coded(0xC9)),
        unsupported("jpeg, progressive arithmetic coding", coded(0xCA)),
        unsupported("jpeg, lossless", coded(0xC3)),
        unsupported("jpeg, hierarchical", coded(0xC5)),
        unsupported("jpeg of 12 bits", changed(&coded(0xC1), 0xC1, 4, 12)),
    ];
    let scan = place(&usual, SOS);
    let end = usual.len();
    let places =
        [3, 4, 20, place(&usual, SOF0) + 6, scan, scan + 14, scan + 30, end / 2, end * 9 / 10, end - 2, end - 1];
    files.extend(cuts("jpeg", &usual, &places));
    let end = layered.len();
    files.extend(cuts("jpeg, progressive", &layered, &[end / 3, end / 2, end * 9 / 10, end - 2]));
    files
}

/// A file without any segment of a kind.
fn bare(file: &[u8], marker: u8) -> Vec<u8> {
    let mut file = file.to_vec();
    while file[..place(&file, SOS)].windows(2).any(|two| two == [0xFF, marker]) {
        file = without(&file, marker);
    }
    file
}

/// A file with one byte changed, `at` bytes behind the beginning of a segment.
fn changed(file: &[u8], marker: u8, at: usize, to: u8) -> Vec<u8> {
    let mut file = file.to_vec();
    let at = place(&file, marker) + at;
    file[at] = to;
    file
}

/// A file that says its coding is another one.
fn coded(sof: u8) -> Vec<u8> {
    changed(&plain(&pattern::quarters(WIDTH, HEIGHT)), SOF0, 1, sof)
}

/// A definition with 200 codes of one bit.
fn overfull() -> Vec<u8> {
    [&[0, 200][..], &[0; 15], &[1; 200]].concat()
}

/// The first restart marker becomes the fifth.
fn misplaced(mut file: Vec<u8>) -> Vec<u8> {
    let at = file.windows(2).rposition(|two| two == [0xFF, 0xD0]).unwrap();
    file[at + 1] = 0xD4;
    file
}

/// The last scan of a progressive file, again and again.
fn repeated(file: &[u8], times: usize) -> Vec<u8> {
    let last = file.windows(2).rposition(|two| two == [0xFF, SOS]).unwrap();
    let (head, scan) = file[..file.len() - 2].split_at(last);
    [head, &scan.repeat(times), &[0xFF, 0xD9]].concat()
}
