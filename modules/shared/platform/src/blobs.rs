//! Blob storage: files below one folder, or objects in an S3-compatible bucket, behind the same port.
//!
//! Both keep the same promises. A write is durable when it returns; a reader sees a whole blob or none; of two writers to
//! one key the later one wins; what a writer that was dropped has sent is removed. What a range names beyond the end of
//! its blob is left out, and a range that holds no byte of it fails.
//!
//! A process that is killed in the middle of an upload cannot tidy up: a bucket wants a lifecycle rule that ends incomplete
//! multipart uploads after a day.

mod bucket;
mod failure;
mod file;
mod patience;
mod settings;
mod store;
mod writer;

use std::path::Path;
use std::sync::Arc;

use kernel::{BlobFailure, Blobs};

use settings::Location;

pub use settings::BlobSettings;
pub use store::StoreBlobs;

/// Opens the store that the settings name; `default_folder` is where blobs lie when they name none. A folder is made when
/// it is missing. A bucket has to exist, and nothing is asked of it yet. A failure says what is wrong with the settings
/// without showing a key.
pub fn open_blobs(settings: &BlobSettings, default_folder: &Path) -> Result<Arc<dyn Blobs>, BlobFailure> {
    Ok(match settings.location()? {
        Location::DefaultFolder => Arc::new(StoreBlobs::in_folder(default_folder)?),
        Location::Folder(folder) => Arc::new(StoreBlobs::in_folder(&folder)?),
        Location::Bucket(bucket) => Arc::new(StoreBlobs::in_bucket(&bucket, settings)?),
    })
}
