//! Blob storage in a local folder, through `object_store`.

use std::path::Path as FsPath;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use kernel::{BlobFailure, BlobKey, BlobRange, BlobWriter, Blobs};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};

/// Bytes in files below one folder.
pub struct FolderBlobs {
    store: Arc<LocalFileSystem>,
}

impl FolderBlobs {
    /// Opens the folder, creating it when it is missing.
    pub fn open(folder: &FsPath) -> Result<Self, BlobFailure> {
        std::fs::create_dir_all(folder).map_err(|error| BlobFailure::Unavailable(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(failure)?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }
}

struct Writer(WriteMultipart);

#[async_trait::async_trait]
impl BlobWriter for Writer {
    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobFailure> {
        self.0.wait_for_capacity(2).await.map_err(failure)?;
        self.0.put(chunk);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<(), BlobFailure> {
        self.0.finish().await.map_err(failure)?;
        Ok(())
    }
}

#[async_trait::async_trait]
impl Blobs for FolderBlobs {
    async fn create(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobFailure> {
        let upload = self.store.put_multipart(&path(key)).await.map_err(failure)?;
        Ok(Box::new(Writer(WriteMultipart::new(upload))))
    }

    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), BlobFailure> {
        self.store.put(&path(key), bytes.into()).await.map_err(failure)?;
        Ok(())
    }

    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobFailure> {
        self.store.get(&path(key)).await.map_err(failure)?.bytes().await.map_err(failure)
    }

    async fn stream(
        &self,
        key: &BlobKey,
        range: Option<BlobRange>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobFailure>>, BlobFailure> {
        let options =
            GetOptions { range: range.map(|range| GetRange::Bounded(range.start..range.end)), ..GetOptions::default() };
        let found = self.store.get_opts(&path(key), options).await.map_err(failure)?;
        Ok(found.into_stream().map(|chunk| chunk.map_err(failure)).boxed())
    }

    async fn delete(&self, key: &BlobKey) -> Result<(), BlobFailure> {
        match self.store.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }
}

fn path(key: &BlobKey) -> Path {
    Path::from(key.as_str())
}

fn failure(error: object_store::Error) -> BlobFailure {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return BlobFailure::Missing;
    }
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(cause) = source {
        if cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::StorageFull) {
            return BlobFailure::Full;
        }
        source = cause.source();
    }
    BlobFailure::Unavailable(error.to_string())
}
