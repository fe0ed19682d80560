//! Turns staged bytes into a file of the caller's.

use bytes::Bytes;
use futures_util::future::try_join_all;
use kernel::{BlobFailure, Cx, Failure, FileId, Outcome, UserId};
use media_contract::{MediaRefusal, MediaStored, MediaView, StoreMedia};
use platform::Once;

use crate::domain::blob::{self, Encoding};
use crate::domain::filename::display_name;
use crate::domain::picture::{self, PictureRefusal, Rendered};
use crate::store::file::{self, Rendition, Renditions};
use crate::store::leftover;
use crate::studio::StudioFailure;
use crate::{Service, view};

impl Service {
    pub(crate) async fn store_media(&self, cx: &Cx, req: StoreMedia) -> Outcome<MediaView, MediaRefusal> {
        let Some(owner) = cx.caller().user() else { return Err(MediaRefusal::NotFound.into()) };
        if let Some(earlier) = self.answered_before(cx, &req).await.transpose() {
            self.remove(&req.staged).await;
            return earlier;
        }
        let outcome = self.develop(cx, &req, owner).await;
        match &outcome {
            Err(Failure::Refused(refusal)) => self.refuse(&req.staged, refusal).await,
            // Renditions of a failed attempt are left to the sweep: a commit whose answer was lost may own them.
            _ => self.discard(std::slice::from_ref(&req.staged)).await,
        }
        outcome
    }

    /// What an earlier delivery of the same call was told.
    async fn answered_before(&self, cx: &Cx, req: &StoreMedia) -> Outcome<Option<MediaView>, MediaRefusal> {
        // Only asked, not begun: rendering takes too long for a transaction, so the real one comes after it.
        if let Once::Replay(view) = self.db.once(&*self.clock, cx, req).await? {
            return Ok(Some(view));
        }
        match leftover::refusal_of(self.db.read(), &req.staged).await? {
            Some(refusal) => Err(refusal.into()),
            None => Ok(None),
        }
    }

    /// Renders the staged bytes, stores what came out, and makes it a file.
    async fn develop(&self, cx: &Cx, req: &StoreMedia, owner: UserId) -> Outcome<MediaView, MediaRefusal> {
        self.note(std::slice::from_ref(&req.staged)).await?;
        if req.size > self.max_upload_bytes {
            return Err(MediaRefusal::FileTooLarge.into());
        }
        let rendered = self.studio.render(&*self.blobs, &req.staged).await.map_err(why)?;
        let file = FileId(self.ids.fresh());
        let row = self.row(req, file, owner, &rendered);
        let keys = blob::keys(file, rendered.renditions.iter().map(|size| size.fits));
        self.note(&keys).await?;
        self.put(file, rendered).await?;

        let mut write = match self.db.once(&*self.clock, cx, req).await? {
            Once::Fresh(write) => write,
            Once::Replay(earlier) => {
                self.discard(&keys).await;
                return Ok(earlier);
            }
        };
        file::insert(write.conn(), row.clone().into()).await?;
        leftover::strike(write.conn(), &keys).await?;
        write.append(&*self.clock, &*self.ids, &MediaStored { file_id: file, owner }).await?;
        Ok(write.commit(view::media(&row, &self.links, self.clock.now())).await?)
    }

    fn row(&self, req: &StoreMedia, file: FileId, owner: UserId, rendered: &Rendered) -> file::Model {
        let size = |size: &picture::Rendition| Rendition {
            fits: size.fits,
            width: size.width,
            height: size.height,
            webp: size.webp.len() as u64,
            jpeg: size.jpeg.len() as u64,
        };
        file::Model {
            id: file.0,
            owner_id: owner.0,
            filename: display_name(&req.filename),
            width: i32::try_from(rendered.width).unwrap_or(i32::MAX),
            height: i32::try_from(rendered.height).unwrap_or(i32::MAX),
            blurhash: rendered.blurhash.clone(),
            renditions: Renditions(rendered.renditions.iter().map(size).collect()),
            moderation: view::UNCHECKED.to_owned(),
            created_at: self.clock.now().as_millis(),
        }
    }

    async fn put(&self, file: FileId, rendered: Rendered) -> Outcome<(), MediaRefusal> {
        let encoded = rendered.renditions.into_iter().flat_map(|size| {
            [(size.fits, Encoding::WebP, Bytes::from(size.webp)), (size.fits, Encoding::Jpeg, Bytes::from(size.jpeg))]
        });
        let puts = encoded.filter_map(|(fits, encoding, bytes)| {
            blob::key(file, fits, encoding).map(|key| async move { self.blobs.put(&key, bytes).await })
        });
        try_join_all(puts).await.map_err(|failure| why(failure.into()))?;
        Ok(())
    }
}

fn why(failure: StudioFailure) -> Failure<MediaRefusal> {
    match failure {
        StudioFailure::Refused(PictureRefusal::Unsupported) => MediaRefusal::UnsupportedMedia.into(),
        StudioFailure::Refused(PictureRefusal::TooLarge) => MediaRefusal::ImageTooLarge.into(),
        StudioFailure::Refused(PictureRefusal::Corrupt) => MediaRefusal::CorruptImage.into(),
        StudioFailure::Refused(failed @ PictureRefusal::Failed(_)) => Failure::internal(failed),
        // A concurrent delivery of the same call took the upload; by the next try it will have the answer.
        StudioFailure::Busy | StudioFailure::Blob(BlobFailure::Missing) => Failure::Unavailable,
        StudioFailure::Blob(error @ (BlobFailure::Full | BlobFailure::Unavailable(_))) => {
            tracing::warn!(%error, "blobs cannot be stored or read");
            Failure::Unavailable
        }
        StudioFailure::Died(cause) => Failure::internal(cause),
    }
}
