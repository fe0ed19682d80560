//! Buckets that are away, slow, full, or say no.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use kernel::{BlobFailure, Blobs};
use platform::{BlobSettings, open_blobs};
use testkit::ScratchS3;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::{bucket, key, noise};

/// A few seconds, on a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(4);

fn at(address: SocketAddr) -> BlobSettings {
    BlobSettings {
        url: format!("s3://kindling?endpoint=http://{address}"),
        access_key: "access-canary".into(),
        secret_key: "secret-canary".into(),
        ..Default::default()
    }
}

fn open(settings: &BlobSettings) -> Arc<dyn Blobs> {
    open_blobs(settings, "/nowhere".as_ref()).unwrap()
}

/// Every operation fails, within `most` each.
async fn all_unavailable(blobs: &dyn Blobs, most: Duration) {
    for operation in ["put", "get", "stream", "delete", "list", "small upload", "large upload"] {
        let started = Instant::now();
        let failed = match operation {
            "put" => blobs.put(&key("a"), Bytes::from_static(b"x")).await,
            "get" => blobs.get(&key("a")).await.map(drop),
            "stream" => blobs.stream(&key("a"), None).await.map(drop),
            "delete" => blobs.delete(&key("a")).await,
            "list" => match blobs.list(&key("a")).await {
                Ok(mut found) => found.next().await.unwrap_or(Err(BlobFailure::Missing)).map(drop),
                Err(failure) => Err(failure),
            },
            upload => {
                let mut writer = blobs.create(&key("a")).await.unwrap();
                let length = if upload == "small upload" { 10 } else { 6_000_000 };
                match writer.write(noise(length, 1)).await {
                    Ok(()) => writer.finish().await,
                    Err(failure) => {
                        assert!(writer.finish().await.is_err(), "a torn upload is no blob");
                        Err(failure)
                    }
                }
            }
        };
        let took = started.elapsed();
        let Err(BlobFailure::Unavailable(text)) = failed else { panic!("{operation}: {failed:?}") };
        assert!(took < most, "{operation} took {took:?}");
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_fails_requests_soon() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    all_unavailable(&*open(&at(free)), SOON).await;
}

#[tokio::test]
async fn a_server_that_takes_no_connections_fails_requests_in_time() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let full = socket.listen(1).unwrap();
    let address = full.local_addr().unwrap();
    // These take all places of those who wait to be accepted; whoever comes next hears nothing.
    let mut waiting = Vec::new();
    while let Ok(connected) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
        assert!(waiting.len() < 100);
    }
    let settings = BlobSettings { connect_timeout_ms: 200, timeout_ms: 60_000, ..at(address) };
    all_unavailable(&*open(&settings), SOON).await;
}

#[tokio::test]
async fn a_server_that_never_answers_fails_requests_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = BlobSettings { timeout_ms: 300, ..at(silent.local_addr().unwrap()) };
    all_unavailable(&*open(&settings), SOON).await;
}

/// Answers requests with these answers, one after the other, and counts them; the last one over and over.
struct Answers {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Answers {
    async fn serve(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(socket.read_u8().await.unwrap());
                }
                let nth = count.fetch_add(1, Ordering::SeqCst);
                socket.write_all(answers[nth.min(answers.len() - 1)].as_bytes()).await.unwrap();
                // Stays open: what follows a half answer is silence.
                tokio::spawn(async move {
                    let _bytes = tokio::io::copy(&mut socket, &mut tokio::io::sink()).await;
                });
            }
        });
        Self { address, asked }
    }
}

