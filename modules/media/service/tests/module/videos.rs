//! Videos: kept without their metadata, with a picture where ffmpeg is there.

use std::time::Duration;

use media_contract::{DeleteMedia, MediaKind, MediaRefusal, MediaView, Moderation, OpenMedia};
use media_service::Settings;
use migration::media::Migrator;
use testkit::{TestDatabase, engines, user, user_cx};

use crate::support::{Bench, only_content, photo, stage};

/// A second of H.264 and AAC as a phone records it, with a place, a device and dates in its metadata.
const PHONE: &[u8] = include_bytes!("../../../container/tests/fixtures/phone.mp4");
/// A second of VP9 with tags.
const TAGGED: &[u8] = include_bytes!("../../../container/tests/fixtures/vp9.webm");

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Whether ffmpeg is there; says so when it is not, unless it has to be.
fn has_ffmpeg() -> bool {
    let there = std::process::Command::new("ffmpeg").arg("-version").output().is_ok();
    assert!(there || std::env::var_os("KINDLING_REQUIRE_SERVICES").is_none(), "ffmpeg is required");
    if !there {
        eprintln!("skipped: ffmpeg is not installed");
    }
    there
}

async fn store(bench: &Bench, name: &str, bytes: &[u8]) -> Result<MediaView, MediaRefusal> {
    let staged = stage(&bench.blobs, name, bytes).await;
    bench.media().store_media(&user_cx(user(1)), staged).await.map_err(|failure| match failure {
        kernel::Failure::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    })
}

fn open(view: &MediaView, variant: Option<&str>) -> OpenMedia {
    OpenMedia { file: view.file_id, variant: variant.map(str::to_owned), webp: true, proof: None }
}

#[tokio::test]
async fn a_video_is_kept_as_long_as_it_was_and_without_its_metadata() {
    assert!(contains(PHONE, b"SECRET") && contains(TAGGED, b"+52.5"), "the samples have something to hide");
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        // Recorded for a second, and counted with the last frame of its sound.
        let bench = Bench::with(db.db(), &Settings { ffmpeg: String::new(), max_video_s: 1, ..Settings::default() });
        for (name, bytes, mime) in [("phone", PHONE, "video/mp4"), ("tagged", TAGGED, "video/webm")] {
            let view = store(&bench, name, bytes).await.unwrap();
            assert_eq!((view.kind, view.mime.as_str(), view.size), (MediaKind::Video, mime, bytes.len() as u64));
            let lengths = if name == "tagged" { 1001..=1200 } else { 900..=1000 };
            assert!(lengths.contains(&view.duration_ms.unwrap()), "{view:?}");
            assert_eq!((view.moderation, view.variants.len()), (Moderation::Unchecked, 0));
            let opened = bench.media().open_media(&user_cx(user(1)), open(&view, None)).await.unwrap();
            assert_eq!((opened.mime.as_str(), opened.length), (mime, bytes.len() as u64));
            let kept = kernel::Blobs::get(&*bench.blobs, &opened.blob).await.unwrap();
            assert_eq!(kept.len(), bytes.len(), "no byte has moved");
            for private in [&b"+52.5"[..], b"SECRET", b"Lavf"] {
                assert!(!contains(&kept, private), "{name} still has {}", String::from_utf8_lossy(private));
            }
            let none = bench.media().open_media(&user_cx(user(1)), open(&view, Some("poster"))).await;
            assert_eq!(none, Err(MediaRefusal::NotFound.into()), "there is no picture of it");

            let again = store(&bench, "again", bytes).await.unwrap();
            only_content(&bench.blobs);
            for file in [view.file_id, again.file_id] {
                bench.media().delete_media(&user_cx(user(1)), DeleteMedia { file }).await.unwrap();
            }
            assert!(bench.blobs.keys().is_empty(), "{:?}", bench.blobs.keys());
        }
    }
}

#[tokio::test]
async fn a_picture_is_taken_out_of_a_video() {
    if !has_ffmpeg() {
        return;
    }
    let Some(engine) = engines().into_iter().next() else { return };
    let db = TestDatabase::new::<Migrator>(engine, "media").await;
    let bench = Bench::new(db.db());
    for (name, bytes) in [("phone", PHONE), ("tagged", TAGGED)] {
        let view = store(&bench, name, bytes).await.unwrap();
        assert_eq!((view.variants.len(), view.blurhash.len()), (1, 28), "{name}");
        let opened = bench.media().open_media(&user_cx(user(1)), open(&view, Some("poster"))).await.unwrap();
        let picture = kernel::Blobs::get(&*bench.blobs, &opened.blob).await.unwrap();
        let picture = image::load_from_memory(&picture).unwrap();
        assert_eq!((picture.width(), picture.height()), (view.variants[0].width, view.variants[0].height));
        assert_eq!(view.moderation, Moderation::Unchecked, "one frame is not the video");
        bench.media().delete_media(&user_cx(user(1)), DeleteMedia { file: view.file_id }).await.unwrap();
        assert!(bench.blobs.keys().is_empty(), "{:?}", bench.blobs.keys());
    }
    let left = std::fs::read_dir(std::env::temp_dir()).unwrap();
    let ours = left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("kindling-m-"));
    assert_eq!(ours.count(), 0, "no copy stays behind");
}

#[tokio::test]
async fn a_program_that_hangs_or_floods_costs_the_picture_alone() {
    let Some(engine) = engines().into_iter().next() else { return };
    for program in ["/bin/false", "/no/such/program", "/usr/bin/yes"] {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::with(db.db(), &Settings { ffmpeg: program.into(), ..Settings::default() });
        let view = tokio::time::timeout(Duration::from_secs(30), store(&bench, "phone", PHONE)).await.unwrap().unwrap();
        assert!(view.variants.is_empty(), "{program}");
    }
}

#[tokio::test]
async fn videos_that_are_not_taken_leave_nothing() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let short = Settings { max_video_s: 0, ..Settings::default() };
        let small = Settings { max_video_bytes: 1000, ..Settings::default() };
        let cases = [
            (short, PHONE.to_vec(), MediaRefusal::VideoTooLong),
            (small, PHONE.to_vec(), MediaRefusal::FileTooLarge),
            (Settings::default(), PHONE[..PHONE.len() - 500].to_vec(), MediaRefusal::CorruptVideo),
            (Settings::default(), TAGGED[..TAGGED.len() / 2].to_vec(), MediaRefusal::CorruptVideo),
            (
                Settings::default(),
                [b"\0\0\0\x18ftypisom\0\0\0\0isommp41", &photo(20, 20)[..]].concat(),
                MediaRefusal::CorruptVideo,
            ),
        ];
        for (n, (settings, bytes, refusal)) in cases.into_iter().enumerate() {
            let bench = Bench::with(db.db(), &settings);
            assert_eq!(store(&bench, &format!("v{n}"), &bytes).await, Err(refusal), "case {n}");
            assert!(bench.blobs.keys().is_empty(), "case {n}: {:?}", bench.blobs.keys());
        }
    }
}
