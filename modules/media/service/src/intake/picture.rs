//! Pictures: rendered in the studio; of the original nothing is kept.

use bytes::Bytes;
use futures_util::future::try_join_all;
use kernel::Outcome;
use media_contract::{MediaKind, MediaRefusal, StoreMedia};
use media_picture::Rendered;
use sea_orm::prelude::Uuid;

use super::{count, pixels, taken, why};
use crate::Service;
use crate::domain::blob::{self, Encoding};
use crate::domain::screening::{Sight, screen};
use crate::store::content::{self, Rendition, Renditions, kind_word};
use crate::studio::StudioFailure;
use crate::usecase::store_media::Found;

impl Service {
    /// Finds the staged picture's content, or renders it.
    pub(crate) async fn take_picture(&self, req: &StoreMedia) -> Outcome<Found, MediaRefusal> {
        if req.size > self.settings.max_upload_bytes {
            return Err(MediaRefusal::FileTooLarge.into());
        }
        let seat = self.studio.seat().await.map_err(why)?;
        let (bytes, digest) = self.whole(&req.staged, req.size).await.map_err(|failure| why(failure.into()))?;
        if let Some(known) = content::of_digest(self.db.read(), &digest).await? {
            return Ok(Found::Known(known));
        }
        let developed = seat.develop(bytes).await.map_err(why)?;
        let verdict = screen(self.settings.nsfw, self.settings.thresholds(), developed.sight);
        let moderation = taken(verdict)?;
        let renditions = sizes(&developed.rendered);
        let content = content::Model {
            id: self.ids.fresh(),
            digest: Some(digest),
            kind: kind_word(MediaKind::Image).to_owned(),
            mime: Encoding::WebP.mime().to_owned(),
            width: pixels(developed.rendered.width),
            height: pixels(developed.rendered.height),
            duration_ms: None,
            blurhash: developed.rendered.blurhash.clone(),
            stored_bytes: kept(&renditions),
            renditions: Renditions(renditions),
            original_bytes: count(req.size),
            moderation: moderation.as_str().to_owned(),
            explicit: thousandths(developed.sight),
            uses: 1,
            created_at: self.clock.now().as_millis(),
        };
        self.note(&blob::keys(&content)).await?;
        self.put(content.id, developed.rendered).await.map_err(why)?;
        Ok(Found::Fresh(content))
    }

    /// Stores renditions under keys that were noted.
    pub(super) async fn put(&self, content: Uuid, rendered: Rendered) -> Result<(), StudioFailure> {
        let encoded = rendered.renditions.into_iter().flat_map(|size| {
            [(size.fits, Encoding::WebP, Bytes::from(size.webp)), (size.fits, Encoding::Jpeg, Bytes::from(size.jpeg))]
        });
        let puts = encoded.filter_map(|(fits, encoding, bytes)| {
            blob::rendition(content, fits, encoding).map(|key| async move { self.blobs.put(&key, bytes).await })
        });
        try_join_all(puts).await?;
        Ok(())
    }
}

/// Renditions as the database keeps them.
pub(super) fn sizes(rendered: &Rendered) -> Vec<Rendition> {
    let size = |size: &media_picture::Rendition| Rendition {
        fits: size.fits,
        width: size.width,
        height: size.height,
        webp: size.webp.len() as u64,
        jpeg: size.jpeg.len() as u64,
    };
    rendered.renditions.iter().map(size).collect()
}

/// How many bytes renditions take.
pub(super) fn kept(renditions: &[Rendition]) -> i64 {
    count(renditions.iter().map(|size| size.webp + size.jpeg).sum::<u64>())
}

/// What the classifier said, as the database keeps it.
pub(super) fn thousandths(sight: Sight) -> Option<i32> {
    match sight {
        // Between 0 and 1000 after the clamp, and a NaN becomes 0.
        Sight::Explicit(share) => Some((share.clamp(0.0, 1.0) * 1000.0) as i32),
        Sight::NotLooked | Sight::Failed => None,
    }
}
