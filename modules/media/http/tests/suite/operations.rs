//! Statuses, headers and error bodies of upload, download, list and delete.

use actix_web::test::{TestRequest, read_body};
use bytes::Bytes;
use kernel::{BlobKey, Blobs};

use crate::support::*;

#[actix_web::test]
async fn an_upload_is_staged_as_it_came() {
    for name in ["file", "photo"] {
        let blobs = MemoryBlobs::default();
        let parts: [(&str, &str, &[u8]); 3] =
            [("note", "", b"hi"), (name, "a b.jpg", b"\xFF\xD8 bytes\r\n--X"), ("file", "second", b"no")];
        let response = ask(&blobs, signed_in(form(&parts))).await;
        assert_eq!(response.status().as_u16(), 201);
        assert_eq!(header(response.headers(), "location"), format!("/media/{FILE}"));
        assert_eq!(header(response.headers(), "cache-control"), "no-store");
        let body = json(response).await;
        assert_eq!((&body["filename"], &body["size"]), (&"a b.jpg".into(), &13.into()));
        assert_eq!(body["file_id"], FILE);
        let staged = blobs.0.lock().unwrap().clone();
        let (key, bytes) = staged.first_key_value().unwrap();
        assert!(staged.len() == 1 && key.starts_with("staged/") && !key.contains(ALICE), "{key}");
        assert_eq!(bytes.as_ref(), b"\xFF\xD8 bytes\r\n--X");
    }
}

#[actix_web::test]
async fn the_same_key_is_staged_in_the_same_place() {
    let key_of = async |key: &str| {
        let blobs = MemoryBlobs::default();
        let request = signed_in(form(&[("file", "a", b"x")])).insert_header(("idempotency-key", key));
        assert_eq!(ask(&blobs, request).await.status().as_u16(), 201);
        let staged = blobs.0.lock().unwrap().keys().next().cloned();
        staged.unwrap()
    };
    assert_eq!(key_of("One/..").await, key_of("One/..").await);
    assert_ne!(key_of("One/..").await, key_of("Two/..").await);
}

#[actix_web::test]
async fn uploads_that_cannot_be_taken_leave_nothing() {
    let blobs = MemoryBlobs::default();
    let exact = vec![7; LIMIT as usize];
    let over = vec![7; LIMIT as usize + 1];
    let far_over = vec![7; LIMIT as usize * 200];
    assert_eq!(ask(&blobs, signed_in(form(&[("file", "a", &exact)]))).await.status().as_u16(), 201);
    blobs.0.lock().unwrap().clear();
    for bytes in [&over, &far_over] {
        assert_problem(ask(&blobs, signed_in(form(&[("file", "a", bytes)]))).await, 413, "file_too_large").await;
    }
    for parts in [vec![], vec![("note", "", &b"hi"[..])], vec![("file", "a", &b""[..])]] {
        assert_problem(ask(&blobs, signed_in(form(&parts))).await, 400, "no_file").await;
    }
    let cut = form(&[]).set_payload("--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhalf a pict");
    assert_problem(ask(&blobs, signed_in(cut)).await, 400, "no_file").await;
    assert_problem(ask(&blobs, form(&[("file", "a", b"x")])).await, 401, "not_signed_in").await;
    let json = TestRequest::post().uri("/media/upload").set_json("file");
    assert_problem(ask(&blobs, signed_in(json)).await, 415, "unsupported_content_type").await;
    assert!(blobs.0.lock().unwrap().is_empty());
}

async fn stored() -> MemoryBlobs {
    let blobs = MemoryBlobs::default();
    blobs.put(&BlobKey::parse("m/bytes").unwrap(), Bytes::from_static(b"0123456789")).await.unwrap();
    blobs
}

fn get(query: &str) -> TestRequest {
    TestRequest::get().uri(&format!("/media/{FILE}{query}"))
}

#[actix_web::test]
async fn bytes_are_served_whole_in_part_or_not_again() {
    let blobs = stored().await;

    let whole = ask(&blobs, signed_in(get("?variant=640"))).await;
    assert_eq!(whole.status().as_u16(), 200);
    let expected = [
        ("content-type", "image/webp"),
        ("x-content-type-options", "nosniff"),
        ("etag", "\"v1-640\""),
        ("cache-control", "private, max-age=60, immutable"),
        ("vary", "Accept"),
        ("accept-ranges", "bytes"),
    ];
    for (name, value) in expected {
        assert_eq!(header(whole.headers(), name), value, "{name}");
    }
    assert_eq!(read_body(whole).await.as_ref(), b"0123456789");

    let part = ask(&blobs, signed_in(get("")).insert_header(("range", "bytes=2-4"))).await;
    assert_eq!((part.status().as_u16(), header(part.headers(), "content-range")), (206, "bytes 2-4/10"));
    assert_eq!(read_body(part).await.as_ref(), b"234");

    let beyond = ask(&blobs, signed_in(get("")).insert_header(("range", "bytes=10-"))).await;
    assert_eq!(header(beyond.headers(), "content-range"), "bytes */10");
    assert_problem(beyond, 416, "range_not_satisfiable").await;

    let known = ask(&blobs, signed_in(get("")).insert_header(("if-none-match", "\"v1-largest\""))).await;
    assert_eq!((known.status().as_u16(), header(known.headers(), "etag")), (304, "\"v1-largest\""));
    assert!(read_body(known).await.is_empty());

    let jpeg = ask(&blobs, signed_in(get("")).insert_header(("accept", "image/jpeg"))).await;
    assert_eq!(header(jpeg.headers(), "content-type"), "image/jpeg");
}

