//! Removes a file with all its variants; for its owner and for services.

use kernel::{Caller, Cx, Done, Outcome};
use media_contract::{DeleteMedia, MediaDeleted, MediaRefusal};
use platform::Once;

use crate::Service;
use crate::domain::blob;
use crate::store::{file, leftover};

impl Service {
    pub(crate) async fn delete_media(&self, cx: &Cx, req: DeleteMedia) -> Outcome<Done, MediaRefusal> {
        let owner = match cx.caller() {
            Caller::User { user, .. } => Some(*user),
            Caller::Service { .. } => None,
            Caller::Anonymous => return Err(MediaRefusal::NotFound.into()),
        };
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        let removed = file::take(write.conn(), req.file, owner).await?.ok_or(MediaRefusal::NotFound)?;
        let keys = blob::keys(req.file, removed.renditions.0.iter().map(|rendition| rendition.fits));
        leftover::note(write.conn(), &keys, self.clock.now()).await?;
        let event = MediaDeleted { file_id: req.file, owner: removed.owner() };
        write.append(&*self.clock, &*self.ids, &event).await?;
        let done = write.commit(Done {}).await?;
        self.shelf.forget(req.file);
        self.discard(&keys).await;
        Ok(done)
    }
}
