//! Reading files in pieces that are worth the trip to a thread that may wait for the disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use kernel::BlobFailure;

/// Bytes a piece; `object_store` itself reads 8 KiB, which costs five times as much a byte.
const PIECE: u64 = 64 << 10;

/// The bytes of a file within a range, which must lie in it.
pub(super) fn stream(file: File, range: Range<u64>) -> BoxStream<'static, Result<Bytes, BlobFailure>> {
    let next = |(file, range): (File, Range<u64>)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || piece(file, range)).await.map_err(io::Error::other);
        let (bytes, rest) = read.flatten().map_err(|error| BlobFailure::Unavailable(error.to_string()))?;
        Ok(Some((bytes, rest)))
    };
    stream::try_unfold((file, range), next).boxed()
}

fn piece(mut file: File, range: Range<u64>) -> io::Result<(Bytes, (File, Range<u64>))> {
    let end = range.end.min(range.start + PIECE);
    let mut bytes = Vec::with_capacity(PIECE as usize);
    file.seek(SeekFrom::Start(range.start))?;
    file.by_ref().take(end - range.start).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == end - range.start {
        true => Ok((bytes.into(), (file, end..range.end))),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
