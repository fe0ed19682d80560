//! Fragmented MP4: durations that nobody writes down, and samples that are told of piece by piece.

use media_container::Fault;

use super::support::boxes::{boxed, full, u32s};
use super::support::film::{DATA, Track, audio, both, video};
use super::support::fragment::{FROM_FRAGMENT, Part, fragment, fragmented, part, trex};
use super::support::probing::{contains, facts, probe, probed, scrubbed};

/// Milliseconds of a film of one track with these parts, each in a fragment.
fn duration(parts: Vec<Part>) -> Result<u64, Fault> {
    let fragments: Vec<Vec<u8>> = parts.into_iter().map(|part| fragment(&[part], &[])).collect();
    probe(&fragmented(vec![video()], &fragments).file()).map(|video| video.duration_ms)
}

#[test]
fn durations_add_up() {
    assert_eq!(duration(vec![part(1, 0), part(1, 1000), part(1, 2000)]), Ok(3000));
    assert_eq!(duration(vec![part(1, 0), part(1, 3_600_000)]), Ok(3_601_000), "an hour later");
    assert_eq!(duration(vec![part(1, u64::MAX), part(1, 0)]), Ok(i64::MAX as u64), "as late as can be");
    let follows = || Part { time: None, ..part(1, 0) };
    assert_eq!(duration(vec![follows(), follows(), follows()]), Ok(3000), "where the last one ended");
    assert_eq!(duration(vec![part(1, 500), follows()]), Ok(2500));
}

#[test]
fn durations_come_from_where_they_are_said() {
    let with = |head: (u32, Vec<u8>), run: (u32, u32, Vec<u8>)| duration(vec![Part { head, run, ..part(1, 0) }]);
    let own = |flags: u32, fields: Vec<u8>| with((FROM_FRAGMENT | 0x18, u32s(&[100, 5])), (flags, 10, fields));
    assert_eq!(with((FROM_FRAGMENT, vec![]), (0, 10, vec![])), Ok(1000), "of the movie");
    assert_eq!(with((FROM_FRAGMENT | 0x8, u32s(&[7])), (0, 10, vec![])), Ok(70), "of the fragment");
    assert_eq!(with((FROM_FRAGMENT | 0xA, u32s(&[1, 7])), (0, 10, vec![])), Ok(70), "behind a description");
    assert_eq!(own(0x100, u32s(&[1000; 10])), Ok(10_000), "of each sample");
    assert_eq!(own(0x104, u32s(&[9; 11])), Ok(90), "behind flags of the first");
    assert_eq!(own(0x700, u32s(&[60, 5, 9].repeat(10))), Ok(600), "beside sizes and flags");
    let late: Vec<u8> = (0..10).flat_map(|place| u32s(&[if place == 4 { 59_500 } else { 0 }])).collect();
    assert_eq!(own(0x800, late), Ok(60_000), "shown late");
    let early = u32s(&[-100_i32 as u32; 10]);
    assert_eq!(own(0x800, early), Ok(900), "shown early");
    let pause = with((FROM_FRAGMENT | 0x1_0018, u32s(&[500, 5])), (0x100, 10, u32s(&[100; 10])));
    assert_eq!(pause, Ok(1000), "a time that is said goes before a pause");
    let long = Part { head: (FROM_FRAGMENT | 0x1_0018, u32s(&[500, 5])), time: None, ..part(1, 0) };
    assert_eq!(duration(vec![long]), Ok(5500), "a pause, and ten samples as long");
}

#[test]
fn what_is_written_counts_when_it_is_longer() {
    let mehd = |version: u8, fields: &[u32]| {
        let mut film = fragmented(vec![video()], &[fragment(&[part(1, 0)], &[])]);
        film.more = vec![boxed(b"mvex", &[&full(b"mehd", version, 0, &[&u32s(fields)]), &trex(1)])];
        probe(&film.file()).unwrap().duration_ms
    };
    assert_eq!((mehd(0, &[1]), mehd(0, &[5000]), mehd(1, &[0, 7000])), (1000, 5000, 7000));
    assert_eq!(mehd(0, &[u32::MAX]), 1000, "unknown");
    // A movie with samples of its own, and more behind it.
    let mut film = both();
    film.more = vec![boxed(b"mvex", &[&trex(1)])];
    film.around.1 = fragment(&[Part { time: None, ..part(1, 0) }], &[]);
    assert_eq!(probe(&film.file()).unwrap().duration_ms, 3000);
}

