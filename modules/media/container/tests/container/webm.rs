//! WebM files that are taken: what is said of them, and how little of them is read.

use media_container::video::{Kind, PictureCodec, SoundCodec, Video};

use super::support::ebml::{
    CLUSTER, CUES, SEGMENT, TAGS, Web, block, cluster, element, endless, entry, float, picture, simple, sized, sound,
    uint, web, wide,
};
use super::support::probing::{facts, probe, probed, probed_by};

fn usual() -> Video {
    Video {
        kind: Kind::WebM,
        width: 64,
        height: 48,
        duration_ms: 2000,
        picture: PictureCodec::Vp9,
        sound: Some(SoundCodec::Opus),
        scrub: vec![],
    }
}

fn changed(change: impl FnOnce(&mut Web)) -> Video {
    let mut web = web();
    change(&mut web);
    facts(&probe(&web.file()).unwrap())
}

/// Milliseconds of a file without a written duration, with these clusters.
fn duration(scale: u64, clusters: &[Vec<u8>]) -> u64 {
    let rest = clusters.iter().map(|body| element(CLUSTER, body)).collect();
    changed(|web| (web.info, web.rest) = (uint(0x2A_D7B1, scale), rest)).duration_ms
}

#[test]
fn segments_and_clusters_of_every_size() {
    assert_eq!(changed(|_| {}), usual());
    assert_eq!(usual().mime(), "video/webm");
    assert_eq!(changed(|web| web.segment = |body| wide(SEGMENT, body)), usual());
    assert_eq!(changed(|web| web.segment = |body| endless(SEGMENT, 8, body)), usual());
    assert_eq!(changed(|web| web.segment = |body| endless(SEGMENT, 1, body)), usual());
    for width in [1, 4, 8] {
        let blocks: Vec<Vec<u8>> = (0..5).map(|place| simple(1, place * 200)).collect();
        let open = |time| endless(CLUSTER, width, &cluster(time, &blocks));
        let rest = vec![open(0), element(0xEC, &[0; 9]), open(800), element(CUES, &[]), element(TAGS, b"tags")];
        let video = changed(|web| web.rest = rest);
        assert_eq!(video, Video { sound: None, ..usual() }, "sizes of {width} bytes");
    }
    let empty = changed(|web| web.rest.insert(1, element(CLUSTER, &[])));
    assert_eq!(empty, usual());
}

#[test]
fn the_last_block_counts_and_not_the_written_duration() {
    assert_eq!(changed(|web| web.info = float(0x4489, 1.0)).duration_ms, 1820, "a packet of sound lasts 20 ms");
    assert_eq!(changed(|web| web.info = float(0x4489, 70_000.0)).duration_ms, 70_000);
    assert_eq!(changed(|web| web.info = element(0x4489, &70_000_f32.to_be_bytes())).duration_ms, 70_000);
    assert_eq!(changed(|web| web.info = uint(0x2A_D7B1, 500_000)).duration_ms, 920, "half a millisecond a tick");
    let one = |elements: &[Vec<u8>]| duration(1_000_000, &[cluster(0, &[simple(1, 0)]), cluster(1000, elements)]);
    assert_eq!(one(&[simple(1, 30)]), 1030);
    assert_eq!(one(&[simple(1, -30)]), 970);
    assert_eq!(one(&[simple(1, 30_000), simple(1, 0)]), 31_000, "blocks need no order");
    assert_eq!(duration(1_000_000, &[cluster(3_600_000, &[simple(1, 0)]), cluster(0, &[simple(1, 0)])]), 3_600_000);
    assert_eq!(duration(1_000_000_000, &[cluster(0, &[simple(1, 600)])]), 600_000, "a second a tick");
    assert_eq!(duration(1, &[cluster(1_000_000, &[simple(1, 1)])]), 2, "rounded up");
    assert_eq!(duration(u64::MAX, &[cluster(u64::MAX, &[simple(1, i16::MAX)])]), u64::MAX / 1_000_000 + 1);
}

