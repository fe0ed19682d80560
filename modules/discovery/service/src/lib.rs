//! The discovery module: whom to show to whom and why, who likes whom, and who matched.
//!
//! It owns decisions and matches, and a projection of profiles to find candidates in. Who may see whom it asks the
//! profile module at every answer; what people say to each other it never learns. Matches are told as `match.created`,
//! on which the chat module opens the conversation.

mod crowd;
mod domain;
mod reaction;
mod relearn;
mod store;
mod usecase;
mod viewers;

use std::sync::Arc;

use discovery_contract::{
    AddFavorite, CandidatePage, Compatibility, DiscoveryRefusal, Encounters, EraseUser, ExportUser, FavoriteView,
    GetCandidates, GetCompatibility, GetPreferences, GetQuotas, LikeView, ListFavorites, ListLikes, ListMatches,
    MatchView, Preferences, PutPreferences, Quotas, RemoveFavorite, Swipe, SwipeResult, Undo, Undone, Unmatch,
};
use kernel::{Clock, Cx, Done, Erased, Exported, Ids, Outcome, Page, Reaction, async_trait};
use platform::{Database, StoreResult};
use profile_contract::Profiles;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::crowd::Crowd;
pub use crate::relearn::Relearn;
use crate::viewers::Viewers;

/// How the module behaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// About how many people are compared for one request: the nearest of those who could match.
    pub pool: usize,
    /// People whose decisions are kept in memory while they look around (ten bytes a decision).
    pub viewers_cached: u64,
    /// Decisions written at the same time; others wait their turn, at most as long as their request may take.
    pub swipes_at_once: usize,
    /// How long the answer to a match waits for its conversation to be opened, in milliseconds.
    pub settle_ms: u64,
    /// Likes a day, superlikes among them; 0 is no limit.
    pub likes_per_day: u32,
    /// Superlikes a day; 0 is no limit.
    pub superlikes_per_day: u32,
    /// Decisions taken back a day; 0 is no limit.
    pub undos_per_day: u32,
    /// Most favourites of one person.
    pub favorites: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pool: 5_000,
            viewers_cached: 10_000,
            swipes_at_once: 4,
            settle_ms: 250,
            likes_per_day: 100,
            superlikes_per_day: 5,
            undos_per_day: 20,
            favorites: 500,
        }
    }
}

/// What the module needs.
pub struct Deps {
    /// Its own database.
    pub db: Database,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Who people are and who may see whom.
    pub profiles: Arc<dyn Profiles>,
}

/// The module at work.
pub struct Built {
    /// What others may ask of it.
    pub contract: Arc<dyn Encounters>,
    /// What it does when others tell a fact.
    pub reactions: Vec<Arc<dyn Reaction>>,
    /// What it does some times a day.
    pub relearn: Relearn,
}

/// Puts the module together, and reads everybody into memory.
///
/// # Errors
/// When the database cannot be read.
pub async fn build(settings: Settings, deps: Deps) -> StoreResult<Built> {
    let Deps { db, clock, ids, profiles } = deps;
    let turns = Semaphore::new(settings.swipes_at_once.max(1));
    let viewers = Viewers::new(settings.viewers_cached);
    let crowd = Crowd::default();
    crowd.load(&db).await?;
    let service = Arc::new(Service { db, clock, ids, profiles, turns, settings, crowd, viewers });
    Ok(Built { reactions: reaction::all(&service), relearn: Relearn(Arc::clone(&service)), contract: service })
}

pub(crate) struct Service {
    db: Database,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    profiles: Arc<dyn Profiles>,
    turns: Semaphore,
    settings: Settings,
    crowd: Crowd,
    viewers: Viewers,
}

#[async_trait]
impl Encounters for Service {
    async fn get_candidates(&self, cx: &Cx, req: GetCandidates) -> Outcome<CandidatePage, DiscoveryRefusal> {
        self.candidates(cx, req).await
    }
    async fn get_compatibility(&self, cx: &Cx, req: GetCompatibility) -> Outcome<Compatibility, DiscoveryRefusal> {
        self.compatibility(cx, req).await
    }
    async fn get_preferences(&self, cx: &Cx, req: GetPreferences) -> Outcome<Preferences, DiscoveryRefusal> {
        self.preferences(cx, req).await
    }
    async fn put_preferences(&self, cx: &Cx, req: PutPreferences) -> Outcome<Preferences, DiscoveryRefusal> {
        self.prefer(cx, req).await
    }
    async fn swipe(&self, cx: &Cx, req: Swipe) -> Outcome<SwipeResult, DiscoveryRefusal> {
        self.decide(cx, req).await
    }
    async fn undo(&self, cx: &Cx, req: Undo) -> Outcome<Undone, DiscoveryRefusal> {
        self.take_back(cx, req).await
    }
    async fn get_quotas(&self, cx: &Cx, req: GetQuotas) -> Outcome<Quotas, DiscoveryRefusal> {
        self.quotas(cx, req).await
    }
    async fn list_matches(&self, cx: &Cx, req: ListMatches) -> Outcome<Page<MatchView>, DiscoveryRefusal> {
        self.matches(cx, req).await
    }
    async fn unmatch(&self, cx: &Cx, req: Unmatch) -> Outcome<Done, DiscoveryRefusal> {
        self.end_match(cx, req).await
    }
    async fn list_likes(&self, cx: &Cx, req: ListLikes) -> Outcome<Page<LikeView>, DiscoveryRefusal> {
        self.likes(cx, req).await
    }
    async fn list_favorites(&self, cx: &Cx, req: ListFavorites) -> Outcome<Page<FavoriteView>, DiscoveryRefusal> {
        self.favorites(cx, req).await
    }
    async fn add_favorite(&self, cx: &Cx, req: AddFavorite) -> Outcome<Done, DiscoveryRefusal> {
        self.keep(cx, req).await
    }
    async fn remove_favorite(&self, cx: &Cx, req: RemoveFavorite) -> Outcome<Done, DiscoveryRefusal> {
        self.keep_no_longer(cx, req).await
    }
    async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, DiscoveryRefusal> {
        self.export(cx, req).await
    }
    async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, DiscoveryRefusal> {
        self.erase(cx, req).await
    }
}
