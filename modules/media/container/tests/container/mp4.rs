//! MP4 files that are taken: what is said of them, and how little of them is read.

use media_container::video::{Kind, PictureCodec, SoundCodec, Video};

use super::support::boxes::{boxed, full, large, u16s, u32s};
use super::support::film::{Film, UPRIGHT, both, esds, film, mp4a, sounding, turned, video, visual};
use super::support::probing::{facts, probe, probed};

fn usual() -> Video {
    Video {
        kind: Kind::Mp4,
        width: 64,
        height: 48,
        duration_ms: 2000,
        picture: PictureCodec::H264,
        sound: Some(SoundCodec::Aac),
        scrub: vec![],
    }
}

fn changed(change: impl FnOnce(&mut Film)) -> Video {
    let mut film = both();
    change(&mut film);
    facts(&probe(&film.file()).unwrap())
}

fn duration(change: impl FnOnce(&mut Film)) -> u64 {
    changed(change).duration_ms
}

#[test]
fn boxes_of_every_size_in_any_order() {
    let split: fn(&[u8]) -> Vec<u8> = |data| {
        // In front of the sound: a chunk is never cut.
        let (first, second) = data.split_at(8 + 1000);
        [boxed(b"mdat", &[first]), boxed(b"mdat", &[second])].concat()
    };
    assert_eq!(changed(|_| {}), usual());
    assert_eq!(usual().mime(), "video/mp4");
    assert_eq!(changed(|film| film.late = true), usual());
    assert_eq!(changed(|film| film.brand = b"qt  "), usual());
    assert_eq!(changed(|film| film.mdat = |data| large(b"mdat", &[data])), usual());
    assert_eq!(changed(|film| film.mdat = |data| [&u32s(&[0])[..], b"mdat", data].concat()), usual());
    assert_eq!(changed(|film| film.around.0 = boxed(b"wide", &[])), usual());
    let mut film = both();
    film.mdat = split;
    let moved = {
        // Its chunks are eight bytes further on.
        let plain = both().file();
        let stco = plain.windows(4).enumerate().filter(|(_, window)| *window == b"stco").nth(1).unwrap().0;
        let offsets: Vec<u32> = plain[stco + 12..stco + 28]
            .chunks(4)
            .map(|four| u32::from_be_bytes(four.try_into().unwrap()) + 8)
            .collect();
        full(b"stco", 0, 0, &[&u32s(&[4]), &u32s(&offsets)])
    };
    film.tracks[1].replaced.push((b"stco", moved));
    assert_eq!(facts(&probe(&film.file()).unwrap()), usual());
}

#[test]
fn little_is_read_of_a_large_file() {
    let mut film = both();
    film.late = true;
    film.tracks[0].sizes = vec![400_000; 20];
    let file = film.file();
    let probed = probed(&file);
    assert_eq!(facts(&probed.video.unwrap()), usual());
    let read: u64 = probed.reads.iter().map(|range| range.end - range.start).sum();
    assert!(probed.reads.len() == 2 && read < 100_000, "{:?}", probed.reads);
}

#[test]
fn a_large_movie_at_the_end_is_read_whole() {
    let mut film = both();
    film.late = true;
    film.around.0 = boxed(b"free", &[&[0; 100_000]]);
    film.tracks[0].sizes = vec![1; 300_000];
    film.tracks[0].deltas = vec![(300_000, 1)];
    film.tracks[0].per_chunk = 1000;
    let file = film.file();
    let probed = probed(&file);
    assert_eq!(probed.video.unwrap().duration_ms, 300_000);
    let last = probed.reads.last().unwrap();
    assert!(last.end == file.len() as u64 && last.end - last.start > 1 << 20, "{:?}", probed.reads);
}

