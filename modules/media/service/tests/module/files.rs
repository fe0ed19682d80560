//! Use cases on a real database: what is left behind, what repeats, what is refused under load.

use std::time::Duration;

use crate::support::{Bench, CANARY, only_content, photo, proof_in, stage};
use futures_util::future::join_all;
use kernel::{Cursor, Erased, Failure, FileId};
use media_contract::{DeleteMedia, DescribeMedia, EraseUser, ExportUser, ListMedia, MediaRefusal, OpenMedia};
use media_service::Settings;
use migration::media::Migrator;
use testkit::{TestDatabase, engines, service_cx, user, user_cx, user_cx_keyed};

#[tokio::test]
async fn only_renditions_are_kept_upright_and_without_metadata() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let original = photo(300, 400);
        assert!(original.windows(CANARY.len()).any(|window| window == CANARY));
        bench.media().store_media(&user_cx(user(1)), stage(&bench.blobs, "a", &original).await).await.unwrap();
        let id = only_content(&bench.blobs);
        let expected: Vec<_> =
            ["200.jpg", "200.webp", "640.jpg", "640.webp"].map(|name| format!("m/{id}/{name}")).into();
        assert_eq!(bench.blobs.keys(), expected);
        for bytes in bench.blobs.bytes() {
            assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY));
            let image = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let (top, bottom) = (image.get_pixel(20, 5).0, image.get_pixel(20, image.height() - 5).0);
            assert!(top[0] > 180 && top[2] < 60, "{top:?} is not red");
            assert!(bottom[2] > 180 && bottom[0] < 60, "{bottom:?} is not blue");
        }
        assert_eq!(db.db().outbox_depth().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn the_same_upload_delivered_often_is_one_file() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let req = stage(&bench.blobs, "a", &photo(300, 200)).await;
        let store = || {
            let req = req.clone();
            async { bench.media().store_media(&user_cx_keyed(user(1), "once"), req).await }
        };
        let outcomes = join_all((0..6).map(|_| store())).await;
        let stored: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(Failure::Unavailable))), "{outcomes:?}");
        let view = store().await.unwrap();
        assert!(!stored.is_empty() && stored.iter().all(|one| **one == view));
        let list = bench.media().list_media(&user_cx(user(1)), ListMedia { limit: 50, cursor: None }).await.unwrap();
        assert_eq!(list.items, [view]);
        assert_eq!(bench.blobs.keys().len(), 4);
        assert_eq!(db.db().outbox_depth().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_refusal_repeats_without_the_bytes() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let req = stage(&bench.blobs, "a", b"%PDF-1.7").await;
        for _ in 0..2 {
            let outcome = bench.media().store_media(&user_cx_keyed(user(1), "k"), req.clone()).await;
            assert_eq!(outcome, Err(MediaRefusal::UnsupportedMedia.into()));
            assert!(bench.blobs.keys().is_empty());
        }
        assert_eq!(db.db().outbox_depth().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_full_store_leaves_nothing_that_the_sweep_does_not_find() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        bench.blobs.set_full(true);
        let req = stage(&bench.blobs, "a", &photo(300, 200)).await;
        let outcome = bench.media().store_media(&user_cx(user(1)), req).await;
        assert_eq!(outcome, Err(Failure::Unavailable));
        assert_eq!(bench.blobs.keys().len(), 1, "one rendition was stored before the store was full");
        assert_eq!(bench.built.sweep.run().await.unwrap(), 0, "it may still be wanted");
        bench.world.clock.advance(Duration::from_secs(3601));
        assert!(bench.built.sweep.run().await.unwrap() > 0);
        assert!(bench.blobs.keys().is_empty());

        bench.blobs.set_full(false);
        let req = stage(&bench.blobs, "b", &photo(300, 200)).await;
        bench.media().store_media(&user_cx(user(1)), req).await.unwrap();
        bench.world.clock.advance(Duration::from_secs(36_000));
        assert_eq!(bench.built.sweep.run().await.unwrap(), 0, "what a file owns stays");
        assert_eq!(bench.blobs.keys().len(), 4);
    }
}

#[tokio::test]
async fn more_uploads_than_places_are_turned_away() {
    let Some(engine) = engines().into_iter().next() else { return };
    let db = TestDatabase::new::<Migrator>(engine, "media").await;
    let bench = Bench::with(db.db(), &Settings { workers: 1, queue: 1, ..Settings::default() });
    let uploads = (0..8).map(|n| {
        let bench = &bench;
        async move {
            let req = stage(&bench.blobs, &format!("u{n}"), &photo(1500, 1500 + n)).await;
            bench.media().store_media(&user_cx(user(1)), req).await
        }
    });
    let outcomes = join_all(uploads).await;
    let stored = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let refused = outcomes.iter().filter(|outcome| **outcome == Err(Failure::Unavailable)).count();
    assert!(stored >= 2 && refused >= 1 && stored + refused == 8, "{stored} stored, {refused} refused");
    assert_eq!(bench.blobs.keys().len(), stored * 8, "uploads that were turned away leave nothing");
}

