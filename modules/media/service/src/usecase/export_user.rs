//! Everything the module holds of somebody: their files.

use kernel::{Caller, Cx, Exported, Failure, Outcome};
use media_contract::{ExportUser, MediaRefusal, MediaView};
use serde::Serialize;

use crate::store::file;
use crate::{Service, view};

/// Files read at once.
const BATCH: usize = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    /// Newest first.
    files: Vec<MediaView>,
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
            before = page.last().map(file::Model::file_id);
            files.extend(page.iter().map(|file| view::media(file, &self.links, now)));
            if !more {
                return Exported::of(&Holdings { files }).map_err(Failure::internal);
            }
        }
    }
}
