//! A profile module on a real database with fake neighbours, and people to fill it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use auth_contract::{AccountCard, AccountCards, Accounts, GetAccounts};
use kernel::{
    Cell, Clock, DomainEvent, Done, Event, EventId, Fake, FileId, Ids, Picture, PictureVariant, Presence, SeededIds,
    UserId,
};
use media_contract::{DeleteMedia, DescribeMedia, MediaFiles, MediaRefusal, Pictures};
use platform::Engine;
use profile_contract::{
    CreateProfile, Gender, GetProfile, LookingFor, OwnProfile, ProfileDraft, ProfileSettings, ProfileView, Profiles,
    SettingsChanges, UpdateProfile, UpdateSettings,
};
use profile_service::{Built, Deps, Settings, build};
use testkit::{TestDatabase, World, service_cx, user_cx};

/// The files the fake media module has, and whose they are.
pub type Files = Arc<Mutex<HashMap<FileId, UserId>>>;

/// A set of people or files that a test changes.
pub type Set<T> = Arc<Mutex<HashSet<T>>>;

/// Those who are there.
#[derive(Clone, Default)]
pub struct There(pub Set<UserId>);

impl Presence for There {
    fn online(&self, user: UserId) -> bool {
        self.0.lock().unwrap().contains(&user)
    }
}

pub struct House {
    pub db: TestDatabase,
    pub world: World,
    pub media: Arc<Fake<dyn MediaFiles>>,
    pub files: Files,
    /// Files that nobody but their owner may see.
    pub unpublished: Set<FileId>,
    pub there: There,
    pub built: Built,
}

impl House {
    pub async fn new(engine: Engine) -> Self {
        let db = TestDatabase::new::<migration::profile::Migrator>(engine, "profile").await;
        let world = World::new();
        let (files, unpublished, there) = (Files::default(), Set::default(), There::default());
        let media = Arc::new(fake_media(&files, &unpublished));
        let built = module(&db, &world, media.clone(), there.clone());
        Self { db, world, media, files, unpublished, there, built }
    }

    pub fn profiles(&self) -> &dyn Profiles {
        &*self.built.contract
    }

    /// Another process on the same database: it shares no cache with the first.
    pub fn another(&self) -> Built {
        let ids = Arc::new(SeededIds::new(self.world.clock.now(), 7));
        module(&self.db, &World { ids, ..World::new() }, self.media.clone(), self.there.clone())
    }

    pub async fn settle(&self, user: UserId) -> OwnProfile {
        let request = CreateProfile { profile: draft("Ann"), cell: None };
        self.profiles().create_profile(&user_cx(user), request).await.unwrap()
    }

    /// A stored file of a person's.
    pub fn file(&self, owner: UserId, n: u16) -> FileId {
        let file = FileId(testkit::user(1000 + n).0);
        self.files.lock().unwrap().insert(file, owner);
        file
    }

    /// What one person sees of another.
    pub async fn seen(&self, viewer: UserId, user: UserId) -> Option<ProfileView> {
        self.profiles().get_profile(&user_cx(viewer), GetProfile { user }).await.ok()
    }

    /// Changes settings, given as clients write them.
    pub async fn set(&self, user: UserId, changes: serde_json::Value) -> ProfileSettings {
        let changes: SettingsChanges = serde_json::from_value(changes).unwrap();
        self.profiles().update_settings(&user_cx(user), UpdateSettings { changes }).await.unwrap()
    }

    /// Changes a profile, given as clients write it.
    pub async fn change(&self, user: UserId, changes: serde_json::Value) -> OwnProfile {
        let request = UpdateProfile {
            changes: serde_json::from_value(changes).unwrap(),
            cell: None,
            place: None,
            versions: None,
        };
        self.profiles().update_profile(&user_cx(user), request).await.unwrap()
    }

