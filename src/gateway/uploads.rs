//! Photos that are sent straight to a profile: stored by the media module first.

use std::sync::Arc;

use edge::{Problem, SignedIn, Upload};
use kernel::{FileId, async_trait};
use media_http::{Api, receive};
use profile_http::PhotoUploads;

/// Stores photos as any upload is stored.
pub struct StoredPhotos {
    /// The media module's public face.
    pub media: Arc<Api>,
}

#[async_trait(?Send)]
impl PhotoUploads for StoredPhotos {
    async fn store(&self, who: &SignedIn, upload: Upload) -> Result<FileId, Problem> {
        let staged = receive(&self.media, who, upload).await.map_err(|failure| Problem::from_failure(&failure))?;
        let stored = self.media.media.store_media(who.cx(), staged).await;
        Ok(stored.map_err(|failure| Problem::from_failure(&failure))?.file_id)
    }
}
