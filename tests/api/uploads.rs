//! Uploads that break off and go on, on a folder and on a bucket.

use std::time::Duration;

use kindling::settings::Environment;
use platform::Engine;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::on_every_engine;
use crate::openapi::small_png;
use crate::support::{Answer, Person, Server};

const PHONE: &[u8] = include_bytes!("../../modules/media/container/tests/fixtures/phone.mp4");

async fn tus(server: &Server, person: &Person<'_>, method: Method, path: &str, headers: &[(&str, String)]) -> Answer {
    let mut request = person.request(method, path).header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    server.send(request).await
}

async fn begin(server: &Server, person: &Person<'_>, length: usize) -> String {
    let begun = tus(server, person, Method::POST, "/media/uploads", &[("upload-length", length.to_string())]).await;
    assert_eq!(begun.status.as_u16(), 201);
    begun.headers["location"].to_str().unwrap().to_owned()
}

async fn offset(server: &Server, person: &Person<'_>, path: &str) -> usize {
    let head = tus(server, person, Method::HEAD, path, &[]).await;
    assert_eq!(head.status.as_u16(), 200);
    head.headers["upload-offset"].to_str().unwrap().parse().unwrap()
}

async fn send(server: &Server, person: &Person<'_>, path: &str, at: usize, bytes: &[u8]) -> Answer {
    let request = person.request(Method::PATCH, path).header("tus-resumable", "1.0.0");
    let request = request.header("content-type", "application/offset+octet-stream").header("upload-offset", at);
    server.send(request.body(bytes.to_vec())).await
}

/// Says that more bytes come than do, and hangs up.
async fn break_off(server: &Server, person: &Person<'_>, path: &str, bytes: &[u8], said: usize) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {said}\r\n\r\n",
        person.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.flush().await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    // The server may answer or just close.
    let _read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
}

/// A picture and a video: sent, shown, served in parts, and deleted.
async fn journey(server: &Server) {
    let ann = server.somebody("ann_u", "female", "any").await;
    let picture = ann.upload(&small_png()).await.expect(201);
    let link = picture["url"].as_str().unwrap();
    let whole = server.get(link).await;
    assert_eq!((whole.status.as_u16(), whole.headers["content-type"].to_str().unwrap()), (200, "image/webp"));

    let path = begin(server, &ann, PHONE.len()).await;
    assert_eq!(offset(server, &ann, &path).await, 0);
    break_off(server, &ann, &path, &PHONE[..1000], PHONE.len()).await;
    let mut stands = 0;
    for _ in 0..50 {
        stands = offset(server, &ann, &path).await;
        if stands > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(stands, 1000, "what had arrived is kept");
    assert_eq!(send(server, &ann, &path, 0, PHONE).await.status.as_u16(), 409);
    assert_eq!(send(server, &ann, &path, 1000, &PHONE[1000..2000]).await.status.as_u16(), 204);
    let done = send(server, &ann, &path, 2000, &PHONE[2000..]).await;
    assert_eq!(done.status.as_u16(), 204);
    let file = done.headers["content-location"].to_str().unwrap().to_owned();

    let video = ann.get(&file).await;
    assert_eq!((video.status.as_u16(), video.bytes.len()), (200, PHONE.len()));
    assert_eq!(video.headers["content-type"], "video/mp4");
    assert!(video.headers.get("vary").is_none_or(|vary| vary != "Accept"));
    let part = server.send(ann.request(Method::GET, &file).header("range", "bytes=100-199")).await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &video.bytes[100..200]));
    let listed = ann.get(&format!("/media/user/{}", ann.id())).await.expect(200);
    assert_eq!((&listed["count"], &listed["files"][0]["kind"]), (&json!(2), &json!("video")));
    let as_photo = json!({ "file_id": file.rsplit('/').next().unwrap() });
    assert_eq!(ann.post("/profiles/me/photos", as_photo).await.code(), "photo_not_found", "a video is no photo");
    for path in [file.as_str(), &format!("/media/{}", picture["file_id"].as_str().unwrap())] {
        assert_eq!(ann.delete(path).await.expect(200)["success"], true);
        assert_eq!(ann.get(path).await.status.as_u16(), 404);
    }
    assert_eq!(server.get(link).await.status.as_u16(), 404, "its links too");
}

on_every_engine! {
    async fn files_go_the_whole_way_on_a_folder(server: &Server) {
        journey(server).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_the_whole_way_on_a_bucket() {
    let Some(bucket) = testkit::ScratchS3::start() else { return };
    let server = Server::start_with(Engine::Sqlite, Environment::Production, |settings| {
        settings.blobs = bucket.settings();
    })
    .await;
    journey(&server).await;
    let ann = server.somebody("ann_s", "female", "any").await;
    let picture = ann.upload(&small_png()).await.expect(201);
    drop(bucket);
    // The store is away: files are, and nothing else.
    assert_eq!(server.get(picture["url"].as_str().unwrap()).await.status.as_u16(), 503);
    assert_eq!(ann.upload(&[small_png(), b"more".to_vec()].concat()).await.status.as_u16(), 503);
    assert_eq!(ann.get("/profiles/me").await.status.as_u16(), 200);
    assert_eq!(server.get("/health").await.status.as_u16(), 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_network_links_lead_there_and_answers_are_shared_for_seconds_alone() {
    let server = Server::start_with(Engine::Sqlite, Environment::Production, |settings| {
        settings.media.cdn_url = "https://cdn.example/".into();
    })
    .await;
    let ann = server.somebody("ann_c", "female", "any").await;
    let picture = ann.upload(&small_png()).await.expect(201);
    let link = picture["variants"][0]["url"].as_str().unwrap();
    let path = link.strip_prefix("https://cdn.example").expect("it leads to the network");
    let answer = server.get(path).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.headers["cdn-cache-control"], "public, max-age=30");
    let cached = answer.headers["cache-control"].to_str().unwrap();
    assert!(cached.starts_with("private, max-age=") && cached.ends_with("immutable"), "{cached}");
    server.stop().await;
}