fn answer(status: &str, body: &str) -> String {
    let head = "etag: \"e\"\r\nlast-modified: Sun, 01 Mar 2026 12:00:00 GMT\r\nconnection: close";
    format!("HTTP/1.1 {status}\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn what_a_store_cannot_do_now_is_tried_again_a_few_times() {
    let busy = answer("503 Slow Down", "<Error><Code>SlowDown</Code></Error>");
    let then_fine = Answers::serve(vec![busy.clone(), answer("200 OK", "hello")]).await;
    assert_eq!(open(&at(then_fine.address)).get(&key("a")).await.unwrap().as_ref(), b"hello");
    let always = Answers::serve(vec![busy]).await;
    let failed = open(&at(always.address)).put(&key("a"), Bytes::from_static(b"x")).await;
    assert!(matches!(failed, Err(BlobFailure::Unavailable(text)) if text.ends_with(": SlowDown")));
    assert_eq!(always.asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_store_that_is_full_says_so_and_answers_are_not_repeated() {
    let full = Answers::serve(vec![answer("507 Insufficient Storage", "<Code>XMinioStorageFull</Code>")]).await;
    let failed = open(&at(full.address)).put(&key("a"), Bytes::from_static(b"x")).await;
    assert!(matches!(failed, Err(BlobFailure::Full)), "{failed:?}");
    let said = "<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>access-canary</AWSAccessKeyId></Error>";
    let forbids = Answers::serve(vec![answer("403 Forbidden", said)]).await;
    all_unavailable(&*open(&at(forbids.address)), SOON).await;
}

#[tokio::test]
async fn a_stream_that_stands_still_fails() {
    let half = answer("200 OK", "hello").replace("content-length: 5", "content-length: 10");
    let server = Answers::serve(vec![half]).await;
    let blobs = open(&BlobSettings { timeout_ms: 300, ..at(server.address) });
    let mut bytes = blobs.stream(&key("a"), None).await.unwrap();
    assert_eq!(bytes.next().await.unwrap().unwrap().as_ref(), b"hello");
    let started = Instant::now();
    assert!(matches!(bytes.next().await, Some(Err(BlobFailure::Unavailable(_)))));
    assert!(started.elapsed() < SOON);
    assert!(bytes.next().await.is_none());
    assert!(matches!(blobs.get(&key("a")).await, Err(BlobFailure::Unavailable(_))));
}

#[tokio::test]
async fn a_slow_reader_is_not_the_fault_of_the_store() {
    let Some(server) = ScratchS3::start() else { return };
    let blobs = open(&BlobSettings { timeout_ms: 500, ..server.settings() });
    // More than sockets hold.
    let body = noise(12_000_000, 1);
    blobs.put(&key("m/a"), body.clone()).await.unwrap();
    let mut bytes = blobs.stream(&key("m/a"), None).await.unwrap();
    let mut length = bytes.next().await.unwrap().unwrap().len();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    while let Some(chunk) = bytes.next().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, body.len());
}

#[tokio::test]
async fn wrong_keys_and_missing_buckets_are_no_missing_blobs() {
    let Some(server) = ScratchS3::start() else { return };
    bucket(&server).get(&key("a")).await.expect_err("the server is fine, and the blob missing");
    let settings = server.settings();
    let wrong = BlobSettings { secret_key: "secret-canary".into(), ..settings.clone() };
    all_unavailable(&*open(&wrong), SOON).await;
    let elsewhere = BlobSettings { url: settings.url.replace("s3://kindling", "s3://nowhere"), ..settings };
    all_unavailable(&*open(&elsewhere), SOON).await;
}

#[tokio::test]
async fn an_upload_fails_when_its_store_goes_away() {
    let Some(server) = ScratchS3::start() else { return };
    let blobs = bucket(&server);
    let mut writer = blobs.create(&key("m/a")).await.unwrap();
    writer.write(noise(6_000_000, 1)).await.unwrap();
    drop(server);
    let started = Instant::now();
    let failed = match writer.write(noise(12_000_000, 2)).await {
        Ok(()) => writer.finish().await,
        failed => failed,
    };
    assert!(matches!(failed, Err(BlobFailure::Unavailable(_))), "{failed:?}");
    assert!(started.elapsed() < SOON);
}
