//! The discovery module's public HTTP operations: candidates, decisions about them, and matches.

mod favorites;
mod get_candidates;
mod get_compatibility;
mod get_quotas;
mod list_likes;
mod list_matches;
mod list_query;
mod preferences;
mod swipe;
mod undo;
mod unmatch;

use std::sync::Arc;

use discovery_contract::Encounters;
use edge::{Class, Routes};

pub use favorites::{FavoriteKept, FavoriteList, FavoritePath, NewFavorite};
pub use get_candidates::{CandidateList, CandidateQuery};
pub use get_compatibility::CompatibilityPath;
pub use list_likes::LikeList;
pub use list_matches::MatchList;
pub use list_query::ListQuery;
pub use preferences::PreferencesBody;
pub use swipe::{SwipeBody, SwipeReply, TargetBody};
pub use undo::UndoReply;
pub use unmatch::MatchPath;

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
        .get("/discovery/preferences", preferences::get_preferences, "What the caller asks of others.")
        .put(
            "/discovery/preferences",
            preferences::put_preferences,
            "Replaces what the caller asks of others; what is absent does not ask.",
        )
        .get(
            "/discovery/compatibility/{user_id}",
            get_compatibility::get_compatibility,
            "How well the caller and somebody fit, and what that is made of.",
        )
        .post("/discovery/like", swipe::like, "Says yes to somebody.")
        .limited(Class::Swipe)
        .post("/discovery/pass", swipe::pass, "Says no to somebody; it can become a yes later.")
        .limited(Class::Swipe)
        .post("/discovery/superlike", swipe::superlike, "Says yes to somebody, very much.")
        .limited(Class::Swipe)
        .post("/discovery/swipe", swipe::swipe, "Decides about somebody: like, pass or superlike.")
        .limited(Class::Swipe)
        .post("/discovery/undo", undo::undo, "Takes the caller's last decision back, unless it has become a match.")
        .limited(Class::Swipe)
        .get("/discovery/quotas", get_quotas::get_quotas, "What is left for today, and when it is whole again.")
        .get("/discovery/matches", list_matches::list_matches, "The caller's matches, newest first.")
        .delete("/discovery/matches/{match_id}", unmatch::unmatch, "Ends a match, for both.")
        .get("/discovery/likes", list_likes::list_likes, "Who likes the caller and waits for an answer, newest first.")
        .get("/discovery/favorites", favorites::list_favorites, "Whom the caller keeps for later, newest first.")
        .post("/discovery/favorites", favorites::add_favorite, "Keeps somebody for later; they never learn of it.")
        .delete("/discovery/favorites/{user_id}", favorites::remove_favorite, "Keeps somebody no longer.")
        .into()
}