#[test]
fn groups_say_how_long_their_block_lasts() {
    let group = |elements: &[Vec<u8>]| element(0xA0, &elements.concat());
    let inner = |offset| block(0xA1, 1, offset, 0, &[b'v'; 40]);
    let one = |elements: &[Vec<u8>]| duration(1_000_000, &[cluster(1000, &[group(elements)])]);
    assert_eq!(one(&[inner(0)]), 1000);
    assert_eq!(one(&[inner(0), uint(0x9B, 5000)]), 6000);
    assert_eq!(one(&[uint(0x9B, 5000), uint(0xFB, 1), inner(7), element(0x75A2, &[1])]), 6007);
    let last = [cluster(0, &[group(&[inner(0)]), simple(1, 10)]), cluster(20, &[simple(1, 0), group(&[inner(5)])])];
    assert_eq!(duration(1_000_000, &last), 25);
}

#[test]
fn frames_may_say_how_long_they_last() {
    let with = |tracks: Vec<Vec<u8>>, last: Vec<u8>| {
        changed(|web| {
            web.info = uint(0x2A_D7B1, 1_000_000);
            web.tracks = tracks;
            web.rest = vec![element(CLUSTER, &cluster(0, &[simple(1, 0), last]))];
        })
        .duration_ms
    };
    let frames = entry(1, 1, "V_VP9", &[sized(64, 48), uint(0x23_E383, 40_000_000)]);
    assert_eq!(with(vec![frames], simple(1, 1000)), 1040);
    let packets = entry(2, 2, "A_VORBIS", &[uint(0x23_E383, 60_000_000)]);
    assert_eq!(with(vec![picture(), packets.clone()], simple(2, 1000)), 1060);
    // Eight packets in one block, in each of the three ways to say their sizes.
    for lacing in [0x02, 0x04, 0x06] {
        let laced = block(0xA3, 2, 1000, 0x80 | lacing, &[&[7][..], &[0; 99]].concat());
        assert_eq!(with(vec![picture(), packets.clone()], laced.clone()), 1480);
        assert_eq!(with(vec![picture(), sound()], laced), 1160);
    }
}

#[test]
fn packets_of_opus_say_how_long_they_last() {
    let last = |packet: &[u8], codec: &str| {
        let elements = [simple(1, 0), block(0xA3, 2, 1000, 0x80, packet)];
        changed(|web| {
            web.info = vec![];
            web.tracks[1] = entry(2, 2, codec, &[]);
            web.rest = vec![element(CLUSTER, &cluster(0, &elements))];
        })
        .duration_ms
    };
    // RFC 6716, table 2: configurations from the top, and the four codes for the number of frames.
    for (first, millis) in
        [(0_u8, 10), (1, 20), (2, 40), (3, 60), (7, 60), (12, 10), (13, 20), (17, 5), (19, 20), (31, 20)]
    {
        assert_eq!(last(&[first << 3], "A_OPUS"), 1000 + millis, "one frame");
        assert_eq!(last(&[first << 3 | 1, 0], "A_OPUS"), 1000 + 2 * millis, "two frames");
        assert_eq!(last(&[first << 3 | 3, 0xC6], "A_OPUS"), 1000 + 6 * millis, "six frames");
    }
    assert_eq!(last(&[16 << 3], "A_OPUS"), 1003, "2.5 ms, rounded up");
    assert_eq!(last(&[], "A_OPUS"), 1020, "nothing is said");
    assert_eq!(last(&[31 << 3 | 3], "A_OPUS"), 1020, "half is said");
    assert_eq!(last(&[3 << 3], "A_VORBIS"), 1020, "not Opus");
}