    /// Delivers a fact of another module, twice as a relay may.
    pub async fn tell<E: DomainEvent>(&self, fact: E) {
        let event = Event {
            specversion: "1.0".into(),
            id: EventId(self.world.ids.fresh()),
            source: E::SOURCE.into(),
            kind: E::KIND.into(),
            dataversion: E::VERSION,
            subject: fact.key(),
            time: self.world.clock.now(),
            data: serde_json::to_value(fact).unwrap(),
        };
        for _delivery in 0..2 {
            for reaction in self.built.reactions.iter().filter(|reaction| reaction.kinds().contains(&E::KIND)) {
                reaction.react(&service_cx(), &event).await.unwrap();
            }
        }
    }

    pub async fn drain(&self) {
        testkit::drain(&self.db.db(), self.built.reactions.iter().cloned()).await;
    }
}

fn module(db: &TestDatabase, world: &World, media: Arc<dyn MediaFiles>, there: There) -> Built {
    let settings = Settings { settle_ms: 0, ..Settings::default() };
    let deps = Deps {
        db: db.db(),
        clock: world.clock(),
        ids: world.ids(),
        signals: world.signals.clone(),
        media,
        accounts: Arc::new(fake_accounts()),
        presence: Arc::new(there),
    };
    build(settings, deps)
}

fn fake_media(files: &Files, unpublished: &Set<FileId>) -> Fake<dyn MediaFiles> {
    let (described, deleted, unpublished) = (files.clone(), files.clone(), unpublished.clone());
    Fake::new()
        .on(move |_cx, req: DescribeMedia| {
            let (files, unpublished) = (described.lock().unwrap(), unpublished.lock().unwrap());
            let shown = |file: &&FileId| {
                files.get(*file).is_some_and(|owner| {
                    req.owner.is_none_or(|wanted| wanted == *owner)
                        && (!unpublished.contains(*file) || req.viewer == Some(*owner))
                })
            };
            let pictures = req.files.iter().filter(shown).map(|file| picture(*file, req.viewer));
            Ok(Pictures { pictures: pictures.collect() })
        })
        .on(move |cx, req: DeleteMedia| {
            assert!(cx.caller().user().is_none(), "photos are released by the module, not by a person");
            deleted.lock().unwrap().remove(&req.file).map(|_| Done {}).ok_or(MediaRefusal::NotFound.into())
        })
}

/// Everybody but user 404 has an account.
fn fake_accounts() -> Fake<dyn Accounts> {
    Fake::new().on(|_cx, req: GetAccounts| {
        let known = req.users.into_iter().filter(|user| *user != testkit::user(404));
        let card = |user_id: UserId| AccountCard { user_id, username: username(user_id) };
        Ok(AccountCards { accounts: known.map(card).collect() })
    })
}

/// The name of somebody's account.
pub fn username(user: UserId) -> String {
    format!("name_{}", user.0.as_u64_pair().1 & 0xffff)
}

/// A picture as the fake media module links it for a viewer.
pub fn picture(file_id: FileId, viewer: Option<UserId>) -> Picture {
    let url = format!("/media/{file_id}?viewer={viewer:?}");
    let variant = PictureVariant { name: "200".into(), url: format!("{url}&variant=200"), width: 200, height: 100 };
    Picture { file_id, url, width: 400, height: 200, blurhash: "L".into(), variants: vec![variant] }
}

pub fn draft(name: &str) -> ProfileDraft {
    ProfileDraft {
        name: name.into(),
        birth_date: "1996-05-10".parse().unwrap(),
        gender: Gender::Female,
        looking_for: LookingFor::Male.into(),
        orientation: None,
        goal: vec![],
        bio: None,
        interests: vec![],
        languages: vec![],
        height_cm: None,
        weight_kg: None,
        education: None,
        profession: None,
        company: None,
        school: None,
        has_children: None,
        wants_children: None,
        smoking: None,
        drinking: None,
        city: None,
        country: None,
        prompts: vec![],
    }
}

pub fn berlin() -> Cell {
    Cell::at(52.52, 13.405).unwrap()
}
