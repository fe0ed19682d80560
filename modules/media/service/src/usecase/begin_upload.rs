//! Announces an upload of the caller's that arrives in parts.

use std::time::Duration;

use kernel::{Cx, Outcome, UploadId};
use media_contract::{BeginUpload, MediaRefusal, UploadState};
use platform::Once;

use super::uploader;
use crate::Service;
use crate::domain::filename::display_name;
use crate::store::{quota, upload};

impl Service {
    pub(crate) async fn begin_upload(&self, cx: &Cx, req: BeginUpload) -> Outcome<UploadState, MediaRefusal> {
        let owner = uploader(cx)?;
        if req.length == 0 {
            return Err(MediaRefusal::NoFile.into());
        }
        if req.length > self.settings.max_file_bytes() {
            return Err(MediaRefusal::FileTooLarge.into());
        }
        if !quota::has_room(self.db.read(), owner, 0, self.settings.quota()).await? {
            return Err(MediaRefusal::QuotaExceeded.into());
        }
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        if upload::unfinished(write.conn(), owner).await? >= u64::from(self.settings.uploads_per_person) {
            return Err(MediaRefusal::TooManyUploads.into());
        }
        let expires_at = self.clock.now().after(Duration::from_secs(self.settings.upload_ttl_s));
        let begun = upload::Model {
            id: UploadId(self.ids.fresh()).0,
            owner_id: owner.0,
            filename: display_name(&req.filename),
            length: i64::try_from(req.length).unwrap_or(i64::MAX),
            received: 0,
            parts: 0,
            file_id: None,
            expires_at: expires_at.as_millis(),
        };
        upload::insert(write.conn(), begun.clone()).await?;
        Ok(write.commit(begun.state()?).await?)
    }
}
