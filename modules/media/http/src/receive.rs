//! Reads an upload part by part and streams its file into the blob store, never holding more than a chunk.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web;
use aws_lc_rs::digest;
use edge::{SignedIn, Upload};
use futures_util::StreamExt;
use futures_util::stream::{self, LocalBoxStream};
use kernel::{BlobFailure, BlobKey, BlobWriter, Failure, IdempotencyKey, Outcome};
use media_contract::{MediaRefusal, StoreMedia};
use tokio::time::{Instant, timeout};

use crate::Api;

/// What a form may have beside its file: boundaries, headers, small fields.
const FORM_ALLOWANCE: u64 = 64 << 10;
/// An upload that is too large is read on for this many times the limit, so that the client hears why it was refused
/// instead of a broken connection.
const PATIENCE: u64 = 3;
/// Time to get going, and the least bytes a second after that.
const HEAD_START: Duration = Duration::from_secs(20);
const LEAST_PACE: u64 = 32 << 10;

/// As many bytes as it takes to tell a video from everything else.
const TELLING: usize = 12;

/// Streams the form's `file` (or `photo`) to where the module will look for it.
pub async fn receive(api: &Api, who: &SignedIn, upload: Upload) -> Outcome<StoreMedia, MediaRefusal> {
    let staged = staging_key(who)?;
    let raw = upload.0;
    let most = api.max_upload_bytes.saturating_mul(PATIENCE).max(api.max_file_bytes()).saturating_add(FORM_ALLOWANCE);
    let declared =
        raw.request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if declared.is_some_and(|declared: u64| declared > most) {
        return Err(MediaRefusal::FileTooLarge.into());
    }
    let mut form = Multipart::new(raw.request.headers(), paced(raw.payload, most));
    let mut file: Option<Received> = None;
    while let Some(part) = form.next().await {
        let part = part.map_err(|error| broken(&error))?;
        match part.name() {
            Some("file" | "photo") if file.is_none() => file = Some(take(api, &staged, part).await?),
            _ => skip(part).await?,
        }
    }
    let file = file.filter(|file| file.size > 0).ok_or(MediaRefusal::NoFile)?;
    let writer = file.writer.ok_or(MediaRefusal::FileTooLarge)?;
    // Only now, with the form read to its end: a writer that is dropped leaves nothing behind.
    writer.finish().await.map_err(|failure| unstored(&failure))?;
    Ok(StoreMedia { staged, filename: file.filename, size: file.size })
}

struct Received {
    /// Gone when the file was too large.
    writer: Option<Box<dyn BlobWriter>>,
    filename: String,
    size: u64,
}

async fn take(api: &Api, staged: &BlobKey, mut part: Field) -> Outcome<Received, MediaRefusal> {
    let filename = part.content_disposition().and_then(|disposition| disposition.get_filename()).unwrap_or_default();
    let filename = filename.to_owned();
    let mut writer = Some(api.blobs.create(staged).await.map_err(|failure| unstored(&failure))?);
    let mut size = 0;
    let mut head = Vec::with_capacity(TELLING);
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        size += chunk.len() as u64;
        head.extend(chunk.iter().take(TELLING.saturating_sub(head.len())));
        let most = if looks_like_video(&head) { api.max_video_bytes } else { api.max_upload_bytes };
        if size > most {
            writer = None;
        }
        if let Some(writer) = &mut writer {
            writer.write(chunk).await.map_err(|failure| unstored(&failure))?;
        }
    }
    Ok(Received { writer, filename, size })
}

/// Whether the bytes begin like an MP4 (a `ftyp` box of no picture's brand) or like a WebM (an EBML header). Only the
/// limit depends on it; what the file is, the module finds out.
fn looks_like_video(head: &[u8]) -> bool {
    const PICTURES: [&[u8]; 6] = [b"avif", b"avis", b"mif1", b"msf1", b"heic", b"heix"];
    let is_mp4 = head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(|brand| !PICTURES.contains(&brand));
    is_mp4 || head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3])
}

async fn skip(mut part: Field) -> Outcome<(), MediaRefusal> {
    while let Some(chunk) = part.next().await {
        chunk.map_err(|error| broken(&error))?;
    }
    Ok(())
}

/// Where the bytes wait: the same place for the same person and idempotency key, so that a repeated upload is the same
/// call to the module. The place does not tell whose they are.
fn staging_key(who: &SignedIn) -> Outcome<BlobKey, MediaRefusal> {
    let name = match who.cx().idempotency() {
        Some(key) => {
            let place = [who.user().0.as_bytes(), key.as_str().as_bytes()].concat();
            hex(digest::digest(&digest::SHA256, &place).as_ref())
        }
        None => IdempotencyKey::fresh().as_str().to_owned(),
    };
    let key = BlobKey::parse(format!("staged/{name}"));
    key.ok_or_else(|| Failure::internal("a staging key is not a key"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The body, cut off when it is longer than `most` or slower than a client has any reason to be.
pub(crate) fn paced(payload: web::Payload, most: u64) -> LocalBoxStream<'static, Result<web::Bytes, PayloadError>> {
    let started = Instant::now();
    stream::unfold((Some(payload), 0_u64), move |(payload, received)| async move {
        let mut payload = payload?;
        let due = started + HEAD_START + Duration::from_secs(received / LEAST_PACE);
        let next = match timeout(due.saturating_duration_since(Instant::now()), payload.next()).await {
            Ok(next) => next?,
            Err(_) => Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into())),
        };
        let received = received + next.as_ref().map_or(0, |chunk| chunk.len() as u64);
        let next = if received > most { Err(PayloadError::Overflow) } else { next };
        let rest = next.is_ok().then_some(payload);
        Some((next, (rest, received)))
    })
    .fuse()
    .boxed_local()
}

fn broken(error: &MultipartError) -> Failure<MediaRefusal> {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => MediaRefusal::FileTooLarge.into(),
        MultipartError::Payload(PayloadError::Io(error)) if error.kind() == std::io::ErrorKind::TimedOut => {
            Failure::DeadlineExceeded
        }
        _ => MediaRefusal::NoFile.into(),
    }
}

pub(crate) fn unstored(failure: &BlobFailure) -> Failure<MediaRefusal> {
    tracing::warn!(error = %failure, "an upload cannot be stored");
    Failure::Unavailable
}
