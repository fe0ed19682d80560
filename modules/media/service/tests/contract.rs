//! One journey of a file, in every placement of the contract.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[expect(dead_code, reason = "the module tests use the rest")]
mod support;

use kernel::{Blobs, Caller, Cx, Erased, Failure, FileId};
use media_contract::{
    AddPart, BeginUpload, CancelUpload, DeleteMedia, DescribeMedia, EraseUser, ExportUser, GetMedia, GetUpload,
    ListMedia, ListReviews, MediaFiles, MediaKind, MediaRefusal, Moderation, OpenMedia, OpenPart, ReviewMedia,
};
use migration::media::Migrator;
use support::{Bench, MemoryBlobs, photo, proof_in, stage};
use testkit::{Placement, TestDatabase, engines, place, service_cx, service_cx_keyed, user, user_cx, user_cx_keyed};

#[actix_web::test]
async fn a_file_is_stored_linked_opened_and_deleted() {
    for engine in engines() {
        for placement in Placement::ALL {
            let db = TestDatabase::new::<Migrator>(engine, "media").await;
            let bench = Bench::new(db.db());
            let placed = place(placement, bench.built.contract.clone()).await;
            journey(&*placed, &bench.blobs).await;
            refusals(&*placed, &bench.blobs).await;
            parts(&*placed, &bench.blobs).await;
            reviews(&*placed, &bench.blobs).await;
        }
    }
}

fn open(file: FileId) -> OpenMedia {
    OpenMedia { file, variant: None, webp: true, proof: None }
}

async fn journey(media: &dyn MediaFiles, blobs: &MemoryBlobs) {
    let (alice, bob) = (user(1), user(2));
    let cx = user_cx_keyed(alice, "upload-1");
    let view = media.store_media(&cx, stage(blobs, "one", &photo(900, 1200)).await).await.unwrap();
    assert_eq!((view.width, view.height), (900, 1200));
    assert_eq!((view.kind, view.mime.as_str(), view.filename.as_str()), (MediaKind::Image, "image/webp", "one.jpg"));
    assert_eq!((view.blurhash.len(), view.moderation), (28, Moderation::Unchecked));
    let sizes: Vec<_> = view.variants.iter().map(|v| (v.name.as_str(), v.width, v.height)).collect();
    assert_eq!(sizes, [("200", 150, 200), ("640", 480, 640), ("1080", 810, 1080), ("1920", 900, 1200)]);

    let get = GetMedia { file: view.file_id };
    assert_eq!(media.get_media(&user_cx(alice), get.clone()).await, Ok(view.clone()));
    assert_eq!(media.get_media(&user_cx(bob), get.clone()).await, Err(MediaRefusal::NotFound.into()));
    let list = ListMedia { limit: 10, cursor: None };
    assert_eq!(media.list_media(&user_cx(alice), list.clone()).await.unwrap().items, std::slice::from_ref(&view));
    assert_eq!(media.list_media(&user_cx(bob), list).await.unwrap().items, []);

    let opened = media.open_media(&user_cx(alice), open(view.file_id)).await.unwrap();
    assert_eq!((opened.length, opened.mime.as_str()), (view.size, "image/webp"));
    for cx in [user_cx(bob), Cx::new(Caller::Anonymous)] {
        assert_eq!(media.open_media(&cx, open(view.file_id)).await, Err(MediaRefusal::NotFound.into()));
        let linked = OpenMedia { proof: Some(proof_in(&view.url)), ..open(view.file_id) };
        let by_link = media.open_media(&cx, linked).await.unwrap();
        assert_eq!((&by_link.blob, &by_link.etag), (&opened.blob, &opened.etag));
    }
    let small = OpenMedia { variant: Some("200".into()), webp: false, ..open(view.file_id) };
    let small = media.open_media(&user_cx(alice), small).await.unwrap();
    assert_eq!(small.mime, "image/jpeg");
    assert!(small.length < opened.length && small.etag != opened.etag && small.blob != opened.blob);

    let unknown = FileId(user(9).0);
    let ask = |owner| DescribeMedia { files: vec![unknown, view.file_id], owner, viewer: Some(alice) };
    let pictures = media.describe_media(&service_cx(), ask(None)).await.unwrap().pictures;
    assert_eq!(pictures.iter().map(|p| p.file_id).collect::<Vec<_>>(), [view.file_id]);
    assert_eq!(pictures[0].variants, view.variants);
    assert_eq!(media.describe_media(&service_cx(), ask(Some(alice))).await.unwrap().pictures.len(), 1);
    assert_eq!(media.describe_media(&service_cx(), ask(Some(bob))).await.unwrap().pictures, []);

    let export = ExportUser { user: alice };
    assert_eq!(media.export_user(&user_cx(bob), export.clone()).await, Err(MediaRefusal::NotFound.into()));
    let exported = media.export_user(&user_cx(alice), export.clone()).await.unwrap();
    assert_eq!(media.export_user(&service_cx(), export).await.unwrap(), exported);
    assert_eq!(exported.data["files"][0]["url"], *view.url);
    let cx = user_cx_keyed(bob, "upload-2");
    media.store_media(&cx, stage(blobs, "two", &photo(300, 200)).await).await.unwrap();
    let erase = EraseUser { user: bob };
    assert_eq!(media.erase_user(&user_cx(bob), erase.clone()).await, Err(MediaRefusal::NotFound.into()));
    assert_eq!(media.erase_user(&service_cx_keyed("bob"), erase.clone()).await, Ok(Erased { count: 1 }));
    assert_eq!(media.erase_user(&service_cx_keyed("again"), erase).await, Ok(Erased { count: 0 }));

    let delete = DeleteMedia { file: view.file_id };
    let strangers = media.delete_media(&user_cx_keyed(bob, "delete-1"), delete.clone()).await;
    assert_eq!(strangers, Err(MediaRefusal::NotFound.into()));
    media.delete_media(&user_cx_keyed(alice, "delete-2"), delete).await.unwrap();
    assert_eq!(media.get_media(&user_cx(alice), get).await, Err(MediaRefusal::NotFound.into()));
    let linked = OpenMedia { proof: Some(proof_in(&view.url)), ..open(view.file_id) };
    assert_eq!(media.open_media(&user_cx(bob), linked).await, Err(MediaRefusal::NotFound.into()));
    assert_eq!(blobs.keys(), Vec::<String>::new());
}

