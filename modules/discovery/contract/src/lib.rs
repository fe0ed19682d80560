//! What the rest of the system may ask of the discovery module: candidates, likes and matches.
//!
//! The module owns decisions about people and what follows from them. It keeps a projection of what matching needs to
//! know, and never trusts it over the profile module for who may see whom.

mod event;
mod refusal;
mod request;

pub use event::{MatchCreated, SwipeRecorded};
pub use refusal::DiscoveryRefusal;
pub use request::{
    Action, Candidate, CandidatePage, EraseUser, ExportUser, Filters, Funnel, FunnelStep, GetCandidates, ListMatches,
    MatchView, Reason, Swipe, SwipeResult,
};

kernel::contract! {
    /// Encounters between people: whom to show, who likes whom, who matched.
    pub trait Encounters = "discovery" v 1, refuses DiscoveryRefusal {
        /// People the caller may like, best first. Everyone shown also accepts the caller. Pages neither skip nor
        /// repeat anybody; a decision of the caller's changes the next page at once.
        read fn get_candidates(GetCandidates) -> CandidatePage;
        /// Likes, passes or superlikes somebody. Repeating it changes nothing and tells how things stand; a pair
        /// matches exactly once.
        write fn swipe(Swipe) -> SwipeResult;
        /// The caller's matches, newest first. People the caller may no longer see are left out, so a page can be
        /// shorter than asked for while more follow.
        read fn list_matches(ListMatches) -> kernel::Page<MatchView>;
        /// What somebody decided about others, their matches, and what matching knows of them.
        read fn export_user(ExportUser) -> kernel::Exported;
        /// Erases decisions by and about somebody, and their matches, for both sides; for services. A repeat finds
        /// nothing more.
        write fn erase_user(EraseUser) -> kernel::Erased;
    }
}