#[test]
fn upright_in_every_position() {
    for (movie, track, upright) in
        [(0, 0, true), (0, 1, false), (0, 2, true), (0, 3, false), (1, 0, false), (1, 3, true)]
    {
        let video = changed(|film| {
            film.matrix = turned(movie);
            film.tracks[0].matrix = turned(track);
        });
        let expected = if upright { (64, 48) } else { (48, 64) };
        assert_eq!((video.width, video.height), expected, "movie by {movie}, track by {track}");
    }
    for skewed in [
        [0, 1, 0, 1, 1, 0, 0, 0, 1],
        [1, 1, 0, 1, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 1, 0, 0, 0, 0, 1],
    ] {
        let video = changed(|film| film.tracks[0].matrix = skewed.map(|number: i32| number << 16));
        assert_eq!((video.width, video.height), (64, 48), "{skewed:?} is no quarter");
    }
    let mirrored = changed(|film| film.tracks[0].matrix = [-0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000]);
    assert_eq!((mirrored.width, mirrored.height), (64, 48));
    let wide = changed(|film| film.tracks[0].size = (128, 48));
    for size in [(0, 0), (640, 0), (0, 480)] {
        let silent = changed(|film| film.tracks[0].size = size);
        assert_eq!((silent.width, silent.height), (64, 48), "by the description of the samples");
    }
    assert_eq!((wide.width, wide.height), (128, 48), "pixels that are not square");
    assert_eq!(turned(0), UPRIGHT);
    for (fraction, width) in [(0x7FFF_u16, 64), (0x8000, 65)] {
        let mut file = both().file();
        let at = file.windows(4).position(|window| window == b"tkhd").unwrap() + 80;
        assert_eq!(file[at..at + 8], u32s(&[64 << 16, 48 << 16]));
        file[at + 2..at + 4].copy_from_slice(&fraction.to_be_bytes());
        assert_eq!(probe(&file).unwrap().width, width, "parts of a pixel are rounded");
    }
}

#[test]
fn the_longest_of_all_durations_counts() {
    for (what, lie) in [
        ("mvhd", (|film| film.duration = 70_000) as fn(&mut Film)),
        ("tkhd", |film| film.tracks[0].header_duration = 70_000),
        ("tkhd of the sound", |film| film.tracks[1].header_duration = 70_000),
        ("mdhd", |film| film.tracks[0].media_duration = 70_000),
        ("edits", |film| film.tracks[0].edits = vec![(35_000, 0), (35_000, 0)]),
        ("an empty edit", |film| film.tracks[0].edits = vec![(68_000, -1), (2_000, 0)]),
        ("samples", |film| film.tracks[0].deltas = vec![(19, 100), (1, 68_100)]),
        ("samples of the sound", |film| film.tracks[1].deltas = vec![(40, 1750)]),
        ("late pictures", |film| film.tracks[0].offsets = vec![(10, 0), (10, 68_000)]),
        ("a late picture", |film| film.tracks[0].offsets = vec![(19, 0), (1, 68_000)]),
        ("an early one that is late", |film| film.tracks[0].offsets = vec![(1, 69_900), (19, 0)]),
    ] {
        assert_eq!(duration(lie), 70_000, "{what}");
    }
}

#[test]
fn short_words_do_not_hide_long_samples() {
    let long = duration(|film| {
        film.tracks[0].deltas = vec![(20, 30_000)];
        film.tracks[0].edits = vec![(1, 0)];
        film.duration = 1;
        film.tracks[0].header_duration = 1;
        film.tracks[0].media_duration = 1;
    });
    assert_eq!(long, 600_000);
    let unknown = duration(|film| {
        film.duration = u32::MAX;
        film.tracks[0].header_duration = u32::MAX;
        film.tracks[0].media_duration = u32::MAX;
    });
    assert_eq!(unknown, 2000, "all bits set are no duration");
    // A clock with 90,000 ticks a second, and one tick more than two seconds.
    let rounded = duration(|film| {
        film.tracks[0].rate = 90_000;
        film.tracks[0].deltas = vec![(19, 9000), (1, 9001)];
    });
    assert_eq!(rounded, 2001);
}

