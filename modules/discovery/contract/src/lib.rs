//! What the rest of the system may ask of the discovery module: candidates, likes and matches.
//!
//! The module owns decisions about people and what follows from them. It keeps a projection of what matching needs to
//! know, and never trusts it over the profile module for who may see whom.

mod decision;
mod event;
mod listing;
mod preference;
mod refusal;
mod request;

pub use decision::{Action, GetQuotas, Quota, Quotas, Swipe, SwipeResult, Undo, Undone};
pub use event::{MatchCreated, MatchRemoved, SwipeRecorded, SwipeUndone};
pub use listing::{
    AddFavorite, FavoriteView, LikeView, ListFavorites, ListLikes, ListMatches, MatchView, PersonView, RemoveFavorite,
    Unmatch,
};
pub use preference::{Filters, GetPreferences, Preferences, PutPreferences};
pub use refusal::DiscoveryRefusal;
pub use request::{
    Candidate, CandidatePage, Compatibility, EraseUser, ExportUser, Funnel, FunnelStep, GetCandidates,
    GetCompatibility, Part, Reason, Widened,
};

kernel::contract! {
    /// Encounters between people: whom to show, who likes whom, who matched.
    pub trait Encounters = "discovery" v 1, refuses DiscoveryRefusal {
        /// People the caller may like, best first. Everyone shown also accepts the caller. Pages neither skip nor
        /// repeat anybody; a decision of the caller's changes the next page at once.
        read fn get_candidates(GetCandidates) -> CandidatePage;
        /// How well the caller and somebody fit, and what that is made of. It is the same from both sides, but for what
        /// decisions tell that one of the two has not answered.
        read fn get_compatibility(GetCompatibility) -> Compatibility;
        /// What the caller asks of others whenever they look.
        read fn get_preferences(GetPreferences) -> Preferences;
        /// Replaces what the caller asks of others. Filters hold both ways: whoever does not meet them is not shown to the
        /// caller, and does not see them.
        write fn put_preferences(PutPreferences) -> Preferences;
        /// Likes, passes or superlikes somebody. Repeating it changes nothing and tells how things stand; a pair
        /// matches exactly once.
        write fn swipe(Swipe) -> SwipeResult;
        /// Takes the caller's last decision back, as if it had not been made; one that has become a match stays.
        write fn undo(Undo) -> Undone;
        /// What is left of likes, superlikes and undos for today.
        read fn get_quotas(GetQuotas) -> Quotas;
        /// The caller's matches, newest first. People the caller may no longer see are left out, so a page can be
        /// shorter than asked for while more follow.
        read fn list_matches(ListMatches) -> kernel::Page<MatchView>;
        /// Ends a match for both: neither is shown to the other again, and their conversation closes.
        write fn unmatch(Unmatch) -> kernel::Done;
        /// Who likes the caller, newest first, as long as the caller has not decided about them. Pages as for matches.
        read fn list_likes(ListLikes) -> kernel::Page<LikeView>;
        /// People whom the caller keeps for later, newest first. Pages as for matches.
        read fn list_favorites(ListFavorites) -> kernel::Page<FavoriteView>;
        /// Keeps somebody for later; a repeat changes nothing.
        write fn add_favorite(AddFavorite) -> kernel::Done;
        /// Keeps somebody no longer; a repeat changes nothing.
        write fn remove_favorite(RemoveFavorite) -> kernel::Done;
        /// What somebody decided about others, their matches, and what matching knows of them.
        read fn export_user(ExportUser) -> kernel::Exported;
        /// Erases decisions by and about somebody, and their matches, for both sides; for services. A repeat finds
        /// nothing more.
        write fn erase_user(EraseUser) -> kernel::Erased;
    }
}
