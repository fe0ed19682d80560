//! The caller's files, newest first.

use kernel::{Cx, FieldError, FileId, Outcome, Page, page_limit};
use media_contract::{ListMedia, MediaRefusal, MediaView};

use crate::store::file;
use crate::{Service, view};

const MOST: u32 = 50;

impl Service {
    pub(crate) async fn list_media(&self, cx: &Cx, req: ListMedia) -> Outcome<Page<MediaView>, MediaRefusal> {
        let Some(owner) = cx.caller().user() else { return Err(MediaRefusal::NotFound.into()) };
        let before = match &req.cursor {
            None => None,
            Some(cursor) => Some(cursor.key::<FileId>().ok_or_else(unknown_cursor)?),
        };
        let limit = page_limit(Some(req.limit), MOST, MOST) as usize;
        let files = file::page_of_owner(self.db.read(), owner, before, limit).await?;
        let now = self.clock.now();
        Ok(Page::cut(files, limit, |stored| stored.file.file_id()).map(|stored| view::own(&stored, &self.links, now)))
    }
}

fn unknown_cursor() -> MediaRefusal {
    MediaRefusal::Invalid(vec![FieldError::new("cursor", "unknown_cursor", "This cursor is not from this list.")])
}