#[test]
fn an_edit_list_may_hide_the_beginning_and_no_more() {
    let with = |begin: i32, delay: i32| {
        duration(|film| {
            film.duration = 0;
            film.tracks.truncate(1);
            film.tracks[0].header_duration = 0;
            film.tracks[0].media_duration = 0;
            film.tracks[0].offsets = vec![(20, delay)];
            film.tracks[0].edits = vec![(1, begin)];
        })
    };
    assert_eq!(with(0, 0), 2000);
    assert_eq!(with(200, 200), 2000, "pictures that are shown later than decoded");
    assert_eq!(with(64, 0), 1936, "packets that fill the decoder");
    assert_eq!(with(1900, 0), 1000, "a second at most");
    assert_eq!(with(0, 30_000), 32_000, "a wait before the first picture");
    assert_eq!(with(200, -100), 1700);
    let several = |offsets: &[(u32, i32)], edits: &[(u32, i32)]| {
        duration(|film| {
            film.duration = 0;
            film.tracks.truncate(1);
            film.tracks[0].header_duration = 0;
            film.tracks[0].media_duration = 0;
            film.tracks[0].offsets = offsets.to_vec();
            film.tracks[0].edits = edits.to_vec();
        })
    };
    assert_eq!(several(&[], &[(1, 500), (1, 100), (1, 300)]), 1900, "the earliest part of all");
    assert_eq!(several(&[(1, 0), (19, 600)], &[(1, 1900)]), 1600, "a second from the first picture");
}

#[test]
fn headers_of_version_one() {
    let long = |before: &[u32], rate: u32| [u32s(&[0, 5, 0, 6]), u32s(before), u32s(&[rate, 0, 3000])].concat();
    let rest = [vec![0; 16], u32s(&UPRIGHT.map(|number| number as u32)), u32s(&[64 << 16, 48 << 16])].concat();
    let video = changed(|film| {
        film.duration = 0;
        film.tracks[0].replaced = vec![
            (b"tkhd", full(b"tkhd", 1, 7, &[&long(&[1], 0), &rest])),
            (b"mdhd", full(b"mdhd", 1, 0, &[&long(&[], 1000), &u16s(&[0, 0])])),
        ];
        film.tracks[0].edits = vec![(0, 0)];
        let list = [2, 0, 2000, u32::MAX, u32::MAX, 0x1_0000, 0, 500, 0, 0, 0x1_0000];
        let edits = full(b"elst", 1, 0, &[&u32s(&list)]);
        film.tracks[0].replaced.push((b"edts", boxed(b"edts", &[&edits])));
    });
    assert_eq!(video, Video { duration_ms: 3000, ..usual() });
    let late = changed(|film| {
        let edits = full(b"elst", 1, 0, &[&u32s(&[1, 0, 500, 0, 300, 0x1_0000])]);
        film.tracks[0].media_duration = 0;
        film.tracks[0].edits = vec![(0, 0)];
        film.tracks[0].offsets = vec![(20, 300)];
        film.tracks[0].replaced = vec![(b"edts", boxed(b"edts", &[&edits]))];
    });
    assert_eq!(late, usual(), "it begins with the first picture");
    let mvhd = [&long(&[], 1000), &vec![0; 16], &u32s(&UPRIGHT.map(|number| number as u32)), &vec![0; 28]];
    let mvhd = mvhd.map(|part| part.as_slice()).concat();
    let movie = changed(|film| film.mvhd = Some(full(b"mvhd", 1, 0, &[&mvhd])));
    assert_eq!(movie.duration_ms, 3000);
    let unknown = changed(|film| {
        let long = [u32s(&[0, 0, 0, 0, 1000, u32::MAX, u32::MAX]), u16s(&[0, 0])].concat();
        film.tracks[0].replaced = vec![(b"mdhd", full(b"mdhd", 1, 0, &[&long]))];
    });
    assert_eq!(unknown, usual(), "all bits set are no duration in 64 bits either");
}

