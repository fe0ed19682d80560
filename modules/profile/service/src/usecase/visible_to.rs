//! Which of these people the viewer may see: those with a profile and without a block either way.

use kernel::{Cx, Outcome};
use profile_contract::{ProfileRefusal, Visible, VisibleTo};

use crate::Service;
use crate::viewer::{Viewer, at_most};

/// Most people in one call.
const MOST: usize = 500;

impl Service {
    pub(crate) async fn visible_to(&self, _cx: &Cx, req: VisibleTo) -> Outcome<Visible, ProfileRefusal> {
        at_most(MOST, &req.users)?;
        let people = self.all_visible(Viewer::Person(req.viewer), &req.users).await?;
        Ok(Visible { users: people.iter().map(|known| known.value.user).collect() })
    }
}
