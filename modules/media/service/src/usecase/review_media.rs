//! Decides about a file that waits for a review; for services. All files with the same bytes share the decision.

use kernel::{Caller, Cx, Done, Outcome};
use media_contract::{MediaRefusal, MediaReviewed, Moderation, ReviewMedia};
use platform::Once;

use crate::Service;
use crate::store::{content, file};

impl Service {
    pub(crate) async fn review_media(&self, cx: &Cx, req: ReviewMedia) -> Outcome<Done, MediaRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(MediaRefusal::Forbidden.into());
        }
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        let found = file::all_of(write.conn(), &[req.file]).await?;
        let content = found.first().ok_or(MediaRefusal::NotFound)?.content.id;
        let moderation = if req.approve { Moderation::Approved } else { Moderation::Rejected };
        content::decide(write.conn(), content, moderation).await?;
        let files = file::holding(write.conn(), content).await?;
        let event = |file: &file::Model| MediaReviewed { file_id: file.file_id(), owner: file.owner(), moderation };
        let events: Vec<_> = files.iter().map(event).collect();
        write.append_all(&*self.clock, &*self.ids, &events).await?;
        let done = write.commit(Done {}).await?;
        files.iter().for_each(|file| self.shelf.forget(file.file_id()));
        Ok(done)
    }
}
