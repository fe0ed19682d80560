//! MP4 files that are refused, and how.

use media_container::Fault;
use media_container::video::MOST_STEPS;

use super::support::boxes::{boxed, full, large, u32s};
use super::support::film::{Film, Track, audio, both, esds, film, mp4a, sounding, video, visual};
use super::support::probing::{probe, probed_by};

fn fault(change: impl FnOnce(&mut Film)) -> Fault {
    let mut film = both();
    change(&mut film);
    probe(&film.file()).unwrap_err()
}

/// The fault of a film whose picture track has another box of a kind.
fn other(kind: &'static [u8; 4], made: Vec<u8>) -> Fault {
    fault(|film| film.tracks[0].replaced.push((kind, made)))
}

fn dref(sources: &[Vec<u8>]) -> Vec<u8> {
    boxed(b"dinf", &[&full(b"dref", 0, 0, &[&u32s(&[sources.len() as u32]), &sources.concat()])])
}

fn stsc(runs: &[[u32; 3]]) -> Vec<u8> {
    full(b"stsc", 0, 0, &[&u32s(&[runs.len() as u32]), &u32s(runs.as_flattened())])
}

#[test]
fn what_browsers_do_not_play() {
    let sinf = boxed(b"sinf", &[&boxed(b"frma", &[b"avc1"])]);
    let config = boxed(b"avcC", &[b"?"]);
    let video = |entry: Vec<u8>| fault(|film| film.tracks[0].entry = entry);
    let sound = |entry: Vec<u8>| fault(|film| film.tracks[1].entry = entry);
    let with_url = full(b"esds", 0, 0, &[&[3, 60, 0, 1, 0x40, 3], b"h:/", &[4, 2, 0x40, 0x15]]);
    for (what, fault) in [
        ("MPEG-4 part 2", video(visual(b"mp4v", &esds(0x20)))),
        ("ProRes", video(visual(b"apcn", b""))),
        ("Motion JPEG", video(visual(b"jpeg", b""))),
        ("encrypted pictures", video(visual(b"encv", &[&config[..], &sinf].concat()))),
        ("encrypted pictures under another name", video(visual(b"avc1", &[config, sinf.clone()].concat()))),
        ("encrypted sound", sound(sounding(b"enca", &sinf))),
        ("Dolby", sound(sounding(b"ac-3", b""))),
        ("speech", sound(sounding(b"samr", b""))),
        ("PCM", sound(sounding(b"sowt", b""))),
        ("Vorbis in MP4", sound(mp4a(0xDD))),
        ("a stream elsewhere", sound(sounding(b"mp4a", &with_url))),
        ("no picture", fault(|film| drop(film.tracks.remove(0)))),
        ("no track", fault(|film| film.tracks.clear())),
        ("two codecs in turn", {
            let entries = [visual(b"avc1", &boxed(b"avcC", &[])), visual(b"av01", &boxed(b"av1C", &[]))].concat();
            other(b"stsd", full(b"stsd", 0, 0, &[&u32s(&[2]), &entries]))
        }),
    ] {
        assert!(matches!(fault, Fault::Unsupported(_)), "{what}: {fault}");
    }
    for brand in [b"avif", b"avis", b"heic", b"mif1"] {
        assert!(matches!(fault(|film| film.brand = brand), Fault::Unsupported(_)));
    }
    for foreign in [&b""[..], b"RIFF\x24\0\0\0AVI LIST", b"\0\0\0\x08wide", b"GIF89a"] {
        assert!(matches!(probe(foreign), Err(Fault::Unsupported(_))));
    }
}

#[test]
fn data_elsewhere() {
    let url = full(b"url ", 0, 0, &[b"http://127.0.0.1/\0"]);
    let own = full(b"url ", 0, 1, &[]);
    let alias = full(b"alis", 0, 0, &[b"Macintosh HD"]);
    for (what, sources) in [
        ("a link", vec![url.clone()]),
        ("a link beside the file itself", vec![own.clone(), url.clone()]),
        ("an alias", vec![alias]),
        ("a name", vec![full(b"urn ", 0, 0, &[b"urn:x\0"])]),
    ] {
        assert!(matches!(other(b"dinf", dref(&sources)), Fault::Unsupported(_)), "{what}");
        let sound = fault(|film| film.tracks[1].replaced.push((b"dinf", dref(&sources))));
        assert!(matches!(sound, Fault::Unsupported(_)), "{what} of the sound");
    }
    let reference = fault(|film| film.more.push(boxed(b"rmra", &[&boxed(b"rmda", &[b"rtsp://"])])));
    let compressed = fault(|film| film.more.push(boxed(b"cmov", &[b"zlib"])));
    assert!(matches!((reference, compressed), (Fault::Unsupported(_), Fault::Unsupported(_))));
    let mut fine = both();
    fine.tracks[0].replaced.push((b"dinf", dref(&[own])));
    assert!(probe(&fine.file()).is_ok());
}

