//! Gives an upload of the caller's up; its bytes go. What it became already stays.

use kernel::{Cx, Done, Outcome};
use media_contract::{CancelUpload, MediaRefusal};
use platform::Once;

use super::uploader;
use crate::Service;
use crate::store::{leftover, upload};

impl Service {
    pub(crate) async fn cancel_upload(&self, cx: &Cx, req: CancelUpload) -> Outcome<Done, MediaRefusal> {
        let owner = uploader(cx)?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        let found = upload::of_owner(write.conn(), owner, req.upload).await?.ok_or(MediaRefusal::UploadNotFound)?;
        let keys = upload::parts(write.conn(), found.upload_id()).await?;
        upload::remove(write.conn(), found.upload_id()).await?;
        if !keys.is_empty() {
            leftover::note(write.conn(), &keys, self.clock.now()).await?;
        }
        let done = write.commit(Done {}).await?;
        self.discard(&keys).await;
        Ok(done)
    }
}
