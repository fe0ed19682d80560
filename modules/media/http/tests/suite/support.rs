//! Blobs in memory, a module and rights that answer what the test says, and requests.

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
    BlobFailure, BlobKey, BlobListing, BlobRange, BlobWriter, Blobs, Caller, Cx, Done, Fake, FileId, Outcome, Page,
    Picture, PictureVariant, Timestamp, UserId,
};
use media_contract::{
    AddPart, BeginUpload, CancelUpload, DeleteMedia, GetUpload, ListMedia, MediaFiles, MediaKind, MediaRefusal,
    MediaView, Moderation, OpenMedia, OpenPart, OpenedMedia, PartPlace, StoreMedia, UploadState,
};
use media_http::{Api, Rights, routes};
use serde_json::Value;

pub const LIMIT: u64 = 1000;
pub const FILE: &str = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";
pub const ALICE: &str = "0197a3c4-0000-7000-8000-000000000001";
pub const BOB: &str = "0197a3c4-0000-7000-8000-000000000002";
pub const CAROL: &str = "0197a3c4-0000-7000-8000-000000000003";
pub const DAVE: &str = "0197a3c4-0000-7000-8000-000000000004";

#[derive(Default, Clone)]
pub struct MemoryBlobs(pub Arc<Mutex<BTreeMap<String, Bytes>>>);

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
    async fn list(&self, _: &BlobKey) -> Result<BoxStream<'static, Result<BlobListing, BlobFailure>>, BlobFailure> {
        Ok(stream::empty().boxed())
    }
}

/// Bob may see the owner, and is shown the file; Carol may and is not; nobody else may.
struct FakeRights;

#[kernel::async_trait]
impl Rights for FakeRights {
    async fn may_see(&self, _cx: &Cx, viewer: UserId, owner: UserId) -> Outcome<bool, MediaRefusal> {
        assert_eq!(owner, id(ALICE));
        Ok(viewer == id(BOB) || viewer == id(CAROL))
    }
    async fn shown(&self, cx: &Cx, owner: UserId) -> Outcome<Vec<Picture>, MediaRefusal> {
        assert_eq!(owner, id(ALICE));
        let viewer = cx.caller().user().unwrap();
        match (viewer == id(BOB), viewer == id(CAROL)) {
            (true, _) => Ok(vec![picture()]),
            (_, true) => Ok(Vec::new()),
            _ => Err(MediaRefusal::NotFound.into()),
        }
    }
}

fn id(text: &str) -> UserId {
    text.parse().unwrap()
}

fn picture() -> Picture {
    let MediaView { file_id, url, width, height, blurhash, variants, .. } = view(String::new(), 1);
    Picture { file_id, url, width, height, blurhash, variants }
}

fn view(filename: String, size: u64) -> MediaView {
    MediaView {
        file_id: FILE.parse().unwrap(),
        filename,
        size,
        url: format!("/media/{FILE}?expires=1&signature=x"),
        kind: MediaKind::Image,
        mime: "image/webp".into(),
        width: 2,
        height: 1,
        duration_ms: None,
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj".into(),
        variants: vec![PictureVariant { name: "200".into(), url: "/".into(), width: 2, height: 1 }],
        moderation: Moderation::Unchecked,
        created_at: Timestamp::from_millis(0),
    }
}

/// Alice owns the one file there is; links with this expiry and signature are good.
fn opened(cx: &Cx, req: &OpenMedia) -> Outcome<OpenedMedia, MediaRefusal> {
    let linked = req.proof.as_ref().is_some_and(|proof| proof.expires == 77 && proof.signature == "good");
    let trusted = match cx.caller() {
        Caller::User { user, .. } => *user == id(ALICE),
        Caller::Service { .. } => true,
        Caller::Anonymous => false,
    };
    if req.file != FILE.parse::<FileId>().unwrap() || !(trusted || linked) {
        return Err(MediaRefusal::NotFound.into());
    }
    Ok(OpenedMedia {
        blob: BlobKey::parse("m/bytes").unwrap(),
        mime: if req.webp { "image/webp" } else { "image/jpeg" }.into(),
        length: 10,
        etag: format!("v1-{}", req.variant.as_deref().unwrap_or("largest")),
        max_age_s: 60,
        owner: id(ALICE),
    })
}

/// An upload of ten bytes that stands at four.
fn upload(offset: u64) -> UploadState {
    let file = (offset == 10).then(|| FILE.parse().unwrap());
    UploadState { upload: FILE.parse().unwrap(), offset, length: 10, expires_at: Timestamp::from_millis(0), file }
}

fn module() -> Fake<dyn MediaFiles> {
    Fake::<dyn MediaFiles>::new()
        .on(|_cx, req: StoreMedia| Ok(view(req.filename, req.size)))
        .on(|cx, req: OpenMedia| opened(cx, &req))
        .on(|_cx, _req: DeleteMedia| Ok(Done {}))
        .on(|_cx, req: ListMedia| {
            let rows = (0..req.limit.min(2)).map(|_| view("a.jpg".into(), 1)).collect();
            Ok(Page { items: rows, next: req.cursor })
        })
        .on(|_cx, req: BeginUpload| Ok(UploadState { length: req.length, ..upload(0) }))
        .on(|_cx, _req: GetUpload| Ok(upload(4)))
        .on(|_cx, req: OpenPart| match req.offset {
            4 => Ok(PartPlace { key: BlobKey::parse("parts/a/b").unwrap(), room: 6 }),
            _ => Err(MediaRefusal::OffsetMismatch.into()),
        })
        .on(|_cx, req: AddPart| Ok(upload(req.offset + req.size)))
        .on(|_cx, _req: CancelUpload| Ok(Done {}))
}

pub async fn ask(blobs: &MemoryBlobs, request: TestRequest) -> ServiceResponse<impl MessageBody + use<>> {
    let tokens = KnownTokens::default()
        .with("alice", id(ALICE))
        .with("bob", id(BOB))
        .with("carol", id(CAROL))
        .with("dave", id(DAVE));
    let api = Api {
        media: Arc::new(module()),
        blobs: Arc::new(blobs.clone()),
        rights: Arc::new(FakeRights),
        max_upload_bytes: LIMIT,
        max_video_bytes: 3 * LIMIT,
        behind_cdn: false,
    };
    let routes: &'static edge::Routes = Box::leak(Box::new(routes(api)));
    let app = init_service(app(routes, tokens)).await;
    call_service(&app, request.to_request()).await
}

pub fn signed_in(request: TestRequest) -> TestRequest {
    signed_in_as("alice", request)
}

pub fn signed_in_as(who: &str, request: TestRequest) -> TestRequest {
    request.insert_header(("authorization", format!("Bearer {who}")))
}

pub fn form(parts: &[(&str, &str, &[u8])]) -> TestRequest {
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

pub async fn json(response: ServiceResponse<impl MessageBody>) -> Value {
    serde_json::from_slice(&read_body(response).await).unwrap()
}

pub async fn assert_problem(response: ServiceResponse<impl MessageBody>, status: u16, code: &str) {
    assert_eq!(response.status().as_u16(), status);
    let body = json(response).await;
    assert_eq!(body["code"], code, "{body}");
    assert!(body["error"].is_string() && body["request_id"].is_string(), "{body}");
}

pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}
