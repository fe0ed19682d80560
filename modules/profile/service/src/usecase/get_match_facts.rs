//! What matching needs to know; for services only.

use kernel::{Cx, Outcome};
use profile_contract::{GetMatchFacts, MatchFactsList, ProfileRefusal};

use crate::Service;
use crate::domain::view;
use crate::viewer::{Viewer, at_most};

/// Most people in one call.
const MOST: usize = 500;

impl Service {
    pub(crate) async fn get_match_facts(&self, cx: &Cx, req: GetMatchFacts) -> Outcome<MatchFactsList, ProfileRefusal> {
        at_most(MOST, &req.users)?;
        if Viewer::of(cx)? != Viewer::Service {
            return Err(ProfileRefusal::Forbidden.into());
        }
        let people = self.all_visible(Viewer::Service, &req.users).await?;
        Ok(MatchFactsList { facts: people.iter().map(|known| view::match_facts(&known.value)).collect() })
    }
}
