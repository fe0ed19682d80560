//! What is left of an MP4 file after its edits: nothing but two tracks, in the same places.

use media_container::video::{Edit, apply};

use super::support::boxes::{boxed, full, u16s, u32s};
use super::support::film::{Film, Track, audio, both, esds, film, mp4a, sounding, video, visual};
use super::support::probing::{contains, facts, probe, scrubbed};

/// Put wherever something can be hidden.
const SECRET: &[u8] = b"SECRET";

/// The file before and after, which says the same of itself; a second pass has nothing to do.
fn cleaned(film: &Film) -> (Vec<u8>, Vec<u8>) {
    let file = film.file();
    let video = probe(&file).unwrap();
    let clean = scrubbed(&file, &video);
    assert_eq!(clean.len(), file.len());
    let again = probe(&clean).unwrap();
    assert_eq!(facts(&again), facts(&video));
    assert_eq!(scrubbed(&clean, &again), clean);
    (file, clean)
}

fn secret(kind: &[u8; 4]) -> Vec<u8> {
    boxed(kind, &[b"....", SECRET])
}

#[test]
fn nothing_secret_is_left_in_any_box() {
    let named = full(b"hdlr", 0, 0, &[b"mhlr", b"vide", b"SECRETSECRET", b"\x0eSECRET-PHONE 5"]);
    let sources = full(b"alis", 0, 1, &[b"SECRET:disk:folder"]);
    let dref = boxed(b"dinf", &[&full(b"dref", 0, 0, &[&u32s(&[1]), &sources]), &secret(b"free")]);
    let mut entry = visual(b"avc1", &[boxed(b"avcC", &[b"config"]), secret(b"uuid"), secret(b"udta")].concat());
    entry[24..32].copy_from_slice(b"SECRET-1");
    entry[50..64].copy_from_slice(b"\x0dSECRET-MAKER2");
    let mut speech = sounding(b"mp4a", &[esds(0x40), secret(b"meta")].concat());
    speech[20..24].copy_from_slice(b"SECR");
    type Put = fn(&mut Film, Vec<u8>);
    let places: [(&str, Put); 9] = [
        ("at the top", |film, made| film.around.0 = made),
        ("at the end", |film, made| film.around.1 = made),
        ("in the movie", |film, made| film.more.push(made)),
        ("in a track", |film, made| film.tracks[0].more.push(made)),
        ("in the sound", |film, made| film.tracks[1].more.push(made)),
        ("beside the tables", |film, made| film.tracks[0].replaced.push((b"stts", [made, stts()].concat()))),
        ("in the edits", |film, made| {
            let list = full(b"elst", 0, 0, &[&u32s(&[1, 2000, 0, 0x1_0000])]);
            film.tracks[0].edits = vec![(2000, 0)];
            film.tracks[0].replaced.push((b"edts", boxed(b"edts", &[&made, &list])));
        }),
        ("in the media", |film, made| film.tracks[0].replaced.push((b"hdlr", [made, hdlr()].concat()))),
        ("beside the header", |film, made| film.tracks[0].replaced.push((b"vmhd", made))),
    ];
    for (place, put) in places {
        for kind in [b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"\xA9xyz", b"elng", b"emsg", b"tref"] {
            let mut film = both();
            put(&mut film, secret(kind));
            let (file, clean) = cleaned(&film);
            assert!(contains(&file, SECRET));
            assert!(!contains(&clean, SECRET), "{} {place}", String::from_utf8_lossy(kind));
        }
    }
    let mut film = both();
    film.tracks[0].replaced = vec![(b"hdlr", named), (b"dinf", dref)];
    film.tracks[0].entry = entry;
    film.tracks[1].entry = speech;
    let (file, clean) = cleaned(&film);
    assert!(contains(&file, b"SECRET-PHONE") && contains(&file, b"SECRET-MAKER") && contains(&file, b"SECRET:disk"));
    assert!(!contains(&clean, b"SECR"), "names of handlers, makers, encoders and disks");
}

fn hdlr() -> Vec<u8> {
    full(b"hdlr", 0, 0, &[&[0; 4], b"vide", &[0; 13]])
}

