//! A writer of fragments, and of films that consist of them.

use super::boxes::{boxed, full, u32s};
use super::film::{Film, Track, film};

/// Counts positions from the fragment.
pub const FROM_FRAGMENT: u32 = 0x2_0000;

/// What a fragment says of one track.
pub struct Part {
    pub track: u32,
    /// Flags of `tfhd`, and the fields behind the track's number.
    pub head: (u32, Vec<u8>),
    /// Time of the first sample, of 64 bits.
    pub time: Option<u64>,
    /// Flags of `trun` but that of the position, number of samples, and the fields behind them.
    pub run: (u32, u32, Vec<u8>),
    /// Bytes that the samples take, and what each of them is.
    pub data: (usize, u8),
    /// Whether the run says where its samples lie.
    pub placed: bool,
}

/// Ten samples of 100 ticks and 5 bytes each.
pub fn part(track: u32, time: u64) -> Part {
    Part {
        track,
        head: (FROM_FRAGMENT | 0x18, u32s(&[100, 5])),
        time: Some(time),
        run: (0, 10, vec![]),
        data: (50, b'v'),
        placed: true,
    }
}

/// A fragment with the data behind it; `more` goes into the fragment.
pub fn fragment(parts: &[Part], more: &[u8]) -> Vec<u8> {
    let moof = |start: usize| {
        let mut at = start;
        let trafs: Vec<u8> = parts
            .iter()
            .flat_map(|part| {
                let (flags, count, fields) = &part.run;
                let position = if part.placed { u32s(&[at as u32]) } else { vec![] };
                at += part.data.0;
                let time = part.time.map(|time| full(b"tfdt", 1, 0, &[&time.to_be_bytes()]));
                let traf = [
                    full(b"tfhd", 0, part.head.0, &[&u32s(&[part.track]), &part.head.1]),
                    time.unwrap_or_default(),
                    full(b"trun", 1, flags | u32::from(part.placed), &[&u32s(&[*count]), &position, fields]),
                ];
                boxed(b"traf", &[&traf.concat()])
            })
            .collect();
        boxed(b"moof", &[&full(b"mfhd", 0, 0, &[&u32s(&[1])]), &trafs, more])
    };
    let start = moof(0).len() + 8;
    let data: Vec<u8> = parts.iter().flat_map(|part| vec![part.data.1; part.data.0]).collect();
    [moof(start), boxed(b"mdat", &[&data])].concat()
}

/// `trex` of a track: samples of 100 ticks and 5 bytes each.
pub fn trex(track: u32) -> Vec<u8> {
    full(b"trex", 0, 0, &[&u32s(&[track, 1, 100, 5, 0])])
}

/// A film of fragments; none of its tracks has samples of its own.
pub fn fragmented(tracks: Vec<Track>, fragments: &[Vec<u8>]) -> Film {
    let empty = |track| Track { deltas: vec![], sizes: vec![], header_duration: 0, media_duration: 0, ..track };
    let mut film = film(tracks.into_iter().map(empty).collect());
    film.duration = 0;
    let defaults: Vec<u8> = film.tracks.iter().flat_map(|track| trex(track.id)).collect();
    film.more = vec![boxed(b"mvex", &[&defaults])];
    film.around.1 = fragments.concat();
    film
}
