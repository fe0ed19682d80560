//! What every store promises. Each check leaves the store empty.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt};
use kernel::{BlobFailure, BlobKey, BlobRange, Blobs, Clock, SystemClock};

use crate::{key, noise};

pub async fn keeps_its_promises(blobs: &dyn Blobs) {
    a_blob_is_read_as_it_was_written(blobs).await;
    a_written_blob_appears_when_it_is_finished(blobs).await;
    uploads_of_any_length_arrive_whole(blobs).await;
    parts_of_a_blob_are_streamed(blobs).await;
    what_is_missing_is_missing(blobs).await;
    keys_may_look_odd(blobs).await;
    listings_go_by_whole_segments(blobs).await;
    of_many_writers_to_one_key_one_wins(blobs).await;
}

async fn a_blob_is_read_as_it_was_written(blobs: &dyn Blobs) {
    let key = key("m/a.webp");
    for body in [noise(100_000, 1), noise(10, 2), Bytes::new()] {
        blobs.put(&key, body.clone()).await.unwrap();
        assert_eq!(blobs.get(&key).await.unwrap(), body);
        assert_eq!(read(blobs, &key, None).await.unwrap(), body);
    }
    blobs.delete(&key).await.unwrap();
}

async fn a_written_blob_appears_when_it_is_finished(blobs: &dyn Blobs) {
    let key = key("staged/a");
    let mut writer = blobs.create(&key).await.unwrap();
    for chunk in [noise(7, 1), Bytes::new(), noise(8, 2)] {
        writer.write(chunk).await.unwrap();
    }
    assert!(matches!(blobs.get(&key).await, Err(BlobFailure::Missing)));
    writer.finish().await.unwrap();
    assert_eq!(blobs.get(&key).await.unwrap(), [noise(7, 1), noise(8, 2)].concat());
    let replaced = blobs.create(&key).await.unwrap();
    replaced.finish().await.unwrap();
    assert_eq!(blobs.get(&key).await.unwrap(), Bytes::new());
    blobs.delete(&key).await.unwrap();
}

/// Lengths around the parts of both stores (1 and 5 MiB), in chunks that do not fit them.
async fn uploads_of_any_length_arrive_whole(blobs: &dyn Blobs) {
    let key = key("staged/long");
    for length in [1 << 20, (1 << 20) + 1, 5 << 20, (5 << 20) + 1, 10 << 20, 12_000_000] {
        let body = noise(length, length as u64);
        let mut writer = blobs.create(&key).await.unwrap();
        let mut rest = body.clone();
        while !rest.is_empty() {
            writer.write(rest.split_to(rest.len().min(70_001))).await.unwrap();
        }
        writer.finish().await.unwrap();
        assert!(blobs.get(&key).await.unwrap() == body, "{length} bytes");
    }
    // One chunk of several parts.
    let body = noise(12_000_000, 3);
    let mut writer = blobs.create(&key).await.unwrap();
    writer.write(body.clone()).await.unwrap();
    writer.finish().await.unwrap();
    assert!(read(blobs, &key, None).await.unwrap() == body);
    blobs.delete(&key).await.unwrap();
}

async fn parts_of_a_blob_are_streamed(blobs: &dyn Blobs) {
    let key = key("m/ranges");
    let body = noise(300_000, 1);
    blobs.put(&key, body.clone()).await.unwrap();
    for (start, end) in [(0, 1), (0, 300_000), (1, 2), (8191, 8193), (100_000, 299_999), (299_999, 300_000)] {
        let part = read(blobs, &key, Some(BlobRange { start, end })).await.unwrap();
        assert!(part == body[start as usize..end as usize], "{start}..{end}");
    }
    let cut = read(blobs, &key, Some(BlobRange { start: 299_000, end: 400_000 })).await.unwrap();
    assert_eq!(cut, body[299_000..], "what would go beyond the end ends there");
    for (start, end) in [(300_000, 300_001), (5, 5), (6, 5), (u64::MAX - 1, u64::MAX)] {
        let none = read(blobs, &key, Some(BlobRange { start, end })).await;
        assert!(matches!(none, Err(BlobFailure::Unavailable(_))), "{start}..{end} holds no byte of it");
    }
    blobs.delete(&key).await.unwrap();
}

async fn what_is_missing_is_missing(blobs: &dyn Blobs) {
    let key = key("m/missing");
    assert!(matches!(blobs.get(&key).await, Err(BlobFailure::Missing)));
    assert!(matches!(read(blobs, &key, None).await, Err(BlobFailure::Missing)));
    assert!(matches!(read(blobs, &key, Some(BlobRange { start: 0, end: 1 })).await, Err(BlobFailure::Missing)));
    blobs.delete(&key).await.unwrap();
    blobs.put(&key, Bytes::from_static(b"x")).await.unwrap();
    blobs.delete(&key).await.unwrap();
    blobs.delete(&key).await.unwrap();
    assert!(matches!(blobs.get(&key).await, Err(BlobFailure::Missing)));
}