#[test]
fn tables_that_do_not_fit() {
    for (what, fault) in [
        ("fewer times than samples", fault(|film| film.tracks[0].deltas = vec![(19, 100)])),
        ("more times than samples", fault(|film| film.tracks[0].deltas = vec![(21, 100)])),
        ("time without samples", fault(|film| film.tracks[0].deltas = vec![(20, 100), (1, 9)])),
        ("more delays than samples", fault(|film| film.tracks[0].offsets = vec![(21, 1)])),
        ("a table of runs that is cut", other(b"stts", full(b"stts", 0, 0, &[&u32s(&[2, 20, 100])]))),
        ("chunks that hold too little", other(b"stsc", stsc(&[[1, 4, 1]]))),
        ("chunks that hold too much", other(b"stsc", stsc(&[[1, 6, 1]]))),
        ("chunks that hold nothing", other(b"stsc", stsc(&[[1, 0, 1]]))),
        ("chunks without samples", other(b"stsc", stsc(&[]))),
        ("a first chunk that is not", other(b"stsc", stsc(&[[2, 5, 1]]))),
        ("runs that go back", other(b"stsc", stsc(&[[1, 5, 1], [1, 5, 1]]))),
        ("runs beyond the chunks", other(b"stsc", stsc(&[[1, 5, 1], [9, 5, 1]]))),
        ("no chunks", other(b"stco", full(b"stco", 0, 0, &[&u32s(&[0])]))),
        ("sizes of three bits", other(b"stsz", full(b"stz2", 0, 0, &[&u32s(&[3, 20]), &[0; 20]]))),
        (
            "sizes twice",
            other(
                b"stsz",
                [full(b"stsz", 0, 0, &[&u32s(&[50, 20])]), full(b"stz2", 0, 0, &[&u32s(&[8, 20]), &[50; 20]])].concat(),
            ),
        ),
        (
            "places twice",
            fault(|film| {
                film.tracks[0].wide = true;
                let both = [stsc(&[[1, 5, 1]]), full(b"stco", 0, 0, &[&u32s(&[0])])].concat();
                film.tracks[0].replaced.push((b"stsc", both));
            }),
        ),
        ("sizes that are cut", other(b"stsz", full(b"stsz", 0, 0, &[&u32s(&[0, 20]), &u32s(&[50; 19])]))),
    ] {
        assert!(matches!(fault, Fault::Corrupt(_)), "{what}: {fault}");
    }
}

#[test]
fn samples_lie_in_the_data() {
    let at = |chunks: [u32; 4]| other(b"stco", full(b"stco", 0, 0, &[&u32s(&[4]), &u32s(&chunks)]));
    let wide = |chunk: u64| {
        let chunks: Vec<u8> = [chunk; 4].iter().flat_map(|chunk| chunk.to_be_bytes()).collect();
        other(b"stco", full(b"co64", 0, 0, &[&u32s(&[4]), &chunks]))
    };
    let boxes = |mdat: fn(&[u8]) -> Vec<u8>| fault(|film| film.mdat = mdat);
    let longer = fault(|film| {
        // The last packet of the sound has eight bytes more than there are.
        let sizes = [vec![7; 39], vec![15]].concat();
        film.tracks[1].replaced.push((b"stsz", full(b"stsz", 0, 0, &[&u32s(&[0, 40]), &u32s(&sizes)])));
    });
    for (what, fault) in [
        ("in front of it", at([0; 4])),
        (
            "across its beginning",
            boxes(|data| [boxed(b"free", &[&data[..100]]), boxed(b"mdat", &[&data[100..]])].concat()),
        ),
        ("across its end", longer),
        ("outside the file", at([1 << 30; 4])),
        ("far outside the file", wide(u64::MAX - 10)),
        ("in a box that means nothing", boxes(|data| [boxed(b"free", &[data]), boxed(b"mdat", &[b"else"])].concat())),
        ("across two boxes", boxes(|data| [boxed(b"mdat", &[&data[..300]]), boxed(b"mdat", &[&data[292..]])].concat())),
        ("nowhere", boxes(|data| boxed(b"free", &[data]))),
    ] {
        assert!(matches!(fault, Fault::Corrupt(_)), "{what}: {fault}");
    }
}

