//! The discovery module's public HTTP operations: candidates, decisions about them, and matches.

mod get_candidates;
mod list_matches;
mod swipe;

use std::sync::Arc;

use discovery_contract::Encounters;
use edge::{Class, Routes};

pub use get_candidates::{CandidateList, CandidateQuery};
pub use list_matches::{MatchList, MatchQuery};
pub use swipe::{SwipeBody, SwipeReply, TargetBody};

/// What the operations need.
pub struct Api {
    /// The discovery module.
    pub encounters: Arc<dyn Encounters>,
}

/// The module's route table.
pub fn routes(api: Api) -> Routes {
    Routes::new("discovery", "Discovery", "Whom to meet, and who wants to meet whom.", api)
        .get(
            "/discovery/candidates",
            get_candidates::get_candidates,
            "People the caller may like, best first, and why.",
        )
        .post("/discovery/like", swipe::like, "Says yes to somebody.")
        .limited(Class::Swipe)
        .post("/discovery/pass", swipe::pass, "Says no to somebody; it can become a yes later.")
        .limited(Class::Swipe)
        .post("/discovery/superlike", swipe::superlike, "Says yes to somebody, very much.")
        .limited(Class::Swipe)
        .post("/discovery/swipe", swipe::swipe, "Decides about somebody: like, pass or superlike.")
        .limited(Class::Swipe)
        .get("/discovery/matches", list_matches::list_matches, "The caller's matches, newest first.")
        .into()
}
