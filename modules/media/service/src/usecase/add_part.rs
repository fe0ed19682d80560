//! Adds stored bytes to an upload; the last ones make it a file.

use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobKey, Cx, Failure, IdempotencyKey, Outcome};
use media_contract::{AddPart, MediaRefusal, StoreMedia, UploadState};
use platform::Once;

use crate::Service;
use crate::domain::blob;
use crate::intake::why;
use crate::store::{leftover, upload};

impl Service {
    pub(crate) async fn add_part(&self, cx: &Cx, req: AddPart) -> Outcome<UploadState, MediaRefusal> {
        // Only asked, not begun: what follows the last part takes too long for a transaction.
        if let Once::Replay(earlier) = self.db.once(&*self.clock, cx, &req).await? {
            return Ok(earlier);
        }
        let upload = self.upload(cx, req.upload).await?;
        let state = upload.state()?;
        let fits = req.size > 0 && req.offset == state.offset && req.size <= state.length - state.offset;
        if !fits || upload.file_id.is_some() || !blob::is_part_of(&req.key, req.upload) {
            self.discard(std::slice::from_ref(&req.key)).await;
            return Err(MediaRefusal::OffsetMismatch.into());
        }
        if req.offset + req.size < state.length {
            return self.keep_part(cx, &req, &upload).await;
        }
        self.finish(cx, &req, &upload).await
    }

    async fn keep_part(&self, cx: &Cx, req: &AddPart, upload: &upload::Model) -> Outcome<UploadState, MediaRefusal> {
        let write = match self.db.once(&*self.clock, cx, req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let size = i64::try_from(req.size).unwrap_or(i64::MAX);
        if !upload::add_part(write.conn(), upload, upload.received, size, &req.key).await? {
            drop(write);
            self.discard(std::slice::from_ref(&req.key)).await;
            return Err(MediaRefusal::OffsetMismatch.into());
        }
        leftover::strike(write.conn(), std::slice::from_ref(&req.key)).await?;
        let grown = upload::Model { received: upload.received.saturating_add(size), ..upload.clone() };
        Ok(write.commit(grown.state()?).await?)
    }

    /// Puts all parts together and takes the whole in like any other upload. Until that has happened the upload stands
    /// where it stood, so that a client whose last part was answered with an error can send it again.
    async fn finish(&self, cx: &Cx, req: &AddPart, upload: &upload::Model) -> Outcome<UploadState, MediaRefusal> {
        let mut keys = upload::parts(self.db.read(), req.upload).await?;
        keys.push(req.key.clone());
        let no_key = || Failure::internal("an upload without a key");
        let staged = blob::whole(req.upload).ok_or_else(no_key)?;
        self.note(std::slice::from_ref(&staged)).await?;
        self.put_together(&keys, &staged).await.map_err(|failure| why(failure.into()))?;

        let length = upload.state()?.length;
        let whole = StoreMedia { staged, filename: upload.filename.clone(), size: length };
        // One key for all tries, so that a crash between the file and the upload's end makes no second file.
        let once = IdempotencyKey::parse(&format!("upload-{}", req.upload)).ok_or_else(no_key)?;
        let stored = self.store_media(&cx.clone().with_idempotency(once), whole).await;
        let view = match stored {
            Ok(view) => view,
            Err(Failure::Refused(refusal)) => {
                // It will never be taken: there is no reason to keep its parts.
                self.give_up(upload, keys).await?;
                return Err(refusal.into());
            }
            Err(failure) => {
                self.discard(std::slice::from_ref(&req.key)).await;
                return Err(failure);
            }
        };
        let write = match self.db.once(&*self.clock, cx, req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        upload::finish(write.conn(), upload, view.file_id).await?;
        leftover::note(write.conn(), &keys, self.clock.now()).await?;
        let done = upload::Model { received: upload.length, file_id: Some(view.file_id.0), ..upload.clone() };
        let state = write.commit(done.state()?).await?;
        self.discard(&keys).await;
        Ok(state)
    }

    async fn put_together(&self, parts: &[BlobKey], whole: &BlobKey) -> Result<(), BlobFailure> {
        let mut writer = self.blobs.create(whole).await?;
        for part in parts {
            let mut bytes = self.blobs.stream(part, None).await?;
            while let Some(chunk) = bytes.try_next().await? {
                writer.write(chunk).await?;
            }
        }
        writer.finish().await
    }

    /// Removes an upload with all its blobs.
    async fn give_up(&self, upload: &upload::Model, keys: Vec<BlobKey>) -> Outcome<(), MediaRefusal> {
        let tx = self.db.begin().await?;
        upload::remove(tx.conn(), upload.upload_id()).await?;
        if !keys.is_empty() {
            leftover::note(tx.conn(), &keys, self.clock.now()).await?;
        }
        tx.commit().await?;
        self.discard(&keys).await;
        Ok(())
    }
}
