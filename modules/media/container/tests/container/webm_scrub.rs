//! What is left of a WebM file after its edits: two tracks and their blocks, in the same places.

use super::support::ebml::{
    CLUSTER, CUES, INFO, SEEK_HEAD, SEGMENT, TAGS, TRACKS, Web, block, cluster, element, endless, entry, float,
    picture, simple, sized, uint, web,
};
use super::support::probing::{contains, facts, probe, scrubbed};

/// The file before and after, which says the same of itself; a second pass has nothing to do.
fn cleaned(web: &Web) -> (Vec<u8>, Vec<u8>) {
    let file = web.file();
    let video = probe(&file).unwrap();
    let clean = scrubbed(&file, &video);
    let again = probe(&clean).unwrap();
    assert_eq!(facts(&again), facts(&video));
    assert_eq!(scrubbed(&clean, &again), clean);
    (file, clean)
}

#[test]
fn nothing_secret_is_left_in_any_element() {
    const ATTACHMENTS: u32 = 0x1941_A469;
    const CHAPTERS: u32 = 0x1043_A770;
    // Sizes around those where another way to write a size begins.
    for length in [6, 100, 124, 125, 126, 127, 128, 129, 5000, 20_000] {
        let secret = vec![0xF3; length];
        for id in [TAGS, ATTACHMENTS, CHAPTERS, 0xEC, 0x1234_5678, 0x4DBB] {
            let mut web = web();
            let made = element(id, &secret);
            match id % 3 {
                0 => web.before = made,
                1 => web.rest.insert(1, made),
                _ => web.rest.push(made),
            }
            let (file, clean) = cleaned(&web);
            assert!(contains(&file, &secret) && !contains(&clean, b"\xF3"), "{id:#x} of {length}");
        }
        let mut web = web();
        let named = [uint(0x2A_D7B1, 1_000_000), float(0x4489, 2000.0)].concat();
        web.info = [named, element(0x7BA9, &secret), element(0x4461, &secret), element(0x5741, &secret)].concat();
        web.info.extend(element(0x4D80, &secret));
        web.info.extend(element(0x73A4, &secret));
        web.tracks[0] = entry(1, 1, "V_VP9", &[sized(64, 48), element(0x536E, &secret), element(0x25_8688, &secret)]);
        web.tracks.push(element(0xEC, &secret));
        web.head = element(0x1A45_DFA3, &[element(0x4282, b"webm"), element(0xEC, &secret)].concat());
        let inside = [element(0xEC, &secret), element(0x5854, &secret), simple(1, 0)];
        let group = element(0xA0, &[block(0xA1, 1, 0, 0, b"frame"), element(0xA4, &secret)].concat());
        web.rest.push(element(CLUSTER, &cluster(1000, &[inside.concat(), group])));
        let (file, clean) = cleaned(&web);
        assert_eq!(file.iter().filter(|byte| **byte == 0xF3).count(), 12 * length);
        assert!(!contains(&clean, b"\xF3"), "names of {length}");
        assert!(contains(&clean, b"V_VP9") && contains(&clean, b"frame") && contains(&clean, &[b'v'; 40]));
    }
}

#[test]
fn what_players_need_stays() {
    let needed = |ids: &[u32]| ids.iter().flat_map(|id| element(*id, &[1; 4])).collect::<Vec<_>>();
    let track = needed(&[
        0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x22_B59C, 0x22_B59D, 0x56AA, 0x56BB, 0x55EE, 0x41E4, 0x23_E383,
        0x63A2, 0xE1,
    ]);
    let mut web = web();
    let head = [element(0x4282, b"webm"), uint(0x42F2, 4), uint(0x42F3, 8), uint(0x42F7, 1), uint(0x4286, 1)].concat();
    web.head = element(0x1A45_DFA3, &[head, uint(0x4287, 4), uint(0x4285, 2)].concat());
    web.tracks[0] = entry(1, 1, "V_VP9", &[sized(64, 48), track]);
    let group = [block(0xA1, 1, 0, 0, b"frame"), needed(&[0x75A1, 0xFB, 0x75A2]), uint(0x9B, 40)].concat();
    web.rest[1] = element(CLUSTER, &cluster(1960, &[uint(0xA7, 9), uint(0xAB, 9), element(0xA0, &group)]));
    web.rest.push(element(CUES, &[1; 40]));
    let (file, clean) = cleaned(&web);
    assert_eq!(clean, file);
}

#[test]
fn voids_take_the_place_of_what_goes() {
    let mut web = web();
    web.rest.push(element(TAGS, b"12345"));
    let (_, clean) = cleaned(&web);
    assert!(clean.ends_with(&[0xEC, 0x88, 0, 0, 0, 0, 0, 0, 0, 0]), "ten bytes as before");
    web.rest.push(element(TAGS, &[b'!'; 200]));
    let (_, clean) = cleaned(&web);
    let long = [&[0xEC, 1, 0, 0, 0, 0, 0, 0, 197][..], &[0; 197]].concat();
    assert!(clean.ends_with(&long), "206 bytes as before");
}

#[test]
fn the_index_forgets_what_is_gone() {
    let seek = |id: u32| element(0x4DBB, &[element(0x53AB, &id.to_be_bytes()), uint(0x53AC, 9)].concat());
    let mut web = web();
    web.before = element(SEEK_HEAD, &[seek(INFO), seek(TAGS), seek(TRACKS), seek(CUES), seek(0x1941_A469)].concat());
    let (_, clean) = cleaned(&web);
    assert!(contains(&clean, &seek(INFO)) && contains(&clean, &seek(TRACKS)) && contains(&clean, &seek(CUES)));
    assert!(!contains(&clean, &TAGS.to_be_bytes()) && !contains(&clean, &0x1941_A469_u32.to_be_bytes()));
}

#[test]
fn comments_of_vorbis_are_gone() {
    let comments = |name: &[u8], list: &[&[u8]]| {
        let mut packet = b"\x03vorbis".to_vec();
        packet.extend((name.len() as u32).to_le_bytes());
        packet.extend(name);
        packet.extend((list.len() as u32).to_le_bytes());
        for comment in list {
            packet.extend((comment.len() as u32).to_le_bytes());
            packet.extend(*comment);
        }
        [packet, vec![1]].concat()
    };
    let place = vec![b'L'; 300];
    let written = comments(b"libSECRET", &[b"TITLE=SECRET", &place]);
    let private = [&[2, 5, 255, (written.len() - 255) as u8][..], b"first", &written, b"third"].concat();
    let mut web = web();
    web.tracks[1] = entry(2, 2, "A_VORBIS", &[element(0x63A2, &private)]);
    let (file, clean) = cleaned(&web);
    assert!(contains(&file, b"SECRET") && !contains(&clean, b"SECRET") && !contains(&clean, b"LLL"));
    // One long name of zeros, and no comment: what a reader gets from it.
    let expected = comments(&vec![0; written.len() - 7 - 4 - 4 - 1], &[]);
    assert_eq!(expected.len(), written.len());
    assert!(contains(&clean, &[b"first", &expected[..], b"third"].concat()));
}

#[test]
fn recordings_without_sizes_are_cleaned_too() {
    let mut web = web();
    web.segment = |body| endless(SEGMENT, 8, body);
    let open = |time| endless(CLUSTER, 8, &cluster(time, &[simple(1, 0), element(0xEC, b"SECRET"), simple(2, 0)]));
    web.rest = vec![open(0), element(TAGS, b"SECRET"), open(40)];
    web.tracks[0] = picture();
    let (file, clean) = cleaned(&web);
    assert!(contains(&file, b"SECRET") && !contains(&clean, b"SECRET"));
}
