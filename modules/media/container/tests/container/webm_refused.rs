//! WebM files that are refused, and how.

use media_container::Fault;

use super::support::ebml::{
    CLUSTER, INFO, SEGMENT, TRACKS, Web, block, cluster, element, endless, entry, float, head, picture, simple, sized,
    uint, web,
};
use super::support::probing::{probe, probed_by};

fn fault(change: impl FnOnce(&mut Web)) -> Fault {
    let mut web = web();
    change(&mut web);
    probe(&web.file()).unwrap_err()
}

/// The fault of a file with this cluster.
fn with(elements: &[Vec<u8>]) -> Fault {
    fault(|web| web.rest.push(element(CLUSTER, &elements.concat())))
}

fn track(kind: u64, codec: &str, more: &[Vec<u8>]) -> Fault {
    fault(|web| web.tracks[0] = entry(1, kind, codec, &[more.concat(), sized(64, 48)]))
}

#[test]
fn what_browsers_do_not_play() {
    let encryption = element(0x6D80, &element(0x6240, &element(0x5035, &[])));
    for (what, fault) in [
        ("Matroska", fault(|web| web.head = head("matroska"))),
        ("no kind", fault(|web| web.head = element(0x1A45_DFA3, &[]))),
        (
            "EBML from the future",
            fault(|web| {
                web.head = element(0x1A45_DFA3, &[uint(0x42F7, 2), element(0x4282, b"webm")].concat());
            }),
        ),
        (
            "long identifiers",
            fault(|web| {
                web.head = element(0x1A45_DFA3, &[uint(0x42F2, 5), element(0x4282, b"webm")].concat());
            }),
        ),
        ("H.264", track(1, "V_MPEG4/ISO/AVC", &[])),
        ("Theora", track(1, "V_THEORA", &[])),
        ("AAC", fault(|web| web.tracks[1] = entry(2, 2, "A_AAC", &[]))),
        ("an encrypted track", track(1, "V_VP9", &[encryption])),
        ("an encrypted block", with(&[uint(0xE7, 0), block(0xAF, 1, 0, 0, b"?")])),
        ("a clock of its own", track(1, "V_VP9", &[float(0x23_314F, 0.5)])),
        ("a text", fault(|web| web.tracks.push(entry(3, 0x11, "D_WEBVTT/SUBTITLES", &[])))),
        ("two pictures", fault(|web| web.tracks.push(entry(3, 1, "V_VP8", &[sized(1, 1)])))),
        ("two sounds", fault(|web| web.tracks.push(entry(3, 2, "A_OPUS", &[])))),
        ("sound only", fault(|web| drop(web.tracks.remove(0)))),
        ("laced pictures", with(&[uint(0xE7, 0), block(0xA3, 1, 0, 0x02, &[1, 1, 0, 0])])),
        ("33 packets", with(&[uint(0xE7, 0), block(0xA3, 2, 0, 0x04, &[32, 0, 0])])),
        ("blocks before tracks", fault(|web| web.before = element(CLUSTER, &cluster(0, &[simple(1, 0)])))),
    ] {
        assert!(matches!(fault, Fault::Unsupported(_)), "{what}: {fault}");
    }
    let mut fine = web();
    let comments = b"\x02\x01\x10A\x03vorbis\0\0\0\0\0\0\0\0\x01";
    fine.tracks[1] = entry(2, 2, "A_VORBIS", &[element(0x63A2, comments)]);
    assert!(probe(&fine.file()).is_ok(), "headers of Vorbis without a single comment");
    let mut fine = web();
    fine.tracks[0] = entry(1, 1, "V_VP9", &[sized(64, 48), float(0x23_314F, 1.0)]);
    assert!(probe(&fine.file()).is_ok());
}

