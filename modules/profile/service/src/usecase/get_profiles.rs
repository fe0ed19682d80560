//! Several profiles as the caller may see them; hidden and missing ones are left out.

use kernel::{Cx, Outcome};
use profile_contract::{GetProfiles, ProfileRefusal, ProfileViews};

use crate::Service;
use crate::directory::Known;
use crate::domain::view;
use crate::viewer::{Viewer, at_most};

/// Most profiles in one call.
const MOST: usize = 200;

impl Service {
    pub(crate) async fn get_profiles(&self, cx: &Cx, req: GetProfiles) -> Outcome<ProfileViews, ProfileRefusal> {
        at_most(MOST, &req.users)?;
        let viewer = Viewer::of(cx)?;
        let people = self.all_visible(viewer, &req.users).await?;
        let albums = self.directory.albums(cx, viewer, &people).await?;
        let here = self.place_of(viewer).await?;
        let today = self.clock.now().date();
        let profile = |known: &Known| {
            let person = &known.value;
            let photos = albums.get(&person.user).map(|photos| photos.to_vec()).unwrap_or_default();
            let online = || self.presence.online(person.user);
            view::public(person, photos, here.filter(|_| !viewer.is(person.user)), online, today)
        };
        Ok(ProfileViews { profiles: people.iter().map(profile).collect() })
    }
}
