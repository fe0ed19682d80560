//! Which of these people the viewer may see, and from whom they take messages.

use kernel::{Cx, Outcome};
use profile_contract::{AllowMessagesFrom, ProfileRefusal, Visible, VisibleTo};

use crate::Service;
use crate::viewer::{Viewer, at_most};

/// Most people in one call.
const MOST: usize = 500;

impl Service {
    pub(crate) async fn visible_to(&self, _cx: &Cx, req: VisibleTo) -> Outcome<Visible, ProfileRefusal> {
        at_most(MOST, &req.users)?;
        let people = self.all_visible(Viewer::Person(req.viewer), &req.users).await?;
        let choosy = people.iter().map(|known| (known.value.user, known.value.settings.allow_messages_from));
        Ok(Visible {
            users: people.iter().map(|known| known.value.user).collect(),
            messages_from: choosy.filter(|(_, from)| *from != AllowMessagesFrom::Requests).collect(),
        })
    }
}