#[test]
fn contradictions() {
    let vorbis = |private: &[u8]| fault(|web| web.tracks[1] = entry(2, 2, "A_VORBIS", &[element(0x63A2, private)]));
    let long = [&[0x01, 0, 0, 0, 0, 0, 0, 99][..], b"short"].concat();
    for (what, fault) in [
        ("a segment that is too short", fault(|web| web.after = vec![0])),
        ("two segments", fault(|web| web.after = element(SEGMENT, &[]))),
        ("two files", fault(|web| web.after = web.file())),
        (
            "two files in one segment",
            fault(|web| {
                web.segment = |body| endless(SEGMENT, 8, body);
                web.after = head("webm");
            }),
        ),
        ("a cluster outside", fault(|web| web.head.extend(element(CLUSTER, &[])))),
        (
            "a segment that is too long",
            fault(|web| {
                web.segment = |body| [&SEGMENT.to_be_bytes()[..], &(1_u64 << 56 | 1 << 30).to_be_bytes(), body].concat()
            }),
        ),
        ("a clock that stands", fault(|web| web.info = uint(0x2A_D7B1, 0))),
        ("a duration that is no number", fault(|web| web.info = float(0x4489, f64::NAN))),
        ("no end", fault(|web| web.info = float(0x4489, f64::INFINITY))),
        ("less than nothing", fault(|web| web.info = float(0x4489, -1.0))),
        ("a number of three bytes", fault(|web| web.info = element(0x4489, &[0; 3]))),
        ("a number of nine bytes", fault(|web| web.info = element(0x2A_D7B1, &[0; 9]))),
        ("Info twice", fault(|web| web.before = element(INFO, &[]))),
        ("Tracks twice", fault(|web| web.rest.push(element(TRACKS, &picture())))),
        ("no tracks", {
            let body = element(INFO, &[]);
            probe(&[head("webm"), element(SEGMENT, &body)].concat()).unwrap_err()
        }),
        ("no Info", {
            let body = element(TRACKS, &picture());
            probe(&[head("webm"), element(SEGMENT, &body)].concat()).unwrap_err()
        }),
        ("no blocks", fault(|web| web.rest.clear())),
        ("no pictures", fault(|web| web.rest = vec![element(CLUSTER, &cluster(0, &[simple(2, 0)]))])),
        ("no size", fault(|web| web.tracks[0] = entry(1, 1, "V_VP9", &[]))),
        ("no width", fault(|web| web.tracks[0] = entry(1, 1, "V_VP9", &[sized(0, 48)]))),
        ("five billion pixels wide", fault(|web| web.tracks[0] = entry(1, 1, "V_VP9", &[sized(5 << 30, 48)]))),
        (
            "cut to nothing",
            fault(|web| {
                let video = [uint(0xB0, 9), uint(0xBA, 9), uint(0x54CC, 9)].concat();
                web.tracks[0] = entry(1, 1, "V_VP9", &[element(0xE0, &video)]);
            }),
        ),
        ("no number", fault(|web| web.tracks[0] = entry(0, 1, "V_VP9", &[sized(64, 48)]))),
        ("one number twice", fault(|web| web.tracks[1] = entry(1, 2, "A_OPUS", &[]))),
        ("a block without a time", with(&[simple(1, 0)])),
        ("a time twice", with(&[uint(0xE7, 0), uint(0xE7, 1)])),
        ("a block of no track", with(&[uint(0xE7, 0), simple(9, 0)])),
        ("a block that is cut", with(&[uint(0xE7, 0), element(0xA3, &[0x81, 0, 0])])),
        ("an empty block", with(&[uint(0xE7, 0), element(0xA3, &[])])),
        ("an empty group", with(&[uint(0xE7, 0), element(0xA0, &[])])),
        ("a group without a block", with(&[uint(0xE7, 0), element(0xA0, &uint(0x9B, 1))])),
        ("a group of two", with(&[uint(0xE7, 0), element(0xA0, &block(0xA1, 1, 0, 0, b"?").repeat(2))])),
        ("a group without an end", with(&[uint(0xE7, 0), endless(0xA0, 1, &block(0xA1, 1, 0, 0, b"?"))])),
        ("tags without an end", fault(|web| web.rest.push(endless(0x1254_C367, 8, b"?")))),
        ("an element beyond its cluster", with(&[uint(0xE7, 0), [vec![0xA3], long.clone()].concat()])),
        ("an identifier of five bytes", fault(|web| web.rest.push(vec![0x08, 0, 0, 0, 0, 0x80]))),
        ("a size of nine bytes", fault(|web| web.rest.push(vec![0xEC, 0, 0, 0, 0, 0, 0, 0, 0, 0]))),
        ("headers of Vorbis that are none", vorbis(&[2, 1, 1, 0, 0])),
        ("headers of Vorbis that are cut", vorbis(b"\x02\x01\x10A\x03vorbis\0\0\0\0\0\0\0\0")),
        ("headers of Vorbis without comments", vorbis(b"\x02\x01\x10A\x05vorbis\0\0\0\0\0\0\0\0\x01")),
        ("headers of Vorbis with short comments", vorbis(b"\x02\x01\x0FA\x03vorbis\0\0\0\0\0\0\0\0\x01")),
        ("four headers of Vorbis", vorbis(b"\x03\x01\x10A\x03vorbis\0\0\0\0\0\0\0\0\x01")),
    ] {
        assert!(matches!(fault, Fault::Corrupt(_)), "{what}: {fault}");
    }
}

#[test]
fn what_would_cost_too_much() {
    let crowd = fault(|web| web.rest.push(element(0xEC, &[]).repeat(1_000_001)));
    let inside = fault(|web| web.tracks.push(element(0xEC, &[]).repeat(1_000_001)));
    let strip = fault(|web| web.rest.push(element(0x1254_C367, &[1]).repeat(20_000)));
    for (what, fault) in [("elements", crowd), ("elements in memory", inside), ("much to strip", strip)] {
        assert!(matches!(fault, Fault::TooComplex(_)), "{what}: {fault}");
    }
    // Tracks of 20 MiB.
    let front = [head("webm"), endless(SEGMENT, 8, &[]), TRACKS.to_be_bytes().to_vec()].concat();
    let front = [front, (1_u64 << 56 | 20 << 20).to_be_bytes().to_vec()].concat();
    let vast = probed_by(21 << 20, |range| {
        (range.start..range.end).map(|at| front.get(at as usize).copied().unwrap_or(0)).collect()
    });
    assert!(matches!(vast.video, Err(Fault::TooComplex(_))));
}

#[test]
fn a_file_that_is_cut_anywhere() {
    let file = web().file();
    for cut in 0..file.len() {
        assert!(probe(&file[..cut]).is_err(), "cut at {cut} of {}", file.len());
    }
    // Nobody can see that a recording without sizes is cut between two elements.
    let mut open = web();
    open.segment = |body| endless(SEGMENT, 8, body);
    open.rest = vec![endless(CLUSTER, 8, &cluster(0, &[simple(1, 0), simple(1, 40), simple(2, 60)]))];
    let file = open.file();
    let whole = probe(&file).unwrap();
    let taken: Vec<usize> = (0..file.len()).filter(|cut| probe(&file[..*cut]).is_ok()).collect();
    let block = simple(1, 0).len();
    assert_eq!(taken, [file.len() - 2 * block, file.len() - block]);
    assert_eq!((whole.has_audio(), probe(&file[..taken[1]]).unwrap().has_audio()), (true, false));
}
