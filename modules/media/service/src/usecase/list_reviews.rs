//! Files that wait for a review, oldest first; for services.

use kernel::{Caller, Cx, FieldError, Outcome, Page, page_limit};
use media_contract::{ListReviews, MediaRefusal, Review};
use sea_orm::prelude::Uuid;

use crate::store::content;
use crate::store::file::Stored;
use crate::{Service, view};

const MOST: u32 = 50;

impl Service {
    pub(crate) async fn list_reviews(&self, cx: &Cx, req: ListReviews) -> Outcome<Page<Review>, MediaRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(MediaRefusal::Forbidden.into());
        }
        let after = match &req.cursor {
            None => None,
            Some(cursor) => Some(cursor.key::<Uuid>().ok_or_else(unknown_cursor)?),
        };
        let limit = page_limit(Some(req.limit), MOST, MOST) as usize;
        let waiting = content::waiting(self.db.read(), after, limit).await?;
        let now = self.clock.now();
        Ok(Page::cut(waiting, limit, |(content, _)| content.id).map(|(content, file)| {
            let stored = Stored { file, content };
            Review {
                media: view::media(&stored, &self.links, None, now),
                owner: stored.file.owner(),
                explicit: stored.content.explicit.and_then(|share| u16::try_from(share).ok()),
            }
        }))
    }
}

fn unknown_cursor() -> MediaRefusal {
    MediaRefusal::Invalid(vec![FieldError::new("cursor", "unknown_cursor", "This cursor is not from this list.")])
}
