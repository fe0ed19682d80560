//! Everything the module holds of somebody: their files, and uploads under way.

use kernel::{Caller, Cx, Exported, Failure, Outcome};
use media_contract::{ExportUser, MediaRefusal, MediaView, UploadState};
use platform::StoreResult;
use serde::Serialize;

use crate::store::{file, upload};
use crate::{Service, view};

/// Files read at once.
const BATCH: usize = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    /// Newest first.
    files: Vec<MediaView>,
    /// Those that have not arrived to their end.
    uploads: Vec<UploadState>,
}

impl Service {
    pub(crate) async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, MediaRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) && cx.caller().user() != Some(req.user) {
            return Err(MediaRefusal::NotFound.into());
        }
        let now = self.clock.now();
        let (mut files, mut before) = (Vec::new(), None);
        loop {
            let mut page = file::page_of_owner(self.db.read(), req.user, before, BATCH).await?;
            let more = page.len() > BATCH;
            page.truncate(BATCH);
            before = page.last().map(|stored| stored.file.file_id());
            files.extend(page.iter().map(|stored| view::own(stored, &self.links, now)));
            if !more {
                break;
            }
        }
        // There are never more than a few.
        let uploads = upload::all_of_owner(self.db.read(), req.user, BATCH as u64).await?;
        let uploads = uploads.iter().map(upload::Model::state).collect::<StoreResult<_>>()?;
        Exported::of(&Holdings { files, uploads }).map_err(Failure::internal)
    }
}