#[test]
fn contradictions() {
    let file = both().file();
    let movie = file[16 + 8..file.windows(4).position(|window| window == b"mdat").unwrap() - 4].to_vec();
    assert_eq!(&movie[4..8], b"moov");
    let hdlr = full(b"hdlr", 0, 0, &[&[0; 4], b"soun", &[0; 13]]);
    let sound =
        |descriptor: &[u8]| fault(|film| film.tracks[1].entry = sounding(b"mp4a", &full(b"esds", 0, 0, &[descriptor])));
    let twice = |kind: &'static [u8; 4], made: Vec<u8>| {
        let mut film = both();
        film.tracks[0].more.push(made);
        let file = film.file();
        assert!(file.windows(4).filter(|window| *window == kind).count() > 2);
        probe(&file).unwrap_err()
    };
    for (what, fault) in [
        ("two movies", fault(|film| film.around.1 = movie.clone())),
        ("two files", fault(|film| film.around.1 = boxed(b"ftyp", &[b"isom"]))),
        ("two headers", twice(b"tkhd", full(b"tkhd", 0, 0, &[&[0; 80]]))),
        ("two media", twice(b"mdia", boxed(b"mdia", &[&hdlr]))),
        ("one number twice", fault(|film| film.tracks[1].id = 1)),
        ("a movie's clock that stands", fault(|film| film.mvhd = Some(full(b"mvhd", 0, 0, &[&[0; 96]])))),
        ("a track's clock that stands", fault(|film| film.tracks[0].rate = 0)),
        (
            "no pictures",
            fault(|film| {
                film.tracks[0].sizes.clear();
                film.tracks[0].deltas.clear();
            }),
        ),
        (
            "no size",
            fault(|film| {
                film.tracks[0].size = (0, 0);
                film.tracks[0].entry[32..36].fill(0);
            }),
        ),
        ("no configuration", fault(|film| film.tracks[0].entry = visual(b"avc1", b""))),
        ("no configuration of the sound", fault(|film| film.tracks[1].entry = sounding(b"mp4a", b""))),
        ("a descriptor of something else", sound(&[4, 25, 0, 1, 0, 4, 17, 0x40])),
        ("a descriptor of something else in it", sound(&[3, 25, 0, 1, 0, 5, 17, 0x40])),
        ("a size of five bytes", sound(&[3, 0x80, 0x80, 0x80, 0x80, 25, 0, 1, 0, 4, 17, 0x40])),
        ("a descriptor that is cut", sound(&[3, 25, 0, 1, 0, 4, 17])),
        ("no description", other(b"stsd", full(b"stsd", 0, 0, &[&u32s(&[0])]))),
        ("no sources", other(b"dinf", boxed(b"dinf", &[]))),
        ("no header", other(b"mdhd", Vec::new())),
        ("a box that reaches too far", fault(|film| film.around.1 = u32s(&[100, 0, 0]))),
        ("seven bytes more", fault(|film| film.around.1 = vec![0; 7])),
        ("a box of four bytes", fault(|film| film.around.1 = u32s(&[4, 0]))),
        (
            "a list of edits that is cut",
            fault(|film| {
                film.tracks[0].edits = vec![(1, 0)];
                let cut = full(b"elst", 0, 0, &[&u32s(&[2, 1, 0, 0])]);
                film.tracks[0].replaced.push((b"edts", boxed(b"edts", &[&cut])));
            }),
        ),
    ] {
        assert!(matches!(fault, Fault::Corrupt(_)), "{what}: {fault}");
    }
}

