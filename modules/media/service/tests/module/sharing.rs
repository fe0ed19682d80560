//! Files with the same bytes share what they hold, and everybody has room for so much.

use std::time::Duration;

use futures_util::future::join_all;
use kernel::{Failure, FileId};
use media_contract::{DeleteMedia, ListMedia, MediaRefusal, MediaView, OpenMedia, StoreMedia};
use media_service::Settings;
use migration::media::Migrator;
use testkit::{TestDatabase, engines, service_cx, user, user_cx, user_cx_keyed};

use crate::support::{Bench, only_content, photo, stage};

async fn store(bench: &Bench, n: u16, name: &str, bytes: &[u8]) -> Result<MediaView, Failure<MediaRefusal>> {
    let staged = stage(&bench.blobs, name, bytes).await;
    bench.media().store_media(&user_cx(user(n)), staged).await
}

async fn delete(bench: &Bench, n: u16, file: FileId) {
    bench.media().delete_media(&user_cx(user(n)), DeleteMedia { file }).await.unwrap();
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_until_the_last_file_goes() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let picture = photo(300, 200);
        let first = store(&bench, 1, "a", &picture).await.unwrap();
        let kept = bench.blobs.keys();
        let second = store(&bench, 2, "b", &picture).await.unwrap();
        let third = store(&bench, 2, "c", &picture).await.unwrap();
        assert_eq!(bench.blobs.keys(), kept, "nothing was stored again");
        assert!(first.file_id != second.file_id && second.file_id != third.file_id);
        assert_eq!((second.filename.as_str(), second.blurhash), ("b.jpg", first.blurhash));

        delete(&bench, 1, first.file_id).await;
        delete(&bench, 2, third.file_id).await;
        assert_eq!(bench.blobs.keys(), kept, "one file still holds them");
        let open = OpenMedia { file: second.file_id, variant: None, webp: true, proof: None };
        assert!(bench.media().open_media(&user_cx(user(2)), open.clone()).await.is_ok());
        delete(&bench, 2, second.file_id).await;
        assert!(bench.blobs.keys().is_empty());

        // What has gone can come again.
        store(&bench, 1, "d", &picture).await.unwrap();
        assert_eq!(bench.blobs.keys().len(), kept.len());
    }
}

#[tokio::test]
async fn many_at_once_with_the_same_bytes_share_them_and_all_can_go_at_once() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::with(db.db(), &Settings { workers: 4, ..Settings::default() });
        let picture = photo(120, 90);
        for round in 0..3 {
            let names: Vec<_> = (0..8).map(|n| format!("r{round}n{n}")).collect();
            let uploads = (1..).zip(&names).map(|(n, name)| store(&bench, n, name, &picture));
            let stored: Vec<_> = join_all(uploads).await.into_iter().map(Result::unwrap).collect();
            only_content(&bench.blobs);
            assert_eq!(bench.blobs.keys().len(), 2);
            // Some go while others come.
            let name = format!("r{round}x");
            let extra = store(&bench, 99, &name, &picture);
            let removals = (1..).zip(&stored).map(|(n, view)| delete(&bench, n, view.file_id));
            let (extra, _) = futures_util::future::join(extra, join_all(removals)).await;
            let extra = extra.unwrap();
            only_content(&bench.blobs);
            let open = OpenMedia { file: extra.file_id, variant: None, webp: true, proof: None };
            let opened = bench.media().open_media(&user_cx(user(99)), open).await.unwrap();
            assert!(bench.blobs.keys().contains(&opened.blob.as_str().to_owned()), "its bytes are there");
            delete(&bench, 99, extra.file_id).await;
            assert!(bench.blobs.keys().is_empty(), "{:?}", bench.blobs.keys());
        }
    }
}

