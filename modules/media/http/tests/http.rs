//! Statuses, headers and error bodies of the operations, with a module that answers what the test says.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use bytes::Bytes;
use edge::testing::{KnownTokens, app};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use kernel::{
    BlobFailure, BlobKey, BlobRange, BlobWriter, Blobs, Done, Fake, FileId, Page, PictureVariant, Timestamp, UserId,
};
use media_contract::{
    DeleteMedia, ListMedia, MediaFiles, MediaRefusal, MediaView, Moderation, OpenMedia, OpenedMedia, StoreMedia,
};
use media_http::{Api, routes};
use serde_json::Value;

const LIMIT: u64 = 1000;
const FILE: &str = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";
const ALICE: &str = "0197a3c4-0000-7000-8000-000000000001";
const BOB: &str = "0197a3c4-0000-7000-8000-000000000002";

#[derive(Default, Clone)]
struct MemoryBlobs(Arc<Mutex<BTreeMap<String, Bytes>>>);

struct Writer(MemoryBlobs, String, Vec<u8>);

#[kernel::async_trait]
impl BlobWriter for Writer {
    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobFailure> {
        self.2.extend_from_slice(&chunk);
        Ok(())
    }
    async fn finish(self: Box<Self>) -> Result<(), BlobFailure> {
        self.0.0.lock().unwrap().insert(self.1, self.2.into());
        Ok(())
    }
}

#[kernel::async_trait]
impl Blobs for MemoryBlobs {
    async fn create(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobFailure> {
        Ok(Box::new(Writer(self.clone(), key.as_str().to_owned(), Vec::new())))
    }
    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), BlobFailure> {
        self.0.lock().unwrap().insert(key.as_str().to_owned(), bytes);
        Ok(())
    }
    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobFailure> {
        self.0.lock().unwrap().get(key.as_str()).cloned().ok_or(BlobFailure::Missing)
    }
    async fn stream(
        &self,
        key: &BlobKey,
        range: Option<BlobRange>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobFailure>>, BlobFailure> {
        let bytes = self.get(key).await?;
        let part = range.map_or(bytes.clone(), |range| bytes.slice(range.start as usize..range.end as usize));
        Ok(stream::iter([Ok(part)]).boxed())
    }
    async fn delete(&self, key: &BlobKey) -> Result<(), BlobFailure> {
        self.0.lock().unwrap().remove(key.as_str());
        Ok(())
    }
}

fn view(filename: String, size: u64) -> MediaView {
    MediaView {
        file_id: FILE.parse().unwrap(),
        filename,
        size,
        url: format!("/media/{FILE}?expires=1&signature=x"),
        kind: "image".into(),
        mime: "image/webp".into(),
        width: 2,
        height: 1,
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj".into(),
        variants: vec![PictureVariant { name: "200".into(), url: "/".into(), width: 2, height: 1 }],
        moderation: Moderation::Unchecked,
        created_at: Timestamp::from_millis(0),
    }
}

fn opened(cx: &kernel::Cx, req: &OpenMedia) -> Result<OpenedMedia, kernel::Failure<MediaRefusal>> {
    let linked = req.proof.as_ref().is_some_and(|proof| proof.expires == 77 && proof.signature == "good");
    if req.file != FILE.parse::<FileId>().unwrap() || (cx.caller().user().is_none() && !linked) {
        return Err(MediaRefusal::NotFound.into());
    }
    Ok(OpenedMedia {
        blob: BlobKey::parse("m/bytes").unwrap(),
        mime: if req.webp { "image/webp" } else { "image/jpeg" }.into(),
        length: 10,
        etag: format!("v1-{}", req.variant.as_deref().unwrap_or("largest")),
        max_age_s: 60,
    })
}

async fn ask(blobs: &MemoryBlobs, request: TestRequest) -> ServiceResponse<impl MessageBody> {
    let fake = Fake::<dyn MediaFiles>::new()
        .on(|_cx, req: StoreMedia| Ok(view(req.filename, req.size)))
        .on(|cx, req: OpenMedia| opened(cx, &req))
        .on(|_cx, _req: DeleteMedia| Ok(Done {}))
        .on(|_cx, req: ListMedia| {
            let rows = (0..req.limit.min(2)).map(|_| view("a.jpg".into(), 1)).collect();
            Ok(Page { items: rows, next: req.cursor })
        });
    let tokens = KnownTokens::default().with("alice", ALICE.parse::<UserId>().unwrap());
    let api = Api { media: Arc::new(fake), blobs: Arc::new(blobs.clone()), max_upload_bytes: LIMIT };
    let routes: &'static edge::Routes = Box::leak(Box::new(routes(api)));
    let app = init_service(app(routes, tokens)).await;
    call_service(&app, request.to_request()).await
}

fn signed_in(request: TestRequest) -> TestRequest {
    request.insert_header(("authorization", "Bearer alice"))
}

fn form(parts: &[(&str, &str, &[u8])]) -> TestRequest {
    let mut body = Vec::new();
    for (name, filename, bytes) in parts {
        let filename = if filename.is_empty() { String::new() } else { format!("; filename=\"{filename}\"") };
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{filename}\r\n\r\n").bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    TestRequest::post()
        .uri("/media/upload")
        .insert_header(("content-type", "multipart/form-data; boundary=XX"))
        .set_payload(body)
}

async fn json(response: ServiceResponse<impl MessageBody>) -> Value {
    serde_json::from_slice(&read_body(response).await).unwrap()
}

async fn assert_problem(response: ServiceResponse<impl MessageBody>, status: u16, code: &str) {
    assert_eq!(response.status().as_u16(), status);
    let body = json(response).await;
    assert_eq!(body["code"], code, "{body}");
    assert!(body["error"].is_string() && body["request_id"].is_string(), "{body}");
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

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

fn get(query: &str) -> TestRequest {
    TestRequest::get().uri(&format!("/media/{FILE}{query}"))
}

#[actix_web::test]
async fn bytes_are_served_whole_in_part_or_not_again() {
    let blobs = MemoryBlobs::default();
    blobs.put(&BlobKey::parse("m/bytes").unwrap(), Bytes::from_static(b"0123456789")).await.unwrap();

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
    let blobs = MemoryBlobs::default();
    blobs.put(&BlobKey::parse("m/bytes").unwrap(), Bytes::from_static(b"0123456789")).await.unwrap();
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
    assert_problem(ask(&blobs, list(BOB, "")).await, 404, "media_not_found").await;

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
