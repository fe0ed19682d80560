//! What an upload holds: read once, judged by its content, and turned into blobs that a file can own.

mod picture;
mod poster;
mod video;

use aws_lc_rs::digest::{Context, SHA256};
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobKey, BlobRange, Failure, Outcome};
use media_contract::{MediaRefusal, Moderation};
use media_picture::PictureRefusal;

use crate::Service;
use crate::studio::StudioFailure;

/// Enough of a file to tell what it is.
const HEAD: u64 = 64;

/// What kind of file it is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Picture,
    Video,
}

/// SHA-256 of a file's bytes.
pub(crate) type Digest = Vec<u8>;

impl Service {
    /// What the staged bytes claim to be.
    pub(crate) async fn format_of(&self, staged: &BlobKey, size: u64) -> Result<Format, StudioFailure> {
        let head = self.part_of(staged, BlobRange { start: 0, end: size.min(HEAD) }).await?;
        if media_picture::sniff(&head).is_some() {
            Ok(Format::Picture)
        } else if is_container(&head) {
            Ok(Format::Video)
        } else {
            Err(PictureRefusal::Unsupported.into())
        }
    }

    /// A bounded part of a blob.
    async fn part_of(&self, key: &BlobKey, range: BlobRange) -> Result<Bytes, BlobFailure> {
        let mut stream = self.blobs.stream(key, Some(range)).await?;
        let mut part = BytesMut::new();
        while let Some(chunk) = stream.try_next().await? {
            part.extend_from_slice(&chunk);
        }
        Ok(part.freeze())
    }

    /// A whole blob that is known to be small, and its digest.
    async fn whole(&self, key: &BlobKey, size: u64) -> Result<(Bytes, Digest), BlobFailure> {
        let mut stream = self.blobs.stream(key, None).await?;
        let mut whole = BytesMut::with_capacity(usize::try_from(size).unwrap_or(0));
        let mut digest = Context::new(&SHA256);
        while let Some(chunk) = stream.try_next().await? {
            digest.update(&chunk);
            whole.extend_from_slice(&chunk);
        }
        Ok((whole.freeze(), digest.finish().as_ref().to_vec()))
    }
}

/// Whether the bytes begin like an MP4 (ISO/IEC 14496-12, a file type box) or a WebM (RFC 8794, an EBML header).
fn is_container(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"ftyp") || head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3])
}

/// A verdict of the screening: what is surely explicit is not taken.
fn taken(verdict: Option<Moderation>) -> Outcome<Moderation, MediaRefusal> {
    verdict.ok_or_else(|| MediaRefusal::Explicit.into())
}

/// Counts as the database keeps them.
fn count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn pixels(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Why nothing came of an upload, in the contract's words.
pub(crate) fn why(failure: StudioFailure) -> Failure<MediaRefusal> {
    match failure {
        StudioFailure::Refused(PictureRefusal::Unsupported) => MediaRefusal::UnsupportedMedia.into(),
        StudioFailure::Refused(PictureRefusal::TooLarge) => MediaRefusal::ImageTooLarge.into(),
        StudioFailure::Refused(PictureRefusal::Corrupt) => MediaRefusal::CorruptImage.into(),
        StudioFailure::Refused(failed @ PictureRefusal::Failed(_)) => Failure::internal(failed),
        // A concurrent delivery of the same call took the upload; by the next try it will have the answer.
        StudioFailure::Busy | StudioFailure::Blob(BlobFailure::Missing) => Failure::Unavailable,
        StudioFailure::Blob(error @ (BlobFailure::Full | BlobFailure::Unavailable(_))) => {
            tracing::warn!(%error, "blobs cannot be stored or read");
            Failure::Unavailable
        }
        StudioFailure::Died(cause) => Failure::internal(cause),
    }
}