#[tokio::test]
async fn nobody_has_more_than_their_quota_however_many_come_at_once() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::with(db.db(), &Settings { quota_files: 3, workers: 4, ..Settings::default() });
        let pictures: Vec<_> = (0..8).map(|n| photo(40 + n, 30)).collect();
        let names: Vec<_> = (0..8).map(|n| format!("n{n}")).collect();
        let uploads = names.iter().zip(&pictures).map(|(name, picture)| store(&bench, 1, name, picture));
        let outcomes = join_all(uploads).await;
        let stored: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
        assert_eq!(stored.len(), 3);
        let refused = outcomes.iter().filter(|outcome| **outcome == Err(MediaRefusal::QuotaExceeded.into()));
        assert_eq!(refused.count(), 5);
        assert_eq!(bench.blobs.keys().len(), 3 * 2, "what was refused leaves nothing");
        store(&bench, 2, "other", &pictures[0]).await.unwrap();

        delete(&bench, 1, stored[0].file_id).await;
        store(&bench, 1, "again", &pictures[7]).await.unwrap();
        assert_eq!(store(&bench, 1, "over", &pictures[6]).await, Err(MediaRefusal::QuotaExceeded.into()));
    }
}

#[tokio::test]
async fn bytes_count_towards_the_quota_of_everybody_who_shares_them() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let picture = photo(300, 200);
        let size = {
            let elsewhere = TestDatabase::new::<Migrator>(engine, "media").await;
            let bench = Bench::new(elsewhere.db());
            store(&bench, 9, "probe", &picture).await.unwrap();
            let size: usize = bench.blobs.bytes().iter().map(bytes::Bytes::len).sum();
            size as u64
        };
        let bench = Bench::with(db.db(), &Settings { quota_bytes: 2 * size, ..Settings::default() });
        for name in ["a", "b"] {
            store(&bench, 1, name, &picture).await.unwrap();
        }
        assert_eq!(store(&bench, 1, "c", &picture).await, Err(MediaRefusal::QuotaExceeded.into()));
        assert!(store(&bench, 2, "d", &picture).await.is_ok());
    }
}

#[tokio::test]
async fn orphans_go_and_what_is_owned_or_young_stays() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        store(&bench, 1, "a", &photo(300, 200)).await.unwrap();
        let owned = bench.blobs.keys();
        let orphan = format!("m/{}/200.webp", user(77));
        for key in [orphan.as_str(), "m/odd/1", "parts/x/y", "staged/z"] {
            let StoreMedia { staged, .. } = stage(&bench.blobs, "tmp", b"x").await;
            let bytes = kernel::Blobs::get(&*bench.blobs, &staged).await.unwrap();
            kernel::Blobs::put(&*bench.blobs, &kernel::BlobKey::parse(key).unwrap(), bytes).await.unwrap();
            kernel::Blobs::delete(&*bench.blobs, &staged).await.unwrap();
        }
        let now = bench.world.clock().now();
        bench.blobs.set_written_at(now);
        assert_eq!(bench.built.sweep.run_orphans().await.unwrap(), 0, "an upload may be under way");
        bench.blobs.set_written_at(now.before(Duration::from_secs(3 * 24 * 3600)));
        assert_eq!(bench.built.sweep.run_orphans().await.unwrap(), 4);
        assert_eq!(bench.blobs.keys(), owned);
        assert_eq!(bench.built.sweep.run_orphans().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_replayed_upload_is_one_file_even_of_known_bytes() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let picture = photo(300, 200);
        store(&bench, 2, "other", &picture).await.unwrap();
        let mut views = Vec::new();
        for _ in 0..2 {
            let staged = stage(&bench.blobs, "same", &picture).await;
            views.push(bench.media().store_media(&user_cx_keyed(user(1), "k"), staged).await.unwrap());
        }
        assert_eq!(views[0], views[1]);
        let list = ListMedia { limit: 50, cursor: None };
        assert_eq!(bench.media().list_media(&user_cx(user(1)), list).await.unwrap().items.len(), 1);
        let service = DeleteMedia { file: views[0].file_id };
        bench.media().delete_media(&service_cx(), service).await.unwrap();
        assert_eq!(bench.blobs.keys().len(), 4, "the other file holds them still");
    }
}