#[test]
fn every_codec_that_browsers_play() {
    let wave = |inside: &[u8]| boxed(b"wave", &[&boxed(b"frma", &[b"mp4a"]), inside, &[0, 0, 0, 8, 0, 0, 0, 0]]);
    let quicktime = {
        let mut entry = sounding(b"mp4a", &[&u32s(&[1024, 0, 0, 2])[..], &wave(&esds(0x40))].concat());
        entry[17] = 1;
        entry
    };
    let iso = {
        let mut entry = mp4a(0x40);
        entry[17] = 1;
        entry
    };
    use PictureCodec::{Av1, H264, H265, Vp9};
    use SoundCodec::{Aac, Mp3, Opus};
    for (kind, config, codec) in [
        (b"avc1", b"avcC", H264),
        (b"avc3", b"avcC", H264),
        (b"hvc1", b"hvcC", H265),
        (b"hev1", b"hvcC", H265),
        (b"av01", b"av1C", Av1),
        (b"vp09", b"vpcC", Vp9),
    ] {
        let found = changed(|film| film.tracks[0].entry = visual(kind, &boxed(config, &[b"?"])));
        assert_eq!(found, Video { picture: codec, ..usual() });
    }
    // Descriptors that depend on another stream, and have a clock of another one.
    let fields = |flags: u8, more: &[u8]| {
        let body = [&[3, 25, 0, 1, flags], more, &[4, 17, 0x40, 0x15], &[0; 11]].concat();
        sounding(b"mp4a", &full(b"esds", 0, 0, &[&body]))
    };
    for (entry, codec) in [
        (mp4a(0x40), Aac),
        (fields(0x80, &[0, 7]), Aac),
        (fields(0x20, &[0, 7]), Aac),
        (fields(0xA0, &[0, 7, 0, 7]), Aac),
        (mp4a(0x67), Aac),
        (mp4a(0x6B), Mp3),
        (mp4a(0x69), Mp3),
        (quicktime, Aac),
        (iso, Aac),
        (sounding(b".mp3", &[]), Mp3),
        (sounding(b"Opus", &boxed(b"dOps", &[b"?"])), Opus),
    ] {
        assert_eq!(changed(|film| film.tracks[1].entry = entry), Video { sound: Some(codec), ..usual() });
    }
    let silent = facts(&probe(&film(vec![video()]).file()).unwrap());
    assert_eq!(silent, Video { sound: None, ..usual() });
    assert!(!silent.has_audio() && usual().has_audio());
    let nothing = changed(|film| {
        film.tracks[1].sizes.clear();
        film.tracks[1].deltas.clear();
    });
    assert_eq!(nothing.sound, None, "a track without a packet is no sound");
}

#[test]
fn tables_of_every_width() {
    let sizes = |kind: &'static [u8; 4], table: Vec<u8>| {
        changed(|film| film.tracks[1].replaced.push((b"stsz", full(kind, 0, 0, &[&table]))))
    };
    assert_eq!(sizes(b"stsz", u32s(&[7, 40])), usual(), "all of one size");
    assert_eq!(sizes(b"stz2", [u32s(&[4, 40]), vec![0x77; 20]].concat()), usual());
    let uneven = |table: Vec<u8>, sizes: &[u32]| {
        changed(|film| {
            film.tracks[1].sizes = sizes.repeat(20);
            film.tracks[1].replaced.push((b"stsz", full(b"stz2", 0, 0, &[&table])));
        })
    };
    assert_eq!(uneven([u32s(&[4, 40]), vec![0xF3; 20]].concat(), &[15, 3]), usual());
    assert_eq!(uneven([u32s(&[8, 40]), [0xF3, 0x05].repeat(20)].concat(), &[0xF3, 5]), usual());
    let ones = changed(|film| {
        film.tracks[1].sizes = vec![1; 40];
        film.tracks[1].replaced.push((b"stsz", full(b"stsz", 0, 0, &[&u32s(&[1, 40])])));
    });
    assert_eq!(ones, usual());
    assert_eq!(sizes(b"stz2", [u32s(&[8, 40]), vec![7; 40]].concat()), usual());
    assert_eq!(sizes(b"stz2", [u32s(&[16, 40]), u16s(&[7; 40])].concat()), usual());
    assert_eq!(changed(|film| film.tracks[1].wide = true), usual());
    for samples in [1, 3, 7, 20, 40] {
        assert_eq!(changed(|film| film.tracks[1].per_chunk = samples), usual(), "{samples} in a chunk");
    }
    // Three runs by time, two by delay, and one of nothing.
    let runs = changed(|film| {
        film.tracks[0].deltas = vec![(5, 100), (0, 9), (10, 50), (5, 200), (0, 9)];
        film.tracks[0].offsets = vec![(7, 10), (13, -10)];
    });
    assert_eq!(runs, usual());
}
