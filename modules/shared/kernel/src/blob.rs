//! The port through which bytes flow: bytes never pass a contract.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

use crate::{Timestamp, async_trait};

/// Names stored bytes: `[a-z0-9/_.-]`, made by the server, never from a client's file name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobKey(String);

impl BlobKey {
    /// Takes a key made of safe segments only.
    pub fn parse(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let segment = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.'))
        };
        (text.len() <= 200 && text.split('/').all(segment)).then_some(Self(text))
    }
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Bytes from `start` up to and without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRange {
    /// The first byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

/// A stored blob, as a listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobListing {
    /// Under which key it lies.
    pub key: BlobKey,
    /// When it was written last.
    pub written_at: Timestamp,
}

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobFailure {
    /// Nothing is stored under the key.
    #[error("no such blob")]
    Missing,
    /// The store has no room left.
    #[error("the blob store is full")]
    Full,
    /// The store cannot be reached or broke.
    #[error("blob store: {0}")]
    Unavailable(String),
}

/// Takes bytes as they arrive. Dropped without `finish`, nothing stays.
#[async_trait]
pub trait BlobWriter: Send {
    /// Takes the next bytes.
    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobFailure>;
    /// Makes what was written durable and readable under the key.
    async fn finish(self: Box<Self>) -> Result<(), BlobFailure>;
}

/// Where bytes live: a folder by default, an object store by configuration.
#[async_trait]
pub trait Blobs: Send + Sync + 'static {
    /// Starts storing bytes under a key.
    async fn create(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobFailure>;
    /// Stores a whole blob.
    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), BlobFailure>;
    /// Reads a whole blob.
    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobFailure>;
    /// Streams a blob, or a part of it.
    async fn stream(
        &self,
        key: &BlobKey,
        range: Option<BlobRange>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobFailure>>, BlobFailure>;
    /// Removes a blob; a missing one is fine.
    async fn delete(&self, key: &BlobKey) -> Result<(), BlobFailure>;
    /// All blobs whose keys begin with these whole segments, in no order; what has another kind of key is left out.
    async fn list(
        &self,
        segments: &BlobKey,
    ) -> Result<BoxStream<'static, Result<BlobListing, BlobFailure>>, BlobFailure>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_cannot_leave_their_folder() {
        assert!(BlobKey::parse("m/01/ab_c-1.webp").is_some());
        for bad in ["", "/a", "a/", "../a", "a/../b", "a//b", "A", "a b", "a\\b", ".hidden", "a\0"] {
            assert!(BlobKey::parse(bad).is_none(), "{bad:?}");
        }
    }
}
