//! Videos that are too long, not for browsers, or no videos.

use super::boxes::{boxed, patched, renamed};
use super::video::{MP4, WEBM, beginning};
use super::{File, refused, unsupported};

pub fn files() -> Vec<File> {
    let sound: &[u8] = include_bytes!("fixtures/sound.mp4");
    let corrupt = |name: String, bytes: Vec<u8>| refused(name, bytes, 422, "corrupt_video");
    let too_long = |name: &str, bytes: Vec<u8>| refused(name, bytes, 422, "video_too_long");
    let ftyp = boxed(b"ftyp", b"isom\0\0\x02\0isomiso2avc1mp41");
    let damaged = |name: &str, bytes: Vec<u8>| corrupt(name.to_owned(), bytes);
    let mut files = vec![
        too_long("webm of 61 seconds", include_bytes!("fixtures/long.webm").to_vec()),
        // Version and flags, one entry, 12 samples; the clock ticks 10,240 times a second.
        too_long(
            "mp4 whose pictures stand for 61 seconds",
            patched(MP4, b"stts", 12, &(61_u32 * 10_240 / 12 + 1).to_be_bytes()),
        ),
        too_long("mp4 that says 61 seconds", patched(MP4, b"mvhd", 16, &61_000_u32.to_be_bytes())),
        too_long("mp4 that says 49 days", patched(MP4, b"mvhd", 16, &(u32::MAX - 1).to_be_bytes())),
        unsupported("mp4 of sound alone", sound.to_vec()),
        unsupported("mp4 with an encrypted track", renamed(MP4, b"avc1", b"encv")),
        unsupported("mp4 with data elsewhere", patched(MP4, b"url ", 0, &[0; 4])),
        unsupported("mp4 with MPEG-4 part 2", renamed(MP4, b"avc1", b"mp4v")),
        unsupported("mp4 with a sound that nobody plays", renamed(MP4, b"mp4a", b"samr")),
        unsupported("matroska with H.264", include_bytes!("fixtures/matroska.mkv").to_vec()),
        damaged("mp4 of a brand", ftyp.clone()),
        damaged("mp4 with an empty movie", [ftyp.clone(), boxed(b"moov", &[])].concat()),
        damaged("mp4 with samples of 4 gigabytes", patched(MP4, b"stsz", 12, &[0xFF; 4])),
        unsupported("mp4 with 4 billion samples", patched(MP4, b"stsz", 8, &[0xFF; 4])),
        damaged("mp4 with samples beyond its end", patched(MP4, b"stco", 8, &[0x7F; 4])),
        damaged("mp4 with a clock that stands", patched(MP4, b"mdhd", 12, &[0; 4])),
        damaged(
            "mp4 with a box of 2^63 bytes",
            [&ftyp[..], b"\0\0\0\x01moov\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"].concat(),
        ),
        damaged("mp4 with a box of 2 bytes", [&ftyp[..], b"\0\0\0\x02moov", &MP4[40..]].concat()),
        damaged("mp4 and archive", [MP4, &super::jpeg_metadata::archive(MP4.len())].concat()),
        damaged("mp4 in name only", b"\0\0\0\x20ftypisom<script>alert(1)</script>".to_vec()),
        damaged("webm and page", [WEBM, b"<script>alert(1)</script>"].concat()),
        damaged("webm of a head", WEBM[..36].to_vec()),
        damaged("webm in name only", b"\x1A\x45\xDF\xA3<script>alert(1)</script>".to_vec()),
        damaged("webm with noise for its head", [&WEBM[..4], &[0xA5; 400]].concat()),
        unsupported(
            "mp4 of a hundred thousand boxes",
            [ftyp.clone(), boxed(b"free", &[]).repeat(100_000), MP4[32..].to_vec()].concat(),
        ),
        damaged("mp4 with boxes in boxes", {
            let nested = (0..2_000).fold(Vec::new(), |inner, _| boxed(b"trak", &inner));
            [ftyp, boxed(b"moov", &nested)].concat()
        }),
    ];
    for keep in [12, 36, beginning(MP4), MP4.len() / 2, MP4.len() * 9 / 10, MP4.len() - 1] {
        files.push(corrupt(format!("mp4, cut after {keep} of {} bytes", MP4.len()), MP4[..keep].to_vec()));
    }
    for keep in [12, 200, WEBM.len() / 2, WEBM.len() - 1] {
        files.push(corrupt(format!("webm, cut after {keep} of {} bytes", WEBM.len()), WEBM[..keep].to_vec()));
    }
    files.into_iter().map(|file| file.called("clip.mp4", "video/mp4")).collect()
}