async fn keys_may_look_odd(blobs: &dyn Blobs) {
    let long = ["odd/".to_owned(), "x".repeat(196)].concat();
    let mut odd = vec!["odd/-", "odd/_", "odd/a..b", "odd/a.", "odd/--/__/0", "odd/nul", &*long];
    for text in &odd {
        blobs.put(&key(text), Bytes::copy_from_slice(text.as_bytes())).await.unwrap();
    }
    for text in &odd {
        assert_eq!(blobs.get(&key(text)).await.unwrap(), text.as_bytes());
    }
    odd.sort_unstable();
    assert_eq!(listed(blobs, "odd").await, odd);
    for text in &odd {
        blobs.delete(&key(text)).await.unwrap();
    }
}

async fn listings_go_by_whole_segments(blobs: &dyn Blobs) {
    let before = SystemClock.now().as_millis();
    for text in ["m/a/1", "m/a/2/3", "m/ab/1", "m/b", "n/a/1"] {
        blobs.put(&key(text), Bytes::from_static(b"x")).await.unwrap();
    }
    assert_eq!(listed(blobs, "m/a").await, ["m/a/1", "m/a/2/3"]);
    assert_eq!(listed(blobs, "m").await, ["m/a/1", "m/a/2/3", "m/ab/1", "m/b"]);
    assert_eq!(listed(blobs, "m/b").await, Vec::<String>::new(), "a blob does not lie below itself");
    assert_eq!(listed(blobs, "missing/a").await, Vec::<String>::new());
    let found: Vec<_> = blobs.list(&key("n")).await.unwrap().try_collect().await.unwrap();
    // Stores tell whole seconds.
    let written = found[0].written_at.as_millis();
    assert!((before - 1000..=SystemClock.now().as_millis() + 1000).contains(&written), "{written} is now");
    for text in ["m/a/1", "m/a/2/3", "m/ab/1", "m/b", "n/a/1"] {
        blobs.delete(&key(text)).await.unwrap();
    }
    assert_eq!(listed(blobs, "m").await, Vec::<String>::new());
}

/// Whoever reads meanwhile sees the whole of one of them.
async fn of_many_writers_to_one_key_one_wins(blobs: &dyn Blobs) {
    let key = key("staged/wanted");
    // Small ones are sent at once, large ones in parts.
    let bodies: Vec<Bytes> = (0..6).map(|n| noise(if n % 2 == 0 { 1000 } else { 6_000_000 } + n, n as u64)).collect();
    blobs.put(&key, bodies[0].clone()).await.unwrap();
    let writers = bodies.iter().map(|body| async {
        let mut writer = blobs.create(&key).await.unwrap();
        for chunk in body.chunks(1_000_000) {
            writer.write(Bytes::copy_from_slice(chunk)).await.unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        writer.finish().await.unwrap();
    });
    let reader = async {
        for _ in 0..10 {
            let seen = blobs.get(&key).await.unwrap();
            assert!(bodies.contains(&seen), "{} bytes of none of them", seen.len());
        }
    };
    futures_util::future::join(futures_util::future::join_all(writers), reader).await;
    assert!(bodies.contains(&blobs.get(&key).await.unwrap()));
    assert_eq!(listed(blobs, "staged").await, ["staged/wanted"]);
    blobs.delete(&key).await.unwrap();
}

/// Checked further by who calls: the store holds no remains either.
pub async fn a_dropped_writer_leaves_nothing(blobs: &dyn Blobs) {
    for length in [0, 100, 12_000_000] {
        let mut writer = blobs.create(&key("staged/dropped")).await.unwrap();
        writer.write(noise(length, 1)).await.unwrap();
        drop(writer);
        assert!(matches!(blobs.get(&key("staged/dropped")).await, Err(BlobFailure::Missing)));
        assert_eq!(listed(blobs, "staged").await, Vec::<String>::new());
    }
}

/// The keys below some segments, in order.
pub async fn listed(blobs: &dyn Blobs, segments: &str) -> Vec<String> {
    let found = blobs.list(&key(segments)).await.unwrap();
    let mut keys: Vec<_> = found.map(|found| found.unwrap().key.as_str().to_owned()).collect().await;
    keys.sort_unstable();
    keys
}

pub async fn read(blobs: &dyn Blobs, key: &BlobKey, range: Option<BlobRange>) -> Result<Bytes, BlobFailure> {
    let chunks = blobs.stream(key, range).await?;
    let whole = chunks.try_fold(BytesMut::new(), |mut whole, chunk| async move {
        whole.extend_from_slice(&chunk);
        Ok(whole)
    });
    Ok(whole.await?.freeze())
}
