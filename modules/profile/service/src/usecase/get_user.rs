//! A person the caller may see, with their account's name.

use kernel::{Cx, Outcome};
use profile_contract::{GetUser, ProfileRefusal, UserCard};

use crate::Service;
use crate::viewer::Viewer;

impl Service {
    pub(crate) async fn get_user(&self, cx: &Cx, req: GetUser) -> Outcome<UserCard, ProfileRefusal> {
        let viewer = Viewer::of(cx)?;
        let person = self.visible(viewer, req.user).await?;
        let card = self.user_cards(cx, viewer, &[person]).await?.pop();
        Ok(card.ok_or(ProfileRefusal::NotFound)?)
    }
}
