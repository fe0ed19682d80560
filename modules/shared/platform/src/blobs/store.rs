//! The port, on any store that `object_store` speaks to.

use std::path::Path as FsPath;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use kernel::{BlobFailure, BlobKey, BlobListing, BlobRange, BlobWriter, Blobs, Timestamp};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt};

use super::patience::Patience;
use super::settings::{BlobSettings, Bucket};
use super::writer::Writer;
use super::{bucket, failure, file};

/// Bytes that an upload into a folder gathers before they go to the disk.
const FOLDER_PART: usize = 1 << 20;
/// The least that a bucket takes as a part of an upload, but for the last one: "Amazon S3 multipart upload limits" in its
/// user guide. Ten thousand parts may make a blob, so that 50 GB is the most.
const BUCKET_PART: usize = 5 << 20;

/// Blobs in a folder or in a bucket.
pub struct StoreBlobs {
    store: Arc<dyn ObjectStore>,
    part_bytes: usize,
    patience: Patience,
}

impl StoreBlobs {
    /// In files below a folder, which is made when it is missing.
    pub fn in_folder(folder: &FsPath) -> Result<Self, BlobFailure> {
        std::fs::create_dir_all(folder).map_err(|error| BlobFailure::Unavailable(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| failure::write(&error))?.with_fsync(true);
        Ok(Self { store: Arc::new(store), part_bytes: FOLDER_PART, patience: Patience(None) })
    }

    pub(super) fn in_bucket(bucket: &Bucket, settings: &BlobSettings) -> Result<Self, BlobFailure> {
        let store = bucket::open(bucket, settings)?;
        Ok(Self { store, part_bytes: BUCKET_PART, patience: Patience(Some(settings.timeout())) })
    }
}

#[async_trait::async_trait]
impl Blobs for StoreBlobs {
    async fn create(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobFailure> {
        Ok(Box::new(Writer::new(Arc::clone(&self.store), path(key), self.part_bytes, self.patience)))
    }

    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), BlobFailure> {
        let length = bytes.len() as u64;
        self.patience.write(length, self.store.put(&path(key), bytes.into())).await?;
        Ok(())
    }

    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobFailure> {
        let found = self.patience.read(0, self.store.get(&path(key))).await?;
        self.patience.read(found.meta.size, found.bytes()).await
    }

    async fn stream(
        &self,
        key: &BlobKey,
        range: Option<BlobRange>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobFailure>>, BlobFailure> {
        let options =
            GetOptions { range: range.map(|range| GetRange::Bounded(range.start..range.end)), ..GetOptions::default() };
        let found = self.patience.read(0, self.store.get_opts(&path(key), options)).await?;
        Ok(match found.payload {
            GetResultPayload::File(file, _) => file::stream(file, found.range),
            GetResultPayload::Stream(bytes) => self.patience.stream(bytes),
        })
    }

    async fn delete(&self, key: &BlobKey) -> Result<(), BlobFailure> {
        match self.patience.read(0, self.store.delete(&path(key))).await {
            Err(BlobFailure::Missing) => Ok(()),
            answer => answer,
        }
    }

    async fn list(
        &self,
        segments: &BlobKey,
    ) -> Result<BoxStream<'static, Result<BlobListing, BlobFailure>>, BlobFailure> {
        let listed = self.patience.stream(self.store.list(Some(&path(segments)))).filter_map(|found| async {
            let found = match found {
                Ok(found) => found,
                Err(failure) => return Some(Err(failure)),
            };
            let key = BlobKey::parse(found.location.as_ref())?;
            Some(Ok(BlobListing { key, written_at: Timestamp::from_millis(found.last_modified.timestamp_millis()) }))
        });
        Ok(listed.boxed())
    }
}

fn path(key: &BlobKey) -> Path {
    Path::from(key.as_str())
}