#[test]
fn positions_are_counted_from_three_places() {
    let sound = || Part { data: (50, b'a'), ..part(2, 0) };
    // From the fragment.
    let film = fragmented(vec![video(), audio()], &[fragment(&[part(1, 0), sound()], &[])]);
    let first = facts(&probe(&film.file()).unwrap());
    assert!(first.has_audio());
    // From the end of the track before: neither position nor flag.
    let chained = |part: Part| Part { head: (0x18, u32s(&[100, 5])), placed: false, ..part };
    let parts = [Part { placed: true, ..chained(part(1, 0)) }, chained(sound())];
    let film = fragmented(vec![video(), audio()], &[fragment(&parts, &[])]);
    assert_eq!(facts(&probe(&film.file()).unwrap()), first);
    // From a position in the file: the last 50 bytes of it.
    let absolute = |base: u64| {
        let head = (0x19, [&base.to_be_bytes()[..], &u32s(&[100, 5])].concat());
        fragmented(vec![video()], &[fragment(&[Part { head, placed: false, ..part(1, 0) }], &[])])
    };
    let end = absolute(0).file().len() as u64;
    assert!(probe(&absolute(end - 50).file()).is_ok());
    for outside in [0, end - 49, end, u64::MAX] {
        assert!(matches!(probe(&absolute(outside).file()), Err(Fault::Corrupt(_))), "{outside}");
    }
}

#[test]
fn fragments_that_are_refused() {
    let film = |parts: &[Part], more: &[u8]| fragmented(vec![video()], &[fragment(parts, more)]);
    let usual = film(&[part(1, 0)], &[]);
    assert!(probe(&usual.file()).is_ok());
    let mut unannounced = film(&[part(1, 0)], &[]);
    unannounced.more.clear();
    let mut early = film(&[part(1, 0)], &[]);
    std::mem::swap(&mut early.around.0, &mut early.around.1);
    let huge = Part { run: (0, u32::MAX, vec![]), ..part(1, 0) };
    let short = Part { run: (0x100, 10, u32s(&[1; 9])), ..part(1, 0) };
    let outside = Part { data: (49, b'v'), ..part(1, 0) };
    for (what, film, complex) in [
        ("nobody said there would be any", unannounced, false),
        ("before the movie", early, false),
        ("of a track that is not there", film(&[part(9, 0)], &[]), false),
        ("four billion samples", film(&[huge], &[]), true),
        ("a run that is cut", film(&[short], &[]), false),
        ("samples beyond the data", film(&[outside], &[]), false),
        ("no samples at all", fragmented(vec![video()], &[]), false),
    ] {
        match probe(&film.file()) {
            Err(Fault::TooComplex(_)) if complex => {}
            Err(Fault::Corrupt(_)) if !complex => {}
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[test]
fn what_goes_goes_from_fragments_too() {
    let secret = |data: u8| Part { data: (50, data), ..part(3, 0) };
    let tracks = || vec![video(), Track { id: 3, handler: b"text", ..video() }];
    let dated = [full(b"prft", 1, 0, &[b"SECRET-TIME"]), boxed(b"uuid", &[b"SECRET-PLACE"])].concat();
    let film = fragmented(tracks(), &[fragment(&[secret(b'!'), part(1, 0)], &dated)]);
    let file = film.file();
    let video = probe(&file).unwrap();
    let clean = scrubbed(&file, &video);
    assert_eq!(facts(&probe(&clean).unwrap()), facts(&video));
    assert!(contains(&file, &[b'!'; 50]) && contains(&file, b"SECRET"));
    assert!(!contains(&clean, b"!!!") && !contains(&clean, b"SECRET") && contains(&clean, &[b'v'; 50]));
    assert!(!contains(&clean, DATA), "no sample lies in it");
    // The track that stays counts from the one that goes.
    let hangs = Part { head: (0x18, u32s(&[100, 5])), placed: false, ..part(1, 0) };
    let film = fragmented(tracks(), &[fragment(&[secret(b'!'), hangs], &[])]);
    assert!(matches!(probe(&film.file()), Err(Fault::Unsupported(_))));
}

#[test]
fn many_small_fragments_take_few_reads() {
    let fragments: Vec<Vec<u8>> = (0..3000).map(|place| fragment(&[part(1, place * 1000)], &[])).collect();
    let probed = probed(&fragmented(vec![video()], &fragments).file());
    assert_eq!(probed.video.unwrap().duration_ms, 3_000_000);
    assert!(probed.reads.len() < 10, "{}", probed.reads.len());
}
