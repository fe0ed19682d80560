//! Uploads that arrive in parts: resumed, raced, given up, refused.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use kernel::{Blobs, Cx, Failure, UploadId};
use media_contract::{
    AddPart, BeginUpload, CancelUpload, EraseUser, ExportUser, GetUpload, ListMedia, MediaRefusal, OpenPart,
    UploadState,
};
use media_service::Settings;
use migration::media::Migrator;
use testkit::{TestDatabase, engines, service_cx, user, user_cx};

use crate::support::{Bench, photo};

fn cx() -> Cx {
    user_cx(user(1))
}

async fn begin(bench: &Bench, length: usize) -> UploadId {
    let begin = BeginUpload { length: length as u64, filename: "a.jpg".into() };
    bench.media().begin_upload(&cx(), begin).await.unwrap().upload
}

async fn send(
    bench: &Bench,
    upload: UploadId,
    offset: usize,
    bytes: &[u8],
) -> Result<UploadState, Failure<MediaRefusal>> {
    let place = bench.media().open_part(&cx(), OpenPart { upload, offset: offset as u64 }).await?;
    // As the http crate does it; a store that is full takes staged bytes here, and no renditions.
    let mut writer = bench.blobs.create(&place.key).await.unwrap();
    writer.write(Bytes::copy_from_slice(bytes)).await.unwrap();
    writer.finish().await.unwrap();
    let add = AddPart { upload, offset: offset as u64, size: bytes.len() as u64, key: place.key };
    bench.media().add_part(&cx(), add).await
}

async fn files(bench: &Bench) -> usize {
    bench.media().list_media(&cx(), ListMedia { limit: 50, cursor: None }).await.unwrap().items.len()
}

#[tokio::test]
async fn of_parts_that_race_for_one_place_one_wins() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let file = photo(80, 60);
        let upload = begin(&bench, file.len()).await;
        let outcomes = join_all((0..6).map(|_| send(&bench, upload, 0, &file[..100]))).await;
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let lost = outcomes.iter().filter(|outcome| **outcome == Err(MediaRefusal::OffsetMismatch.into())).count();
        assert_eq!((won, lost), (1, 5), "{outcomes:?}");
        assert_eq!(bench.blobs.keys().len(), 1, "what the losers sent is gone");
        let done = send(&bench, upload, 100, &file[100..]).await.unwrap();
        assert!(done.file.is_some());
        assert!(bench.blobs.keys().iter().all(|key| key.starts_with("m/")), "{:?}", bench.blobs.keys());
        let more = send(&bench, upload, file.len(), b"x").await;
        assert_eq!(more, Err(MediaRefusal::OffsetMismatch.into()));
    }
}

#[tokio::test]
async fn a_last_part_that_could_not_be_taken_can_be_sent_again() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::with(db.db(), &Settings { workers: 1, queue: 0, ..Settings::default() });
        let file = photo(80, 60);
        let upload = begin(&bench, file.len()).await;
        send(&bench, upload, 0, &file[..100]).await.unwrap();
        bench.blobs.put(&kernel::BlobKey::parse("m/there/1").unwrap(), Bytes::new()).await.unwrap();
        bench.blobs.set_full(true);
        assert_eq!(send(&bench, upload, 100, &file[100..]).await, Err(Failure::Unavailable));
        let state = bench.media().get_upload(&cx(), GetUpload { upload }).await.unwrap();
        assert_eq!((state.offset, state.file), (100, None), "it stands where it stood");
        bench.blobs.set_full(false);
        assert!(send(&bench, upload, 100, &file[100..]).await.unwrap().file.is_some());
        assert_eq!(files(&bench).await, 1);
    }
}

#[tokio::test]
async fn an_upload_of_something_else_ends_with_its_refusal() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let upload = begin(&bench, 200).await;
        send(&bench, upload, 0, &[b'%'; 100]).await.unwrap();
        assert_eq!(send(&bench, upload, 100, &[b'%'; 100]).await, Err(MediaRefusal::UnsupportedMedia.into()));
        assert!(bench.blobs.keys().is_empty());
        let gone = bench.media().get_upload(&cx(), GetUpload { upload }).await;
        assert_eq!(gone, Err(MediaRefusal::UploadNotFound.into()));
    }
}

#[tokio::test]
async fn uploads_are_few_and_end_in_time() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::with(db.db(), &Settings { uploads_per_person: 2, ..Settings::default() });
        let file = photo(80, 60);
        let (first, second) = (begin(&bench, file.len()).await, begin(&bench, file.len()).await);
        let begin_another =
            async || bench.media().begin_upload(&cx(), BeginUpload { length: 9, filename: String::new() }).await;
        assert_eq!(begin_another().await, Err(MediaRefusal::TooManyUploads.into()));
        send(&bench, first, 0, &file[..10]).await.unwrap();
        bench.media().cancel_upload(&cx(), CancelUpload { upload: first }).await.unwrap();
        assert!(bench.blobs.keys().is_empty(), "its bytes are gone");
        begin_another().await.unwrap();

        send(&bench, second, 0, &file[..10]).await.unwrap();
        bench.world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(send(&bench, second, 10, &file[10..]).await, Err(MediaRefusal::UploadExpired.into()));
        assert_eq!(bench.built.sweep.run().await.unwrap(), 1);
        assert!(bench.blobs.keys().is_empty());
        begin_another().await.unwrap();
        for (length, refusal) in [(0, MediaRefusal::NoFile), ((100 << 20) + 1, MediaRefusal::FileTooLarge)] {
            let odd = BeginUpload { length, filename: String::new() };
            assert_eq!(bench.media().begin_upload(&cx(), odd).await, Err(refusal.into()));
        }
    }
}

#[tokio::test]
async fn erasing_somebody_takes_their_uploads_too() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let bench = Bench::new(db.db());
        let upload = begin(&bench, 1000).await;
        send(&bench, upload, 0, b"some").await.unwrap();
        let export = bench.media().export_user(&cx(), ExportUser { user: user(1) }).await.unwrap();
        assert_eq!(export.data["uploads"][0]["offset"], 4);
        let erased = bench.media().erase_user(&service_cx(), EraseUser { user: user(1) }).await.unwrap();
        assert_eq!(erased.count, 1);
        assert!(bench.blobs.keys().is_empty());
    }
}
