//! The profile module: what people say of themselves, their photos and places, and who may see whom.
//!
//! Of likes and matches it knows only whom they let see whom, and of messages nothing. Files are the media module's: this one keeps which of them a
//! profile shows, in which order, and asks for links. What it reads often it keeps in memory; `shelf` says why
//! that is never out of date in one process; several processes tell each other by signals.

mod announce;
mod directory;
mod domain;
mod reaction;
mod shelf;
mod store;
mod usecase;
mod viewer;

use std::sync::Arc;
use std::time::Duration;

use auth_contract::Accounts;
use kernel::{Clock, Cx, Done, Erased, Exported, Ids, Outcome, Page, Presence, Reaction, Signal, Signals};
use media_contract::MediaFiles;
use platform::Database;
use profile_contract::{
    AddPhoto, Block, BlockedPerson, Cards, CreateProfile, DecideVerification, DeleteProfile, EraseUser, ExportUser,
    GetCards, GetMatchFacts, GetOwnProfile, GetProfile, GetProfiles, GetSettings, GetUser, GetUsers, ListBlocks,
    ListPhotos, ListVerifications, MatchFactsList, OrderPhotos, OwnProfile, Photos, ProfileRefusal, ProfileSettings,
    ProfileView, ProfileViews, Profiles, ProgressView, RemovePhoto, RequestVerification, SearchUsers, SetLocation,
    Unblock, UpdateProfile, UpdateProgress, UpdateSettings, UserCard, UserCards, Verification, VerificationCase,
    Visible, VisibleTo,
};
use serde::Deserialize;

use announce::Announcer;
use directory::Directory;

/// What an installation may tune.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// People kept in memory; some 3 KiB each.
    pub people_cached: u64,
    /// Pictures' links kept in memory, counted once for each person who looks; some 1.5 KiB each.
    pub pictures_cached: u64,
    /// Blocks kept in memory, counted once for each person who looks; some 20 bytes each.
    pub blocks_cached: u64,
    /// How long photos' links are handed out before new ones are asked for, in seconds; well below the time they work.
    pub links_cached_s: u64,
    /// How long a write waits at most until other modules in this process know of it, in milliseconds.
    pub settle_ms: u64,
    /// How often somebody may change their place within 24 hours; 0 is no limit. The first placement is free.
    pub location_changes_per_day: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            people_cached: 20_000,
            pictures_cached: 50_000,
            blocks_cached: 200_000,
            links_cached_s: 300,
            settle_ms: 250,
            location_changes_per_day: 10,
        }
    }
}

/// What the module needs from outside.
pub struct Deps {
    /// Its database.
    pub db: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// Nudges to and from other caches.
    pub signals: Signals,
    /// Whose photos' files are.
    pub media: Arc<dyn MediaFiles>,
    /// Who knows accounts' names.
    pub accounts: Arc<dyn Accounts>,
    /// Who is there right now.
    pub presence: Arc<dyn Presence>,
}

/// The module, ready to be asked.
pub struct Built {
    /// What others ask.
    pub contract: Arc<dyn Profiles>,
    /// What it does when facts arrive.
    pub reactions: Vec<Arc<dyn Reaction>>,
}

/// Builds the module.
pub fn build(settings: Settings, deps: Deps) -> Built {
    let Deps { db, clock, ids, signals, media, accounts, presence } = deps;
    let directory = Directory::new(&settings, db.clone(), Arc::clone(&media), Arc::clone(&clock));
    let directory = Arc::new(directory);
    let listener = Arc::clone(&directory);
    signals.listen(move |signal| {
        if let Signal::PersonChanged { user } = signal {
            listener.forget(*user);
        }
    });
    let announcer = Announcer::new(signals.clone(), Duration::from_millis(settings.settle_ms));
    let reactions: Vec<Arc<dyn Reaction>> = vec![
        Arc::new(reaction::ReleasePhotos { media: Arc::clone(&media) }),
        Arc::new(reaction::DropDeletedPhoto {
            db: db.clone(),
            clock: Arc::clone(&clock),
            ids: Arc::clone(&ids),
            announcer: announcer.clone(),
        }),
        Arc::new(reaction::FollowDeparture {
            db: db.clone(),
            clock: Arc::clone(&clock),
            accounts: Arc::clone(&accounts),
            announcer: announcer.clone(),
        }),
        Arc::new(reaction::FollowEncounters {
            db: db.clone(),
            clock: Arc::clone(&clock),
            announcer: announcer.clone(),
        }),
        Arc::new(reaction::RefreshAlbum { signals }),
    ];
    let location_changes_per_day = settings.location_changes_per_day;
    let nameless = usecase::Nameless::default();
    let service =
        Service { db, clock, ids, media, accounts, presence, directory, announcer, nameless, location_changes_per_day };
    Built { contract: Arc::new(service), reactions }
}