fn stts() -> Vec<u8> {
    full(b"stts", 0, 0, &[&u32s(&[1, 20, 100])])
}

#[test]
fn dates_are_gone() {
    let (file, clean) = cleaned(&both());
    for (kind, dates) in [(b"mvhd", [9, 10]), (b"tkhd", [11, 12]), (b"mdhd", [13, 14])] {
        let at = file.windows(4).position(|window| window == kind).unwrap() + 8;
        assert_eq!(file[at..at + 8], u32s(&dates));
        assert_eq!(clean[at..at + 8], [0; 8]);
    }
    let mut film = both();
    film.tracks.truncate(1);
    let long = full(b"mdhd", 1, 0, &[&u32s(&[0x5EC, 0x4E7, 0x5EC, 0x4E7, 1000, 0, 2000]), &u16s(&[0, 0])]);
    film.tracks[0].replaced.push((b"mdhd", long));
    let (_, clean) = cleaned(&film);
    assert!(!contains(&clean, &u32s(&[0x4E7])));
}

#[test]
fn other_tracks_and_their_samples_are_gone() {
    let others = [
        ("places of a camera", Track { handler: b"meta", entry: boxed(b"camm", &[&[0; 8]]), ..video() }),
        ("a second picture", video()),
        ("a second sound", audio()),
        ("sound of a foreign codec", Track { entry: sounding(b"apac", b""), ..audio() }),
        ("pictures of a foreign codec", Track { entry: visual(b"jpeg", b""), ..video() }),
        ("a text", Track { handler: b"sbtl", entry: boxed(b"tx3g", &[&[0; 8]]), ..video() }),
    ];
    for (what, other) in others {
        for place in [0, 2] {
            let mut film = both();
            let (entry, deltas, handler) = (other.entry.clone(), other.deltas.clone(), other.handler);
            let sizes = vec![30; other.sizes.len()];
            let other = Track { id: 7, fill: b'!', handler, entry, deltas, sizes, ..video() };
            film.tracks.insert(if what.starts_with("a second") { 2 } else { place }, other);
            let (file, clean) = cleaned(&film);
            assert!(contains(&file, &[b'!'; 300]));
            assert!(!contains(&clean, b"!"), "{what} at {place}");
            assert!(contains(&clean, &[b'v'; 1000]) && contains(&clean, &[b'a'; 280]));
        }
    }
}

#[test]
fn what_no_sample_lies_in_is_gone() {
    let mut film = both();
    film.mdat = |data| boxed(b"mdat", &[SECRET, data, SECRET]);
    film.around.1 = boxed(b"mdat", &[SECRET]);
    let (file, clean) = cleaned(&film);
    assert_eq!(file.windows(6).filter(|window| *window == SECRET).count(), 3);
    assert!(!contains(&clean, SECRET));
    assert!(contains(&clean, &[&[b'v'; 1000][..], &[b'a'; 280]].concat()), "no sample is touched");
}

#[test]
fn a_plain_film_keeps_all_but_names_and_dates() {
    let (file, clean) = cleaned(&film(vec![video(), Track { entry: mp4a(0x6B), ..audio() }]));
    let changed = file.iter().zip(&clean).filter(|(before, after)| before != after).count();
    // Dates of the movie and both tracks, two names of handlers, and the mark before the samples.
    assert_eq!(changed, 2 * (1 + 4) + 2 * 4 + 8);
}

#[test]
fn edits_can_be_applied_to_pieces() {
    let mut film = both();
    film.around.0 = secret(b"uuid");
    let file = film.file();
    let video = probe(&file).unwrap();
    assert!(video.scrub.iter().any(|edit| matches!(edit, Edit::Write { .. })));
    let whole = scrubbed(&file, &video);
    for size in [1, 2, 3, 5, 7, 64, 1000, 100_000] {
        let mut pieces = file.clone();
        for (place, piece) in pieces.chunks_mut(size).enumerate().rev() {
            apply(&video.scrub, (place * size) as u64, piece);
        }
        assert_eq!(pieces, whole, "pieces of {size}");
    }
    let mut behind = vec![7; 10];
    apply(&video.scrub, file.len() as u64, &mut behind);
    assert_eq!(behind, [7; 10]);
}