async fn refusals(media: &dyn MediaFiles, blobs: &MemoryBlobs) {
    let whole = photo(300, 200);
    let mut wide = whole.clone();
    let frame = wide.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    wide[frame + 5..frame + 9].copy_from_slice(&[0x40, 0, 0x40, 0]);
    let cases: [(&str, Vec<u8>, MediaRefusal); 4] = [
        ("pdf", b"%PDF-1.7".to_vec(), MediaRefusal::UnsupportedMedia),
        ("cut", whole[..whole.len() / 2].to_vec(), MediaRefusal::CorruptImage),
        ("wide", wide, MediaRefusal::ImageTooLarge),
        ("long", [whole, vec![0; 10 << 20]].concat(), MediaRefusal::FileTooLarge),
    ];
    for (name, bytes, refusal) in cases {
        let outcome = media.store_media(&user_cx_keyed(user(1), name), stage(blobs, name, &bytes).await).await;
        assert_eq!(outcome, Err(Failure::Refused(refusal)), "{name}");
        assert_eq!(blobs.keys(), Vec::<String>::new(), "{name}");
    }
}

async fn parts(media: &dyn MediaFiles, blobs: &MemoryBlobs) {
    let (alice, bob) = (user(1), user(2));
    let file = photo(60, 40);
    let begin = BeginUpload { length: file.len() as u64, filename: "in parts.jpg".into() };
    let begun = media.begin_upload(&user_cx_keyed(alice, "begin"), begin.clone()).await.unwrap();
    assert_eq!((begun.offset, begun.length, begun.file), (0, file.len() as u64, None));
    let get = GetUpload { upload: begun.upload };
    assert_eq!(media.get_upload(&user_cx(bob), get.clone()).await, Err(MediaRefusal::UploadNotFound.into()));

    let mut state = begun;
    for (n, bytes) in file.chunks(file.len() / 3 + 1).enumerate() {
        let open = OpenPart { upload: state.upload, offset: state.offset };
        let place = media.open_part(&user_cx_keyed(alice, &format!("open-{n}")), open).await.unwrap();
        assert_eq!(place.room, state.length - state.offset);
        blobs.put(&place.key, bytes::Bytes::copy_from_slice(bytes)).await.unwrap();
        let add = AddPart { upload: state.upload, offset: state.offset, size: bytes.len() as u64, key: place.key };
        state = media.add_part(&user_cx_keyed(alice, &format!("add-{n}")), add).await.unwrap();
        assert_eq!(media.get_upload(&user_cx(alice), get.clone()).await, Ok(state.clone()));
    }
    let stored = media.get_media(&user_cx(alice), GetMedia { file: state.file.unwrap() }).await.unwrap();
    assert_eq!((state.offset, stored.filename.as_str(), stored.width), (state.length, "in parts.jpg", 60));
    let cancel = CancelUpload { upload: state.upload };
    let strangers = media.cancel_upload(&user_cx_keyed(bob, "cancel"), cancel.clone()).await;
    assert_eq!(strangers, Err(MediaRefusal::UploadNotFound.into()));
    media.cancel_upload(&user_cx_keyed(alice, "cancel"), cancel).await.unwrap();
    assert_eq!(media.get_upload(&user_cx(alice), get).await, Err(MediaRefusal::UploadNotFound.into()));
    let delete = DeleteMedia { file: stored.file_id };
    media.delete_media(&user_cx_keyed(alice, "delete-parts"), delete).await.unwrap();
    assert_eq!(blobs.keys(), Vec::<String>::new());
}

async fn reviews(media: &dyn MediaFiles, blobs: &MemoryBlobs) {
    let alice = user(1);
    let cx = user_cx_keyed(alice, "upload-3");
    let view = media.store_media(&cx, stage(blobs, "three", &photo(30, 20)).await).await.unwrap();
    let list = ListReviews { limit: 10, cursor: None };
    assert_eq!(media.list_reviews(&user_cx(alice), list.clone()).await, Err(MediaRefusal::Forbidden.into()));
    let waiting = media.list_reviews(&service_cx(), list.clone()).await.unwrap().items;
    assert_eq!(waiting.iter().map(|review| review.media.file_id).collect::<Vec<_>>(), [view.file_id]);
    assert_eq!((waiting[0].owner, waiting[0].explicit), (alice, None));
    let reject = ReviewMedia { file: view.file_id, approve: false };
    let own = media.review_media(&user_cx_keyed(alice, "review"), reject.clone()).await;
    assert_eq!(own, Err(MediaRefusal::Forbidden.into()));
    media.review_media(&service_cx_keyed("review"), reject).await.unwrap();
    let seen = media.get_media(&user_cx(alice), GetMedia { file: view.file_id }).await.unwrap();
    assert_eq!(seen.moderation, Moderation::Rejected);
    assert_eq!(media.list_reviews(&service_cx(), list).await.unwrap().items, []);
}