#[test]
fn every_codec_and_every_shape() {
    for (name, codec) in [
        ("V_VP8", PictureCodec::Vp8),
        ("V_VP9", PictureCodec::Vp9),
        ("V_AV1", PictureCodec::Av1),
        ("V_VP8\0\0", PictureCodec::Vp8),
    ] {
        let found = changed(|web| web.tracks[0] = entry(1, 1, name, &[sized(64, 48)]));
        assert_eq!(found, Video { picture: codec, ..usual() });
    }
    let shape = |more: &[Vec<u8>]| {
        let video = [uint(0xB0, 64), uint(0xBA, 48), more.concat()].concat();
        let found = changed(|web| web.tracks[0] = entry(1, 1, "V_VP9", &[element(0xE0, &video)]));
        (found.width, found.height)
    };
    assert_eq!(shape(&[uint(0x54B0, 128)]), (64, 48), "half a shape is none");
    assert_eq!(shape(&[uint(0x54BA, 96)]), (64, 48));
    let roll = |degrees: f64| element(0x7670, &[uint(0x7671, 0), float(0x7675, degrees)].concat());
    assert_eq!(shape(&[uint(0x54B0, 128), uint(0x54BA, 48)]), (128, 48), "pixels that are not square");
    assert_eq!(shape(&[uint(0x54B0, 16), uint(0x54BA, 9), uint(0x54B2, 3)]), (64, 48), "a shape is no size");
    assert_eq!(shape(&[uint(0x54CC, 3), uint(0x54DD, 1), uint(0x54BB, 5), uint(0x54AA, 3)]), (60, 40), "cut");
    assert_eq!((shape(&[roll(90.0)]), shape(&[roll(-90.0)]), shape(&[roll(180.0)])), ((48, 64), (48, 64), (64, 48)));
    let blocks = cluster(1960, &[simple(1, 0)]);
    let silent = changed(|web| web.rest = vec![element(CLUSTER, &blocks)]);
    assert_eq!(silent, Video { sound: None, ..usual() }, "a track without a packet is no sound");
}

#[test]
fn little_is_read_of_a_large_file() {
    // Clusters of known size are walked block by block; here each block is half a megabyte.
    let frame = block(0xA3, 1, 0, 0x80, &vec![b'v'; 500_000]);
    let large = |make: fn(u32, &[u8]) -> Vec<u8>| {
        let mut web = web();
        web.rest = (0..40).map(|time| make(CLUSTER, &cluster(time * 40, std::slice::from_ref(&frame)))).collect();
        web.segment = |body| endless(SEGMENT, 8, body);
        probed(&web.file())
    };
    for probed in [large(wide), large(|id, body| endless(id, 8, body))] {
        assert_eq!(probed.video.unwrap().duration_ms, 2000);
        assert!(probed.reads.len() <= 45, "{} reads", probed.reads.len());
    }
}

#[test]
fn a_hundred_megabytes_from_a_browser() {
    // A recording with neither sizes nor a duration: blocks of 5,000 bytes, as many as fit.
    let mut web = web();
    web.info = vec![];
    web.rest = vec![];
    web.segment = |body| endless(SEGMENT, 8, body);
    let mut front = web.file();
    front.extend(endless(CLUSTER, 8, &uint(0xE7, 0)));
    let head = [&[0xA3][..], &(0x4000_u16 | 4997).to_be_bytes(), &[0x81, 0, 0, 0x80]].concat();
    let count = (100 << 20) / 5000;
    let length = front.len() as u64 + count * 5000;
    let probed = probed_by(length, |range| {
        let mut bytes = vec![b'v'; (range.end - range.start) as usize];
        let mut put = |at: u64, piece: &[u8]| {
            for (place, byte) in piece.iter().enumerate() {
                let at = at + place as u64;
                if range.contains(&at) {
                    bytes[(at - range.start) as usize] = *byte;
                }
            }
        };
        put(0, &front);
        let first = range.start.saturating_sub(front.len() as u64) / 5000;
        for place in first..count.min(first + 300) {
            put(front.len() as u64 + place * 5000, &head);
        }
        bytes
    });
    assert_eq!(probed.video.map(|video| video.duration_ms), Ok(0));
    assert!(probed.reads.len() < 120, "{} reads", probed.reads.len());
}