#[test]
fn what_would_cost_too_much() {
    let nested = |depth| (0..depth).fold(Vec::new(), |inner, _| boxed(b"wave", &[&inner]));
    for (what, fault) in [
        (
            "a million samples of one size",
            fault(|film| {
                film.tracks[0].replaced.push((b"stsz", full(b"stsz", 0, 0, &[&u32s(&[1, u32::MAX])])));
            }),
        ),
        (
            "tracks without end",
            fault(|film| {
                film.tracks.extend((3..100).map(|id| Track { id, ..audio() }));
            }),
        ),
        (
            "descriptions without end",
            other(b"stsd", full(b"stsd", 0, 0, &[&u32s(&[99]), &visual(b"avc1", &boxed(b"avcC", &[])).repeat(99)])),
        ),
        ("boxes without end", fault(|film| film.more.push(boxed(b"free", &[]).repeat(100_001)))),
        ("boxes without end at the top", fault(|film| film.around.1 = boxed(b"free", &[]).repeat(100_001))),
        ("too much to strip", fault(|film| film.more.push(boxed(b"udta", &[b"x"]).repeat(20_000)))),
    ] {
        assert!(matches!(fault, Fault::TooComplex(_)), "{what}: {fault}");
    }
    // Nobody goes down there: what is not known is passed over as a whole.
    let mut deep = both();
    deep.more.push(boxed(b"udta", &[&nested(2000)]));
    assert!(probe(&deep.file()).is_ok());
    let mut deep = both();
    deep.tracks[1].entry = sounding(b"mp4a", &boxed(b"wave", &[&nested(200), &esds(0x40)]));
    assert!(probe(&deep.file()).is_ok());
}

#[test]
fn a_movie_is_read_whole_or_not_at_all() {
    // A movie of 20 MiB that is there, and one of 8 EiB that is not.
    let length = 21 << 20;
    let head = [boxed(b"ftyp", &[b"isom"]), [&u32s(&[20 << 20])[..], b"moov"].concat()].concat();
    let probed = probed_by(length, |range| {
        (range.start..range.end).map(|at| head.get(at as usize).copied().unwrap_or(0)).collect()
    });
    assert!(matches!(probed.video, Err(Fault::TooComplex(_))));
    assert!(probed.reads.iter().all(|range| range.end - range.start <= 1 << 20));
    let vast = [boxed(b"ftyp", &[b"isom"]), large(b"moov", &[])].concat();
    let mut vast = [vast, vec![0; 100]].concat();
    vast[20..28].copy_from_slice(&(1_u64 << 62).to_be_bytes());
    assert!(matches!(probe(&vast), Err(Fault::Corrupt(_))));
}

#[test]
fn reads_have_an_end() {
    // Boxes of 2 MiB, so that each head is in a read of its own.
    const STEP: u64 = 2 << 20;
    let boxes = |count: u64| {
        probed_by(count * STEP, |range| {
            let mut bytes = vec![0; (range.end - range.start) as usize];
            for start in (range.start.next_multiple_of(STEP)..range.end).step_by(STEP as usize) {
                let kind = if start == 0 { b"ftyp" } else { b"free" };
                let at = (start - range.start) as usize;
                bytes[at..at + 8].copy_from_slice(&[&(STEP as u32).to_be_bytes()[..], kind].concat());
            }
            bytes
        })
    };
    let most = boxes(MOST_STEPS.into());
    assert_eq!(most.video, Err(Fault::Corrupt("the movie is missing")), "a gigabyte is read to its end");
    assert_eq!(most.reads.len(), MOST_STEPS as usize);
    assert!(matches!(boxes(u64::from(MOST_STEPS) + 1).video, Err(Fault::TooComplex(_))));
}

#[test]
fn a_caller_that_gives_too_little_is_told() {
    use media_container::video::{Probe, Wanted};
    let file = both().file();
    let mut probe = Probe::new(file.len() as u64 + 1);
    let Wanted::Read(range) = probe.wants() else { unreachable!() };
    assert_eq!(range, 0..file.len() as u64 + 1);
    assert!(matches!(probe.feed(&file), Err(Fault::Corrupt(_))));
    assert_eq!(probe.wants(), Wanted::Read(range));
}

#[test]
fn a_file_that_is_cut_anywhere() {
    let early = film(vec![audio(), video()]).file();
    let mut late = both();
    late.late = true;
    for file in [early, late.file()] {
        assert!(probe(&file).is_ok());
        for cut in 0..file.len() {
            assert!(probe(&file[..cut]).is_err(), "cut at {cut} of {}", file.len());
        }
    }
}
