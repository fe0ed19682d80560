//! How far an upload of the caller's has come.

use kernel::{Cx, Outcome, UploadId};
use media_contract::{GetUpload, MediaRefusal, UploadState};

use super::uploader;
use crate::Service;
use crate::store::upload;

impl Service {
    pub(crate) async fn get_upload(&self, cx: &Cx, req: GetUpload) -> Outcome<UploadState, MediaRefusal> {
        Ok(self.upload(cx, req.upload).await?.state()?)
    }

    /// An upload of the caller's that is not over.
    pub(crate) async fn upload(&self, cx: &Cx, id: UploadId) -> Outcome<upload::Model, MediaRefusal> {
        let found = upload::of_owner(self.db.read(), uploader(cx)?, id).await?.ok_or(MediaRefusal::UploadNotFound)?;
        if found.expires_at <= self.clock.now().as_millis() {
            return Err(MediaRefusal::UploadExpired.into());
        }
        Ok(found)
    }
}
