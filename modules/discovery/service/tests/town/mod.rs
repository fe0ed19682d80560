//! A town for tests: people whom a fake profile module knows, and the discovery module on a real database beside it.
#![expect(
    clippy::unwrap_used,
    dead_code,
    reason = "a failing helper is a failing test, and not every test uses all of them"
)]

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use discovery_contract::{Action, Candidate, CandidatePage, Encounters, Filters, GetCandidates, Swipe, SwipeResult};
use discovery_service::{Built, Deps, Relearn, Settings, build};
use kernel::{Caller, Cell, Cursor, Cx, DomainEvent, Event, EventId, Failure, Fake, Outcome, Reaction, UserId};
use platform::{Database, Engine};
use profile_contract::{
    Cards, Gender, GetCards, GetMatchFacts, GetProfiles, LookingFor, MatchFacts, MatchFactsList, PersonCard,
    ProfileCreated, ProfileDeleted, ProfileRefusal, ProfileUpdated, ProfileView, ProfileViews, Profiles, Visible,
    VisibleTo,
};
use testkit::{TestDatabase, World, user, user_cx};

/// Everybody who has a profile, and who hides from whom.
#[derive(Default)]
pub struct Registry {
    pub people: HashMap<UserId, MatchFacts>,
    pub blocks: HashSet<(UserId, UserId)>,
    /// Who hides age and distance.
    pub shy: HashSet<UserId>,
    pub silent: bool,
    /// Who is online and shows it.
    pub online: HashSet<UserId>,
}

impl Registry {
    fn sees(&self, viewer: UserId, other: UserId) -> bool {
        let blocked = self.blocks.contains(&(viewer, other)) || self.blocks.contains(&(other, viewer));
        self.people.contains_key(&other) && !blocked
    }
}

/// The registry, shared between the town and its fake profile module.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Registry>>);

impl Shared {
    fn open(&self) -> MutexGuard<'_, Registry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The module under test and its surroundings.
pub struct Town {
    pub world: World,
    registry: Shared,
    pub profiles: Arc<Fake<dyn Profiles>>,
    pub contract: Arc<dyn Encounters>,
    pub reactions: Vec<Arc<dyn Reaction>>,
    pub relearn: Relearn,
    database: TestDatabase,
}

impl Town {
    pub async fn new(engine: Engine) -> Self {
        Self::with(engine, Settings { settle_ms: 0, ..Settings::default() }).await
    }

    pub async fn with(engine: Engine, settings: Settings) -> Self {
        let world = World::new();
        let database = TestDatabase::new::<migration::discovery::Migrator>(engine, "discovery").await;
        let registry = Shared::default();
        let profiles = Arc::new(profiles(&registry, world.clock().now().date()));
        let Built { contract, reactions, relearn } = built(settings, &world, &database, &profiles).await;
        Self { world, registry, profiles, contract, reactions, relearn, database }
    }

    /// Another process takes over, which knows what is in the tables and nothing else.
    pub async fn restart(&mut self, settings: Settings) {
        let Built { contract, reactions, relearn } = built(settings, &self.world, &self.database, &self.profiles).await;
        (self.contract, self.reactions, self.relearn) = (contract, reactions, relearn);
    }

    pub fn db(&self) -> Database {
        self.database.db()
    }

    /// Somebody moves in; their profile's event has arrived.
    pub async fn settle(&self, n: u16, change: impl FnOnce(&mut MatchFacts)) -> UserId {
        let who = self.settle_unheard(n, change);
        self.tell(&ProfileCreated { user_id: who }).await;
        who
    }

    /// Somebody moves in whose profile's event is still on its way.
    pub fn settle_unheard(&self, n: u16, change: impl FnOnce(&mut MatchFacts)) -> UserId {
        let mut facts = facts(n);
        change(&mut facts);
        self.with_registry(|registry| registry.people.insert(user(n), facts));
        user(n)
    }

    pub async fn change(&self, who: UserId, change: impl FnOnce(&mut MatchFacts)) {
        self.with_registry(|registry| change(registry.people.get_mut(&who).unwrap()));
        self.tell(&ProfileUpdated { user_id: who }).await;
    }

    pub async fn leave(&self, who: UserId) {
        self.with_registry(|registry| registry.people.remove(&who));
        self.tell(&ProfileDeleted { user_id: who, photos: Vec::new() }).await;
    }

    pub fn block(&self, who: UserId, whom: UserId) {
        self.with_registry(|registry| registry.blocks.insert((who, whom)));
    }

    pub fn with_registry<T>(&self, act: impl FnOnce(&mut Registry) -> T) -> T {
        act(&mut self.registry.open())
    }

    /// Delivers a fact of another module, twice as a relay may.
    pub async fn tell<E: DomainEvent>(&self, fact: &E) {
        let event = Event {
            specversion: "1.0".into(),
            id: EventId(self.world.ids().fresh()),
            source: E::SOURCE.into(),
            kind: E::KIND.into(),
            dataversion: E::VERSION,
            subject: fact.key(),
            time: self.world.clock().now(),
            data: serde_json::to_value(fact).unwrap(),
        };
        for _delivery in 0..2 {
            for reaction in self.reactions.iter().filter(|reaction| reaction.kinds().contains(&E::KIND)) {
                reaction.react(&Cx::service(reaction.name()), &event).await.unwrap();
            }
        }
    }

    pub async fn candidates(&self, viewer: UserId, filters: Filters) -> CandidatePage {
        self.page(viewer, filters, 50, None).await
    }

