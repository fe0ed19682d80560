//! Statuses and headers of the tus protocol, version 1.0.0.

use actix_web::http::Method;
use actix_web::test::{TestRequest, read_body};

use crate::support::*;

fn tus(method: Method, path: &str) -> TestRequest {
    signed_in(TestRequest::default().method(method).uri(path)).insert_header(("tus-resumable", "1.0.0"))
}

fn part(offset: &str, bytes: &'static [u8]) -> TestRequest {
    tus(Method::PATCH, &format!("/media/uploads/{FILE}"))
        .insert_header(("content-type", "application/offset+octet-stream"))
        .insert_header(("upload-offset", offset))
        .set_payload(bytes)
}

#[actix_web::test]
async fn anybody_learns_what_uploads_can_do() {
    let request = TestRequest::default().method(Method::OPTIONS).uri("/media/uploads");
    let response = ask(&MemoryBlobs::default(), request).await;
    assert_eq!(response.status().as_u16(), 204);
    let expected =
        [("tus-version", "1.0.0"), ("tus-extension", "creation,expiration,termination"), ("tus-max-size", "3000")];
    for (name, value) in expected {
        assert_eq!(header(response.headers(), name), value, "{name}");
    }
}

#[actix_web::test]
async fn an_upload_is_announced_continued_and_given_up() {
    let blobs = MemoryBlobs::default();
    let begin = tus(Method::POST, "/media/uploads").insert_header(("upload-length", "10"));
    let begun = ask(&blobs, begin).await;
    assert_eq!(begun.status().as_u16(), 201);
    assert_eq!(header(begun.headers(), "location"), format!("/media/uploads/{FILE}"));
    assert_eq!(header(begun.headers(), "upload-offset"), "0");
    assert_eq!(header(begun.headers(), "upload-expires"), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(header(begun.headers(), "tus-resumable"), "1.0.0");

    let stands = ask(&blobs, tus(Method::HEAD, &format!("/media/uploads/{FILE}"))).await;
    assert_eq!(stands.status().as_u16(), 200);
    assert_eq!(header(stands.headers(), "cache-control"), "no-store");
    assert_eq!((header(stands.headers(), "upload-offset"), header(stands.headers(), "upload-length")), ("4", "10"));

    let some = ask(&blobs, part("4", b"abc")).await;
    assert_eq!((some.status().as_u16(), header(some.headers(), "upload-offset")), (204, "7"));
    assert_eq!(blobs.0.lock().unwrap()["parts/a/b"].as_ref(), b"abc");
    let rest = ask(&blobs, part("4", b"abcdef")).await;
    assert_eq!((rest.status().as_u16(), header(rest.headers(), "upload-offset")), (204, "10"));
    assert_eq!(header(rest.headers(), "content-location"), format!("/media/{FILE}"));
    assert!(read_body(rest).await.is_empty());

    let nothing = ask(&blobs, part("4", b"")).await;
    assert_eq!((nothing.status().as_u16(), header(nothing.headers(), "upload-offset")), (204, "4"));
    let gone = ask(&blobs, tus(Method::DELETE, &format!("/media/uploads/{FILE}"))).await;
    assert_eq!(gone.status().as_u16(), 204);
}

#[actix_web::test]
async fn what_does_not_fit_is_refused_and_nothing_is_stored() {
    let blobs = MemoryBlobs::default();
    assert_problem(ask(&blobs, part("5", b"abc")).await, 409, "offset_mismatch").await;
    assert_problem(ask(&blobs, part("4", b"abcdefg")).await, 413, "file_too_large").await;
    for offset in ["", "-4", "+4", "x", "99999999999999999999"] {
        assert_problem(ask(&blobs, part(offset, b"abc")).await, 400, "bad_upload_header").await;
    }
    let begin = || tus(Method::POST, "/media/uploads");
    assert_problem(ask(&blobs, begin()).await, 400, "bad_upload_header").await;
    let deferred = begin().insert_header(("upload-defer-length", "1"));
    assert_problem(ask(&blobs, deferred).await, 400, "bad_upload_header").await;
    let typed = part("4", b"abc").insert_header(("content-type", "application/json"));
    assert_problem(ask(&blobs, typed).await, 415, "unsupported_content_type").await;
    for version in ["0.2.2", "2.0.0", ""] {
        let other = begin().insert_header(("upload-length", "10")).insert_header(("tus-resumable", version));
        assert_problem(ask(&blobs, other).await, 412, "tus_version").await;
    }
    let stranger = TestRequest::post().uri("/media/uploads").insert_header(("upload-length", "10"));
    assert_problem(ask(&blobs, stranger).await, 401, "not_signed_in").await;
    assert!(blobs.0.lock().unwrap().is_empty());
}