#[tokio::test]
async fn pages_go_from_newest_to_oldest_and_stay_put() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let picture = photo(40, 30);
        let store = async |n: u32| {
            let req = stage(&bench.blobs, &format!("p{n}"), &picture).await;
            bench.media().store_media(&user_cx(user(1)), req).await.unwrap().file_id
        };
        let mut stored = Vec::new();
        for n in 0..5 {
            stored.push(store(n).await);
        }
        stored.reverse();
        let mut seen: Vec<FileId> = Vec::new();
        let mut cursor: Option<Cursor> = None;
        loop {
            let page = bench.media().list_media(&user_cx(user(1)), ListMedia { limit: 2, cursor }).await.unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items.iter().map(|view| view.file_id));
            store(10 + seen.len() as u32).await;
            let Some(next) = page.next else { break };
            cursor = Some(next);
        }
        assert_eq!(seen, stored);
        let odd = ListMedia { limit: 2, cursor: Some(Cursor("bm9uc2Vuc2U".into())) };
        let outcome = bench.media().list_media(&user_cx(user(1)), odd).await;
        assert!(matches!(outcome, Err(Failure::Refused(MediaRefusal::Invalid(_)))));
    }
}

#[tokio::test]
async fn links_expire_and_a_deleted_file_is_forgotten_at_once() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let req = stage(&bench.blobs, "a", &photo(300, 200)).await;
        let view = bench.media().store_media(&user_cx(user(1)), req).await.unwrap();
        let open = OpenMedia { file: view.file_id, variant: None, webp: true, proof: Some(proof_in(&view.url)) };
        assert!(bench.media().open_media(&user_cx(user(2)), open.clone()).await.is_ok());
        bench.world.clock.advance(Duration::from_secs(7201));
        let late = bench.media().open_media(&user_cx(user(2)), open.clone()).await;
        assert_eq!(late, Err(MediaRefusal::NotFound.into()));
        assert!(bench.media().open_media(&user_cx(user(1)), open.clone()).await.is_ok(), "the owner needs no link");

        bench.media().delete_media(&service_cx(), DeleteMedia { file: view.file_id }).await.unwrap();
        let gone = bench.media().open_media(&user_cx(user(1)), open).await;
        assert_eq!(gone, Err(MediaRefusal::NotFound.into()));
        let ask = DescribeMedia { files: vec![view.file_id], owner: None, viewer: None };
        assert_eq!(bench.media().describe_media(&service_cx(), ask).await.unwrap().pictures, []);
        assert!(bench.blobs.keys().is_empty());
        assert_eq!(db.db().outbox_depth().await.unwrap(), 2);
    }
}

#[tokio::test]
async fn erasing_somebody_leaves_nothing_of_theirs_and_all_of_others_however_much_it_is() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let store = async |owner, name: &str| {
            // Half of them share their bytes with another file of the same person.
            let size = 20 + name[1..].parse::<u16>().unwrap_or(100) / 2;
            let staged = stage(&bench.blobs, name, &photo(size, 20)).await;
            bench.media().store_media(&user_cx(owner), staged).await.unwrap()
        };
        // More than one transaction takes.
        let mut theirs = Vec::new();
        for n in 0..60 {
            theirs.push(store(user(1), &format!("a{n}")).await);
        }
        let other = store(user(2), "b").await;
        let list = |files: &serde_json::Value| files["files"].as_array().unwrap().len();
        let export = ExportUser { user: user(1) };
        assert_eq!(list(&bench.media().export_user(&user_cx(user(1)), export).await.unwrap().data), 60);

        let erase = EraseUser { user: user(1) };
        assert_eq!(bench.media().erase_user(&service_cx(), erase.clone()).await, Ok(Erased { count: 60 }));
        assert_eq!(bench.media().erase_user(&service_cx(), erase).await, Ok(Erased { count: 0 }));
        only_content(&bench.blobs);
        assert_eq!(bench.blobs.keys().len(), 2 * other.variants.len());
        assert_eq!(db.db().outbox_depth().await.unwrap(), 61 + 60, "all are told of each file that has gone");
        let open = OpenMedia { file: theirs[0].file_id, variant: None, webp: true, proof: None };
        let linked = OpenMedia { proof: Some(proof_in(&theirs[0].url)), ..open };
        assert_eq!(bench.media().open_media(&user_cx(user(1)), linked).await, Err(MediaRefusal::NotFound.into()));
    }
}