#[actix_web::test]
async fn only_the_owner_and_a_good_link_open_a_file() {
    let blobs = stored().await;
    assert_eq!(ask(&blobs, get("?expires=77&signature=good")).await.status().as_u16(), 200);
    for query in ["", "?expires=78&signature=good", "?expires=77", "?signature=good", "?expires=77&signature=bad"] {
        assert_problem(ask(&blobs, get(query)).await, 404, "media_not_found").await;
    }
    assert_problem(ask(&blobs, get("?expires=x&signature=good")).await, 400, "bad_query").await;
    let other = TestRequest::get().uri("/media/0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7082");
    assert_problem(ask(&blobs, signed_in(other)).await, 404, "media_not_found").await;
    let odd = TestRequest::get().uri("/media/..%2F..%2Fetc%2Fpasswd");
    assert_problem(ask(&blobs, signed_in(odd)).await, 404, "not_found").await;
}

#[actix_web::test]
async fn own_files_are_listed_and_deleted() {
    let blobs = MemoryBlobs::default();
    let list = |user: &str, query: &str| signed_in(TestRequest::get().uri(&format!("/media/user/{user}{query}")));
    let page = json(ask(&blobs, list(ALICE, "?limit=2&cursor=abc")).await).await;
    assert_eq!((&page["count"], &page["next_cursor"]), (&2.into(), &"abc".into()));
    assert_eq!(page["files"][0]["file_id"], FILE);

    let delete = || TestRequest::delete().uri(&format!("/media/{FILE}"));
    let response = ask(&blobs, signed_in(delete())).await;
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(json(response).await["success"], true);
    assert_problem(ask(&blobs, delete()).await, 401, "not_signed_in").await;
    assert_problem(
        ask(&blobs, signed_in(TestRequest::put().uri(&format!("/media/{FILE}")))).await,
        405,
        "method_not_allowed",
    )
    .await;
}

#[actix_web::test]
async fn others_see_what_the_rights_say_whatever_link_they_hold() {
    let blobs = stored().await;
    let link = |viewer: &str| get(&format!("?for={viewer}&expires=77&signature=good"));
    // A link works for whom it was made as long as they may see the owner, and for the owner always.
    for (viewer, status) in [(ALICE, 200), (BOB, 200), (CAROL, 200), (DAVE, 404)] {
        assert_eq!(ask(&blobs, link(viewer)).await.status().as_u16(), status, "{viewer}");
    }
    assert_problem(ask(&blobs, get(&format!("?for={BOB}&expires=77&signature=bad"))).await, 404, "media_not_found")
        .await;
    assert_problem(ask(&blobs, get("?for=nobody&expires=77&signature=good")).await, 400, "bad_query").await;
    // Without a link people see what they are shown, and the owner everything.
    for (who, status) in [("alice", 200), ("bob", 200), ("carol", 404), ("dave", 404)] {
        assert_eq!(ask(&blobs, signed_in_as(who, get(""))).await.status().as_u16(), status, "{who}");
        assert_eq!(
            ask(&blobs, signed_in_as(who, link(DAVE))).await.status().as_u16(),
            status,
            "{who} with Dave's link"
        );
    }
}

#[actix_web::test]
async fn of_others_only_what_they_show_is_listed() {
    let blobs = MemoryBlobs::default();
    let list = |who: &str| signed_in_as(who, TestRequest::get().uri(&format!("/media/user/{ALICE}")));
    let page = json(ask(&blobs, list("bob")).await).await;
    assert_eq!((&page["count"], &page["files"][0]["file_id"]), (&1.into(), &FILE.into()));
    let file = page["files"][0].as_object().unwrap();
    assert!(["filename", "moderation", "size", "created_at"].iter().all(|own| !file.contains_key(*own)), "{file:?}");
    assert_eq!(json(ask(&blobs, list("carol")).await).await["count"], 0);
    assert_problem(ask(&blobs, list("dave")).await, 404, "media_not_found").await;
}

#[actix_web::test]
async fn a_video_may_be_larger_than_a_picture() {
    let body = |start: &[u8], size: u64| [start, &vec![0; size as usize - start.len()]].concat();
    let cases: [(&[u8], u64, u16); 7] = [
        (b"\0\0\0\x18ftypisom", 3 * LIMIT, 201),
        (b"\x1A\x45\xDF\xA3", 2 * LIMIT, 201),
        (b"\0\0\0\x18ftypisom", 3 * LIMIT + 1, 413),
        (b"\0\0\0\x18ftypavif", LIMIT + 1, 413),
        (b"\0\0\0\x18ftyp", LIMIT + 1, 201),
        (b"\xFF\xD8\xFF", LIMIT + 1, 413),
        (b"", LIMIT + 1, 413),
    ];
    for (start, size, status) in cases {
        let response = ask(&MemoryBlobs::default(), signed_in(form(&[("file", "a", &body(start, size))]))).await;
        assert_eq!(response.status().as_u16(), status, "{start:?} {size}");
    }
}
