//! Names and avatars of people the caller may see; others are left out.

use kernel::{Cx, Outcome};
use profile_contract::{Cards, GetCards, ProfileRefusal};

use crate::Service;
use crate::domain::view;
use crate::viewer::{Viewer, at_most};

/// Most cards in one call.
const MOST: usize = 200;

impl Service {
    pub(crate) async fn get_cards(&self, cx: &Cx, req: GetCards) -> Outcome<Cards, ProfileRefusal> {
        at_most(MOST, &req.users)?;
        let viewer = Viewer::of(cx)?;
        let people = self.all_visible(viewer, &req.users).await?;
        let albums = self.directory.albums(cx, viewer, &people).await?;
        let today = self.clock.now().date();
        let avatar = |user| albums.get(user).and_then(|photos| photos.first().cloned());
        let cards = people.iter().map(|known| view::card(&known.value, avatar(&known.value.user), today));
        Ok(Cards { cards: cards.collect() })
    }
}
