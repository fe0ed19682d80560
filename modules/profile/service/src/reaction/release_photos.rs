//! A deleted profile's photos go with it: nobody refers to the files any longer.

use std::sync::Arc;

use kernel::{Cx, DomainEvent, Event, Failure, Reaction, ReactionFailure, async_trait};
use media_contract::{DeleteMedia, MediaFiles, MediaRefusal};
use profile_contract::ProfileDeleted;

/// Deletes the files. It needs no inbox: a file that is gone already is what it wants.
pub struct ReleasePhotos {
    pub media: Arc<dyn MediaFiles>,
}

#[async_trait]
impl Reaction for ReleasePhotos {
    fn name(&self) -> &'static str {
        "profile.release_photos"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[ProfileDeleted::KIND]
    }
    async fn react(&self, cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let Some(gone) = event.read::<ProfileDeleted>() else { return Ok(()) };
        for file in gone.map_err(|error| ReactionFailure(error.to_string()))?.photos {
            match self.media.delete_media(cx, DeleteMedia { file }).await {
                Ok(_) | Err(Failure::Refused(MediaRefusal::NotFound)) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(())
    }
}
