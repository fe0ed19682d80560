//! A profile as the caller may see it; a hidden one is a missing one.

use kernel::{Cx, Outcome};
use profile_contract::{GetProfile, ProfileRefusal, ProfileView};

use crate::Service;
use crate::domain::view;
use crate::viewer::Viewer;

impl Service {
    pub(crate) async fn get_profile(&self, cx: &Cx, req: GetProfile) -> Outcome<ProfileView, ProfileRefusal> {
        let viewer = Viewer::of(cx)?;
        let person = self.visible(viewer, req.user).await?;
        let photos = self.directory.album(cx, viewer, &person).await?;
        let from = if viewer.is(req.user) { None } else { self.place_of(viewer).await? };
        let online = || self.presence.online(req.user);
        Ok(view::public(&person.value, photos.to_vec(), from, online, self.clock.now().date()))
    }
}
