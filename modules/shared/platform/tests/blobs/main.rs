//! Blob storage: the promises of the port on both stores, full disks, and stores that are away.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod away;
mod full;
mod port;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use bytes::Bytes;
use kernel::{BlobFailure, BlobKey, Blobs};
use object_store::ObjectStoreExt;
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use platform::{BlobSettings, StoreBlobs, open_blobs};
use testkit::{ScratchS3, scratch_folder};

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(scratch_folder())
    }
    fn files(&self) -> Vec<PathBuf> {
        let mut waiting = vec![self.0.clone()];
        let mut files = Vec::new();
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { waiting.push(path) } else { files.push(path) }
            }
        }
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn key(text: &str) -> BlobKey {
    BlobKey::parse(text).unwrap()
}

/// Bytes that differ from place to place and from seed to seed.
fn noise(length: usize, seed: u64) -> Bytes {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let step = move |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(step).collect()
}

/// Asks again until it holds: what follows a dropped writer happens in the background.
async fn soon(mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "still not");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Runs one ignored test of this file in a process of its own.
fn alone(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command
}

fn bucket(server: &ScratchS3) -> std::sync::Arc<dyn Blobs> {
    open_blobs(&server.settings(), "/nowhere".as_ref()).unwrap()
}

#[tokio::test]
async fn a_folder_keeps_the_promises_of_the_port() {
    let folder = Folder::new();
    let blobs = StoreBlobs::in_folder(&folder.0).unwrap();
    port::keeps_its_promises(&blobs).await;
    port::a_dropped_writer_leaves_nothing(&blobs).await;
    soon(|| folder.files().is_empty()).await;
    // What is not ours is not listed.
    std::fs::create_dir_all(folder.0.join("m")).unwrap();
    std::fs::write(folder.0.join("m/README"), "by hand").unwrap();
    assert_eq!(port::listed(&blobs, "m").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_bucket_keeps_the_promises_of_the_port() {
    let Some(mut server) = ScratchS3::start() else { return };
    let blobs = bucket(&server);
    port::keeps_its_promises(&*blobs).await;
    assert_eq!(server.unfinished_uploads(), 0);
    port::a_dropped_writer_leaves_nothing(&*blobs).await;
    soon(|| server.unfinished_uploads() == 0).await;
}

#[tokio::test]
async fn only_large_uploads_into_a_bucket_have_parts() {
    let Some(mut server) = ScratchS3::start() else { return };
    let blobs = bucket(&server);
    let settings = server.settings();
    let endpoint = settings.url.split_once("endpoint=").unwrap().1;
    let beside = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_bucket_name("kindling")
        .with_access_key_id(&settings.access_key)
        .with_secret_access_key(&settings.secret_key)
        .build()
        .unwrap();
    for (length, parts) in [(0, None), (5 << 20, None), ((5 << 20) + 1, Some("2")), (12_000_000, Some("3"))] {
        let mut writer = blobs.create(&key("m/a")).await.unwrap();
        writer.write(noise(length, 1)).await.unwrap();
        writer.finish().await.unwrap();
        let found = beside.head(&Path::from("some/prefix/m/a")).await.unwrap();
        assert_eq!(found.size, length as u64, "the blob lies below the prefix");
        // Tags of multipart objects end in the number of their parts.
        let tag = found.e_tag.unwrap();
        assert_eq!(tag.trim_matches('"').split_once('-').map(|(_, parts)| parts), parts, "{length} bytes");
    }
    let mut writer = blobs.create(&key("m/b")).await.unwrap();
    writer.write(noise(12_000_000, 1)).await.unwrap();
    assert_eq!(server.unfinished_uploads(), 1, "the check below can tell");
    drop(writer);
    soon(|| server.unfinished_uploads() == 0).await;
}

#[tokio::test]
async fn settings_decide_where_blobs_lie() {
    let folder = Folder::new();
    let default = folder.0.join("media");
    let named = folder.0.join("elsewhere");
    for (url, place) in
        [(String::new(), &default), ("file://".into(), &default), (format!("file://{}", named.display()), &named)]
    {
        let blobs = open_blobs(&BlobSettings { url, ..Default::default() }, &default).unwrap();
        blobs.put(&key("m/a"), Bytes::from_static(b"x")).await.unwrap();
        std::fs::remove_file(place.join("m/a")).unwrap();
    }
}

#[test]
fn settings_that_cannot_work_are_refused_without_showing_them() {
    let open = |url: &str, access_key: &str, secret_key: &str| {
        let (url, access_key, secret_key) = (url.into(), access_key.into(), secret_key.into());
        open_blobs(&BlobSettings { url, access_key, secret_key, ..Default::default() }, "/nowhere".as_ref())
    };
    assert!(open("s3://kindling?endpoint=http://127.0.0.1:1", "canary", "canary").is_ok(), "nothing is connected yet");
    for (url, access_key, secret_key) in [
        ("s3://kindling?secret_key=canary", "canary", "canary"),
        ("s3://kindling", "canary", ""),
        ("s3://kindling", "", "canary"),
        ("ftp://kindling/canary", "", ""),
    ] {
        let Err(BlobFailure::Unavailable(text)) = open(url, access_key, secret_key) else { panic!("{url} is refused") };
        assert!(text.contains("blobs.") && !text.contains("canary"), "{text}");
    }
}

/// What the next test runs where the environment is its own to set.
#[tokio::test]
#[ignore = "run by another test, with an environment of its own"]
async fn uses_the_keys_of_the_environment() {
    let url = std::env::var("TEST_BLOBS_URL").unwrap();
    let blobs = open_blobs(&BlobSettings { url, ..Default::default() }, "/nowhere".as_ref()).unwrap();
    blobs.put(&key("m/a"), Bytes::from_static(b"x")).await.unwrap();
    assert_eq!(blobs.get(&key("m/a")).await.unwrap().as_ref(), b"x");
}

#[test]
fn keys_and_the_endpoint_may_come_from_the_environment() {
    let Some(server) = ScratchS3::start() else { return };
    let settings = server.settings();
    let (bucket, endpoint) = settings.url.split_once("?endpoint=").unwrap();
    let run = |url: &str, with: &[(&str, &str)]| {
        let mut command = alone("uses_the_keys_of_the_environment");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
            command.env_remove(name);
        }
        command.env("TEST_BLOBS_URL", url).envs(with.iter().copied()).output().unwrap().status.success()
    };
    let keys = [("AWS_ACCESS_KEY_ID", &*settings.access_key), ("AWS_SECRET_ACCESS_KEY", &*settings.secret_key)];
    let elsewhere = ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
    assert!(run(bucket, &[keys[0], keys[1], ("AWS_ENDPOINT_URL", endpoint)]));
    assert!(run(&settings.url, &[keys[0], keys[1], elsewhere]), "the endpoint in the URL wins");
    assert!(!run(bucket, &[keys[0], keys[1], elsewhere]));
    assert!(!run(&settings.url, &[]), "no keys, no request");
}
