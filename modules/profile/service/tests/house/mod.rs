//! A profile module on a real database with fake neighbours, and people to fill it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use auth_contract::{AccountCard, AccountCards, Accounts, GetAccounts};
use kernel::{Cell, Clock, Done, Fake, FileId, Picture, PictureVariant, SeededIds, UserId};
use media_contract::{DeleteMedia, DescribeMedia, MediaFiles, MediaRefusal, Pictures};
use platform::Engine;
use profile_contract::{
    CreateProfile, Gender, GetProfile, LookingFor, OwnProfile, ProfileDraft, ProfileView, Profiles,
};
use profile_service::{Built, Deps, Settings, build};
use testkit::{TestDatabase, World, user_cx};

/// The files the fake media module has, and whose they are.
pub type Files = Arc<Mutex<HashMap<FileId, UserId>>>;

pub struct House {
    pub db: TestDatabase,
    pub world: World,
    pub media: Arc<Fake<dyn MediaFiles>>,
    pub files: Files,
    pub built: Built,
}

impl House {
    pub async fn new(engine: Engine) -> Self {
        let db = TestDatabase::new::<migration::profile::Migrator>(engine, "profile").await;
        let world = World::new();
        let files = Files::default();
        let media = Arc::new(fake_media(&files));
        let built = module(&db, &world, media.clone());
        Self { db, world, media, files, built }
    }

    pub fn profiles(&self) -> &dyn Profiles {
        &*self.built.contract
    }

    /// Another process on the same database: it shares no cache with the first.
    pub fn another(&self) -> Built {
        let ids = Arc::new(SeededIds::new(self.world.clock.now(), 7));
        module(&self.db, &World { ids, ..World::new() }, self.media.clone())
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

    pub async fn drain(&self) {
        testkit::drain(&self.db.db(), self.built.reactions.iter().cloned()).await;
    }
}

fn module(db: &TestDatabase, world: &World, media: Arc<dyn MediaFiles>) -> Built {
    let settings = Settings { settle_ms: 0, ..Settings::default() };
    let deps = Deps {
        db: db.db(),
        clock: world.clock(),
        ids: world.ids(),
        signals: world.signals.clone(),
        media,
        accounts: Arc::new(fake_accounts()),
    };
    build(settings, deps)
}

fn fake_media(files: &Files) -> Fake<dyn MediaFiles> {
    let (described, deleted) = (files.clone(), files.clone());
    Fake::new()
        .on(move |_cx, req: DescribeMedia| {
            let files = described.lock().unwrap();
            let owned =
                |file: &&FileId| files.get(*file).is_some_and(|owner| req.owner.is_none_or(|wanted| wanted == *owner));
            Ok(Pictures { pictures: req.files.iter().filter(owned).map(|file| picture(*file)).collect() })
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
        let card =
            |user_id: UserId| AccountCard { user_id, username: format!("name_{}", user_id.0.as_u64_pair().1 % 1000) };
        Ok(AccountCards { accounts: known.map(card).collect() })
    })
}

pub fn picture(file_id: FileId) -> Picture {
    let url = format!("/media/{file_id}");
    let variant = PictureVariant { name: "200".into(), url: format!("{url}?variant=200"), width: 200, height: 100 };
    Picture { file_id, url, width: 400, height: 200, blurhash: "L".into(), variants: vec![variant] }
}

pub fn draft(name: &str) -> ProfileDraft {
    ProfileDraft {
        name: name.into(),
        birth_date: "1996-05-10".parse().unwrap(),
        gender: Gender::Female,
        looking_for: LookingFor::Male,
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
    }
}

pub fn berlin() -> Cell {
    Cell::at(52.52, 13.405).unwrap()
}
