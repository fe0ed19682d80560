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
        let people = self.directory.stored(&req.users).await?;
        let found = req.users.iter().filter_map(|user| people.get(user));
        Ok(MatchFactsList { facts: found.map(view::match_facts).collect() })
    }
}
