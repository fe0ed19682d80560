//! Removes a file with all its variants; for its owner and for services. What other files share stays.

use kernel::{BlobKey, Caller, Cx, Done, Outcome};
use media_contract::{DeleteMedia, MediaDeleted, MediaRefusal};
use platform::{Once, StoreResult};
use sea_orm::ConnectionTrait;

use crate::Service;
use crate::domain::blob;
use crate::store::{content, file, leftover, quota};

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
        let keys = self.release(write.conn(), std::slice::from_ref(&removed)).await?;
        let event = MediaDeleted { file_id: req.file, owner: removed.owner() };
        write.append(&*self.clock, &*self.ids, &event).await?;
        let done = write.commit(Done {}).await?;
        self.shelf.forget(req.file);
        self.discard(&keys).await;
        Ok(done)
    }

    /// Lets go of what removed files of one owner held: their owner has the room again, and the blobs of what nobody
    /// holds any longer are noted and come back.
    pub(crate) async fn release<C: ConnectionTrait>(
        &self,
        conn: &C,
        removed: &[file::Model],
    ) -> StoreResult<Vec<BlobKey>> {
        let mut contents: Vec<_> = removed.iter().map(|file| file.content_id).collect();
        // Always in one order, so that two removals cannot wait for each other.
        contents.sort_unstable();
        let sizes = content::sizes(conn, &contents).await?;
        let mut keys = Vec::new();
        for same in contents.chunk_by(|a, b| a == b) {
            let Some(id) = same.first() else { continue };
            let files = i32::try_from(same.len()).unwrap_or(i32::MAX);
            if let Some(unused) = content::release(conn, *id, files).await? {
                keys.extend(blob::keys(&unused));
            }
        }
        if let Some(owner) = removed.first().map(file::Model::owner) {
            let bytes = contents.iter().filter_map(|id| sizes.get(id)).sum();
            let files = i64::try_from(removed.len()).unwrap_or(i64::MAX);
            quota::refund(conn, owner, files, bytes).await?;
        }
        if !keys.is_empty() {
            leftover::note(conn, &keys, self.clock.now()).await?;
        }
        Ok(keys)
    }
}
