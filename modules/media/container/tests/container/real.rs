//! Videos by ffmpeg and mkvmerge: what is said of them, what is left of them, and that players agree.

use std::path::Path;
use std::process::Command;

use media_container::video::{Kind, PictureCodec, SoundCodec};

use super::support::fixture;
use super::support::probing::{contains, facts, probe, probed, scrubbed};

type Facts = (Kind, (u32, u32), u64, PictureCodec, Option<SoundCodec>);

#[test]
fn a_probe_may_change_threads() {
    fn movable<T: Send>(_: &T) {}
    movable(&media_container::video::Probe::new(0));
}

#[test]
fn each_is_what_it_was_made_as() {
    use Kind::{Mp4, WebM};
    use PictureCodec::{Av1, H264, H265, Vp8, Vp9};
    use SoundCodec::{Aac, Mp3, Opus, Vorbis};
    let expected: [(&[u8], Facts); 14] = [
        (fixture::PHONE_MP4, (Mp4, (48, 64), 1000, H264, Some(Aac))),
        (fixture::FAST_MP4, (Mp4, (64, 48), 1000, H264, Some(Aac))),
        // Pictures that are shown later than decoded, and no list of edits that says so: players show 1.4 s too.
        (fixture::FRAGMENTS_MP4, (Mp4, (64, 48), 1400, H264, Some(Aac))),
        (fixture::SEGMENTS_MP4, (Mp4, (64, 48), 1400, H264, Some(Aac))),
        (fixture::HEVC_MP4, (Mp4, (64, 48), 1000, H265, Some(Mp3))),
        (fixture::AV1_MP4, (Mp4, (64, 48), 1000, Av1, Some(Opus))),
        (fixture::QUICKTIME_MOV, (Mp4, (64, 48), 1000, H264, Some(Aac))),
        // The last packet of Vorbis is taken for 20 ms.
        (fixture::VP8_WEBM, (WebM, (64, 48), 1020, Vp8, Some(Vorbis))),
        (fixture::VP9_WEBM, (WebM, (64, 48), 1021, Vp9, Some(Opus))),
        (fixture::AV1_WEBM, (WebM, (64, 48), 1000, Av1, None)),
        (fixture::LIVE_WEBM, (WebM, (64, 48), 1021, Vp9, Some(Opus))),
        (fixture::LACED_WEBM, (WebM, (64, 48), 1021, Vp9, Some(Opus))),
        (fixture::BROWSER_MP4, (Mp4, (64, 48), 1462, Vp9, Some(Opus))),
        (fixture::BROWSER_WEBM, (WebM, (64, 48), 1520, Vp8, Some(Opus))),
    ];
    for (file, expected) in expected {
        let probed = probed(file);
        let video = probed.video.unwrap();
        let size = (video.width, video.height);
        assert_eq!((video.kind, size, video.duration_ms, video.picture, video.sound), expected);
        assert_eq!(probed.reads.len(), 1, "one read is enough for a small file");
    }
}

/// Names, places, dates and programs that are in the fixtures.
const TRACES: [&[u8]; 9] =
    [b"SECRET", b"+52.5", b"Lavf", b"libx26", b"libvpx", b"Handler", b"FFMP", b"mkvmerge", b"01:02:03"];

fn videos() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    fixture::ALL.iter().copied().filter(|(name, _)| !name.ends_with(".avif"))
}

#[test]
fn nothing_is_left_but_the_video() {
    let mut found = [false; TRACES.len()];
    for (name, file) in videos() {
        let video = probe(file).unwrap();
        let clean = scrubbed(file, &video);
        let again = probe(&clean).unwrap();
        assert_eq!(facts(&again), facts(&video), "{name}");
        assert_eq!(scrubbed(&clean, &again), clean, "{name}");
        for (trace, found) in TRACES.iter().zip(&mut found) {
            *found |= contains(file, trace);
            assert!(!contains(&clean, trace), "{} in {name}", String::from_utf8_lossy(trace));
        }
    }
    assert_eq!(found, [true; TRACES.len()], "every trace was there before");
}

/// What a program of ffmpeg's prints about a file, or nothing when it is not installed.
fn asked(program: &str, before: &[&str], file: &Path, after: &[&str]) -> Option<String> {
    let output = Command::new(program).args(["-v", "error"]).args(before).arg(file).args(after).output().ok()?;
    assert!(output.stderr.is_empty(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn players_see_the_same_packets_and_no_tags() {
    let folder = std::env::temp_dir().join(format!("kindling-scrub-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, file) in videos() {
        let clean = scrubbed(file, &probe(file).unwrap());
        let [before, after] = [("before", file), ("after", &clean)].map(|(when, bytes)| {
            let path = folder.join(format!("{when}-{name}"));
            std::fs::write(&path, bytes).unwrap();
            // All frames, decoded, with their times.
            let frames = asked("ffmpeg", &["-i"], &path, &["-map", "0:v", "-map", "0:a?", "-f", "framemd5", "-"])?;
            let said = asked("ffprobe", &["-select_streams", "v", "-of", "flat", "-show_entries", SHOWN], &path, &[])?;
            Some((frames, said))
        });
        let (Some((before, said_before)), Some((after, said_after))) = (before, after) else {
            println!("skipped: ffmpeg is not installed");
            break;
        };
        assert_eq!(before, after, "{name}");
        assert!(before.lines().count() > 10, "{name}: {before}");
        let facts = |said: &str| said.lines().filter(|line| !line.contains(".tags.")).collect::<Vec<_>>().join("\n");
        assert_eq!(facts(&said_before), facts(&said_after), "{name}");
        for trace in TRACES.iter().map(|trace| String::from_utf8_lossy(trace)) {
            assert!(!said_after.contains(&*trace), "{name}: {said_after}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

const SHOWN: &str = "stream=codec_name,width,height,start_time,duration:stream_side_data=rotation:format=duration:\
    format_tags:stream_tags";
