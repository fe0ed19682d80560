//! Limits in bytes: met to the byte, and by a declared length before anything is sent.

use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::files::{Verdict, all};
use super::{form, sent};
use crate::on_every_engine;
use crate::support::Server;

/// Most bytes of a picture, and of a video.
const PICTURE: usize = 10 << 20;
const VIDEO: usize = 100 << 20;

/// A file of the corpus, with zeros behind it up to a length.
fn padded(name: &str, length: usize) -> Vec<u8> {
    let mut file =
        all().into_iter().find(|file| file.name == name && matches!(file.verdict, Verdict::Taken(_))).unwrap().bytes;
    file.resize(length.max(file.len()), 0);
    file
}

on_every_engine! {
    async fn a_picture_may_have_ten_megabytes_and_not_a_byte_more(server: &Server) {
        let person = server.register("somebody").await;
        for (length, status, code) in [(PICTURE, 201, ""), (PICTURE + 1, 413, "file_too_large"), (2 * PICTURE, 413, "file_too_large")] {
            let (kind, body) = form(b"filename=\"a.jpg\"", "image/jpeg", &padded("jpeg 4:2:0", length));
            let answer = sent(server, &person, kind.clone(), body.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{length} bytes");
            // The same without a length up front.
            let pieces = body.chunks(60_000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>();
            let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
            let request = person.request(Method::POST, "/media/upload").header("content-type", kind).body(stream);
            let answer = server.send(request).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{length} bytes in pieces");
        }
    }

    async fn a_video_may_be_larger_than_a_picture(server: &Server) {
        let person = server.register("somebody").await;
        let mut file = padded("mp4 with H.264 and AAC", 0);
        file.extend(padded_box(PICTURE));
        let (kind, body) = form(b"filename=\"a.mp4\"", "video/mp4", &file);
        let answer = sent(server, &person, kind, body).await.expect(201);
        assert_eq!(answer["size"].as_u64(), Some(file.len() as u64));
        // A photo that begins like a video for its uploader's sake is none.
        let mut photo = padded("avif, 4:2:0 of 8 bits", 0);
        photo.extend(padded_box(PICTURE));
        let (kind, body) = form(b"filename=\"a.mp4\"", "video/mp4", &photo);
        let answer = sent(server, &person, kind, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (413, "file_too_large"));
    }

    async fn a_declared_length_is_refused_before_anything_is_sent(server: &Server) {
        let person = server.register("somebody").await;
        for length in [VIDEO + (65 << 10), usize::MAX / 4] {
            let mut stream = TcpStream::connect(server.address()).await.unwrap();
            let (kind, _) = form(b"filename=\"a.mp4\"", "video/mp4", b"");
            let head = format!(
                "POST /media/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\n\
                 Content-Length: {length}\r\n\r\n",
                person.token()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            while !String::from_utf8_lossy(&answer).contains("file_too_large") {
                let read = tokio::time::timeout(Duration::from_secs(5), stream.read_buf(&mut answer)).await;
                assert!(read.expect("an answer without a body").unwrap() > 0, "{}", String::from_utf8_lossy(&answer));
            }
            assert!(answer.starts_with(b"HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&answer));
        }
    }

    async fn a_form_has_to_have_its_file(server: &Server) {
        let person = server.register("somebody").await;
        let (kind, body) = crate::support::multipart("photo", "a.jpg", &padded("jpeg 4:2:0", 5_000));
        assert_eq!(sent(server, &person, kind, body).await.status, 201, "the other name of the field");
        let (kind, body) = crate::support::multipart("avatar", "a.jpg", &padded("jpeg 4:2:0", 5_000));
        let answer = sent(server, &person, kind, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "no_file"));
        let (kind, body) = form(b"filename=\"a.jpg\"", "image/jpeg", &padded("jpeg 4:2:0", 5_000));
        let answer = sent(server, &person, kind.clone(), body[..body.len() / 2].to_vec()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "no_file"), "cut off in its file");
    }
}

/// A box of free space.
fn padded_box(length: usize) -> Vec<u8> {
    let size = u32::try_from(length + 8).unwrap().to_be_bytes();
    [&size[..], b"free", &vec![0; length]].concat()
}
