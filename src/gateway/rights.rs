//! Who may see whose files: what the profile module shows to people, in the words of the media module's port.

use std::sync::Arc;

use kernel::{Cx, Failure, Outcome, Picture, UserId, async_trait};
use media_contract::MediaRefusal;
use media_http::Rights;
use profile_contract::{ListPhotos, ProfileRefusal, Profiles, VisibleTo};

/// Photos of profiles, for whoever may see the person.
pub struct ShownPhotos {
    /// The module that shows them.
    pub profiles: Arc<dyn Profiles>,
}

#[async_trait]
impl Rights for ShownPhotos {
    async fn may_see(&self, cx: &Cx, viewer: UserId, owner: UserId) -> Outcome<bool, MediaRefusal> {
        let asked = self.profiles.visible_to(cx, VisibleTo { viewer, users: vec![owner] }).await;
        Ok(asked.map_err(Failure::unexpected)?.users.contains(&owner))
    }

    async fn shown(&self, cx: &Cx, owner: UserId) -> Outcome<Vec<Picture>, MediaRefusal> {
        match self.profiles.list_photos(cx, ListPhotos { user: owner }).await {
            Ok(photos) => Ok(photos.photos),
            Err(Failure::Refused(ProfileRefusal::NotFound)) => Err(MediaRefusal::NotFound.into()),
            Err(other) => Err(other.unexpected()),
        }
    }
}