struct Service {
    db: Database,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    media: Arc<dyn MediaFiles>,
    accounts: Arc<dyn Accounts>,
    presence: Arc<dyn Presence>,
    directory: Arc<Directory>,
    announcer: Announcer,
    nameless: usecase::Nameless,
    location_changes_per_day: u32,
}

#[async_trait::async_trait]
impl Profiles for Service {
    async fn create_profile(&self, cx: &Cx, req: CreateProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        self.create_profile(cx, req).await
    }
    async fn get_own_profile(&self, cx: &Cx, req: GetOwnProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        self.get_own_profile(cx, req).await
    }
    async fn get_profile(&self, cx: &Cx, req: GetProfile) -> Outcome<ProfileView, ProfileRefusal> {
        self.get_profile(cx, req).await
    }
    async fn get_profiles(&self, cx: &Cx, req: GetProfiles) -> Outcome<ProfileViews, ProfileRefusal> {
        self.get_profiles(cx, req).await
    }
    async fn get_cards(&self, cx: &Cx, req: GetCards) -> Outcome<Cards, ProfileRefusal> {
        self.get_cards(cx, req).await
    }
    async fn get_user(&self, cx: &Cx, req: GetUser) -> Outcome<UserCard, ProfileRefusal> {
        self.get_user(cx, req).await
    }
    async fn get_users(&self, cx: &Cx, req: GetUsers) -> Outcome<UserCards, ProfileRefusal> {
        self.get_users(cx, req).await
    }
    async fn search_users(&self, cx: &Cx, req: SearchUsers) -> Outcome<Page<UserCard>, ProfileRefusal> {
        self.search_users(cx, req).await
    }
    async fn update_profile(&self, cx: &Cx, req: UpdateProfile) -> Outcome<OwnProfile, ProfileRefusal> {
        self.update_profile(cx, req).await
    }
    async fn get_settings(&self, cx: &Cx, req: GetSettings) -> Outcome<ProfileSettings, ProfileRefusal> {
        self.get_settings(cx, req).await
    }
    async fn update_settings(&self, cx: &Cx, req: UpdateSettings) -> Outcome<ProfileSettings, ProfileRefusal> {
        self.update_settings(cx, req).await
    }
    async fn update_progress(&self, cx: &Cx, req: UpdateProgress) -> Outcome<ProgressView, ProfileRefusal> {
        self.update_progress(cx, req).await
    }
    async fn request_verification(&self, cx: &Cx, req: RequestVerification) -> Outcome<Verification, ProfileRefusal> {
        self.request_verification(cx, req).await
    }
    async fn list_verifications(
        &self,
        cx: &Cx,
        req: ListVerifications,
    ) -> Outcome<Page<VerificationCase>, ProfileRefusal> {
        self.list_verifications(cx, req).await
    }
    async fn decide_verification(&self, cx: &Cx, req: DecideVerification) -> Outcome<Done, ProfileRefusal> {
        self.decide_verification(cx, req).await
    }
    async fn set_location(&self, cx: &Cx, req: SetLocation) -> Outcome<OwnProfile, ProfileRefusal> {
        self.set_location(cx, req).await
    }
    async fn delete_profile(&self, cx: &Cx, req: DeleteProfile) -> Outcome<Done, ProfileRefusal> {
        self.delete_profile(cx, req).await
    }
    async fn list_photos(&self, cx: &Cx, req: ListPhotos) -> Outcome<Photos, ProfileRefusal> {
        self.list_photos(cx, req).await
    }
    async fn add_photo(&self, cx: &Cx, req: AddPhoto) -> Outcome<Photos, ProfileRefusal> {
        self.add_photo(cx, req).await
    }
    async fn order_photos(&self, cx: &Cx, req: OrderPhotos) -> Outcome<Photos, ProfileRefusal> {
        self.order_photos(cx, req).await
    }
    async fn remove_photo(&self, cx: &Cx, req: RemovePhoto) -> Outcome<Photos, ProfileRefusal> {
        self.remove_photo(cx, req).await
    }
    async fn visible_to(&self, cx: &Cx, req: VisibleTo) -> Outcome<Visible, ProfileRefusal> {
        self.visible_to(cx, req).await
    }
    async fn get_match_facts(&self, cx: &Cx, req: GetMatchFacts) -> Outcome<MatchFactsList, ProfileRefusal> {
        self.get_match_facts(cx, req).await
    }
    async fn block(&self, cx: &Cx, req: Block) -> Outcome<Done, ProfileRefusal> {
        self.block(cx, req).await
    }
    async fn unblock(&self, cx: &Cx, req: Unblock) -> Outcome<Done, ProfileRefusal> {
        self.unblock(cx, req).await
    }
    async fn list_blocks(&self, cx: &Cx, req: ListBlocks) -> Outcome<Page<BlockedPerson>, ProfileRefusal> {
        self.list_blocks(cx, req).await
    }
    async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, ProfileRefusal> {
        self.export_user(cx, req).await
    }
    async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, ProfileRefusal> {
        self.erase_user(cx, req).await
    }
}