    pub async fn page(&self, viewer: UserId, filters: Filters, limit: u32, cursor: Option<Cursor>) -> CandidatePage {
        self.contract.get_candidates(&user_cx(viewer), GetCandidates { filters, limit, cursor }).await.unwrap()
    }

    pub async fn shown(&self, viewer: UserId, filters: Filters) -> HashSet<UserId> {
        ids(&self.candidates(viewer, filters).await.candidates).into_iter().collect()
    }

    pub async fn swipe(&self, who: UserId, whom: UserId, action: Action) -> SwipeResult {
        self.contract.swipe(&user_cx(who), Swipe { target: whom, action, comment: None }).await.unwrap()
    }
}

async fn built(
    settings: Settings,
    world: &World,
    database: &TestDatabase,
    profiles: &Arc<Fake<dyn Profiles>>,
) -> Built {
    let neighbour: Arc<dyn Profiles> = profiles.clone();
    let deps = Deps { db: database.db(), clock: world.clock(), ids: world.ids(), profiles: neighbour };
    build(settings, deps).await.unwrap()
}

pub fn ids(candidates: &[Candidate]) -> Vec<UserId> {
    candidates.iter().map(|candidate| candidate.user_id).collect()
}

/// A thirty-year-old in Berlin who is open to everybody.
fn facts(n: u16) -> MatchFacts {
    MatchFacts {
        user_id: user(n),
        birth_date: NaiveDate::from_ymd_opt(1996, 1, 1).unwrap(),
        gender: Gender::Female,
        looking_for: LookingFor::Any,
        goal: Vec::new(),
        interests: Vec::new(),
        languages: Vec::new(),
        height_cm: None,
        education: None,
        has_children: None,
        wants_children: None,
        smoking: None,
        drinking: None,
        cell: Cell::at(52.52, 13.405),
        photos: 1,
        completeness: 60,
        is_verified: false,
        listed: true,
        incognito: false,
        profession: None,
        hides_age: false,
        hides_distance: false,
    }
}

fn profiles(registry: &Shared, today: NaiveDate) -> Fake<dyn Profiles> {
    let [facts, visible, views, cards] = [registry; 4].map(Shared::clone);
    let viewer = |cx: &Cx| cx.caller().user().unwrap();
    Fake::new()
        .on(move |cx, req: GetMatchFacts| {
            if !matches!(cx.caller(), Caller::Service { .. }) {
                return Err(ProfileRefusal::Forbidden.into());
            }
            let registry = facts.open();
            Ok(MatchFactsList { facts: req.users.iter().filter_map(|who| registry.people.get(who).cloned()).collect() })
        })
        .on(move |_cx, req: VisibleTo| -> Outcome<Visible, ProfileRefusal> {
            let registry = visible.open();
            if registry.silent {
                return Err(Failure::Unavailable);
            }
            let users = req.users.into_iter().filter(|who| registry.sees(req.viewer, *who)).collect();
            Ok(Visible { users, ..Visible::default() })
        })
        .on(move |cx, req: GetProfiles| {
            let (registry, viewer) = (views.open(), viewer(cx));
            let here = registry.people.get(&viewer).and_then(|facts| facts.cell);
            let seen =
                req.users.iter().filter(|who| registry.sees(viewer, **who)).filter_map(|who| registry.people.get(who));
            Ok(ProfileViews { profiles: seen.map(|facts| view(facts, here, &registry, today)).collect() })
        })
        .on(move |cx, req: GetCards| {
            let (registry, viewer) = (cards.open(), viewer(cx));
            let seen =
                req.users.iter().filter(|who| registry.sees(viewer, **who)).filter_map(|who| registry.people.get(who));
            Ok(Cards { cards: seen.map(|facts| card(facts, registry.shy.contains(&facts.user_id), today)).collect() })
        })
}

fn age(facts: &MatchFacts, today: NaiveDate) -> u8 {
    u8::try_from(today.years_since(facts.birth_date).unwrap()).unwrap()
}

fn card(facts: &MatchFacts, shy: bool, today: NaiveDate) -> PersonCard {
    PersonCard {
        user_id: facts.user_id,
        name: format!("Person {}", facts.user_id),
        age: (!shy).then(|| age(facts, today)),
        city: Some("Berlin".into()),
        avatar: None,
    }
}

fn view(facts: &MatchFacts, here: Option<Cell>, registry: &Registry, today: NaiveDate) -> ProfileView {
    let shy = registry.shy.contains(&facts.user_id);
    ProfileView {
        user_id: facts.user_id,
        name: format!("Person {}", facts.user_id),
        age: (!shy).then(|| age(facts, today)),
        gender: facts.gender,
        goal: facts.goal.clone(),
        bio: Some("I am here.".into()),
        interests: facts.interests.clone(),
        languages: facts.languages.clone(),
        height_cm: facts.height_cm,
        education: facts.education,
        profession: facts.profession.clone(),
        company: None,
        school: None,
        has_children: facts.has_children,
        wants_children: facts.wants_children,
        smoking: facts.smoking,
        drinking: facts.drinking,
        city: Some("Berlin".into()),
        country: None,
        prompts: Vec::new(),
        photos: Vec::new(),
        is_verified: facts.is_verified,
        distance_km: here.filter(|_| !shy).zip(facts.cell).and_then(|(here, there)| here.band_km(there)),
        online: Some(registry.online.contains(&facts.user_id)),
    }
}
