//! A chat module on a database of its own, with neighbours and connections that a test controls.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat_contract::{Conversations, SendMessage};
use chat_service::{Built, Deps, Settings};
use discovery_contract::MatchCreated;
use kernel::{Clock, ConversationId, DomainEvent, Event, EventId, Fake, Frame, Ids, Live, MatchId, Reaction, UserId};
use platform::Engine;
use profile_contract::{AllowMessagesFrom, Cards, GetCards, PersonCard, Profiles, Visible, VisibleTo};
use testkit::{TestDatabase, World, user};

/// Whom a frame went to, and what it said.
pub type Pushed = (Vec<UserId>, serde_json::Value);

/// Remembers what was pushed.
#[derive(Default)]
pub struct Recorder(pub Mutex<Vec<Pushed>>);

impl Live for Recorder {
    fn push(&self, users: &[UserId], frame: Frame) {
        let said = serde_json::from_slice(frame.bytes()).expect("a frame is JSON");
        self.0.lock().unwrap().push((users.to_vec(), said));
    }
}

impl Recorder {
    /// Waits until `count` frames of a type were pushed, and returns them.
    pub async fn wait(&self, kind: &str, count: usize) -> Vec<Pushed> {
        for _ in 0..500 {
            let found: Vec<_> =
                self.0.lock().unwrap().iter().filter(|(_, said)| said["type"] == kind).cloned().collect();
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("not {count} frames of type {kind}: {:?}", self.0.lock().unwrap());
    }
}

/// Who takes messages only from some.
pub type Choosy = Arc<Mutex<BTreeMap<UserId, AllowMessagesFrom>>>;

pub struct Scene {
    pub database: TestDatabase,
    pub world: World,
    pub chat: Arc<dyn Conversations>,
    pub reactions: Vec<Arc<dyn Reaction>>,
    pub blocked: Arc<Mutex<HashSet<UserId>>>,
    /// Who takes messages from whom, where they have chosen.
    pub choosy: Choosy,
}

impl Scene {
    /// A chat module that pushes to `live`.
    pub async fn new(engine: Engine, live: Arc<dyn Live>) -> Self {
        let database = TestDatabase::new::<migration::chat::Migrator>(engine, "chat").await;
        Self::on(database, live)
    }

    pub fn on(database: TestDatabase, live: Arc<dyn Live>) -> Self {
        let world = World::new();
        let blocked = Arc::new(Mutex::new(HashSet::new()));
        let choosy = Choosy::default();
        let deps = Deps {
            db: database.db(),
            clock: world.clock(),
            ids: world.ids(),
            profiles: Arc::new(profiles(Arc::clone(&blocked), Arc::clone(&choosy))),
            live,
        };
        let Built { contract, reactions } = chat_service::build(&Settings::default(), deps);
        Self { database, world, chat: contract, reactions, blocked, choosy }
    }

    /// The fact that two people matched.
    pub fn matched(&self, one: UserId, other: UserId) -> (ConversationId, Event) {
        let fresh = || self.world.ids.fresh();
        let conversation_id = ConversationId(fresh());
        let fact = MatchCreated { match_id: MatchId(fresh()), users: [one, other], conversation_id };
        let event = Event {
            specversion: "1.0".into(),
            id: EventId(fresh()),
            source: MatchCreated::SOURCE.into(),
            kind: MatchCreated::KIND.into(),
            dataversion: MatchCreated::VERSION,
            subject: fact.key(),
            time: self.world.clock.now(),
            data: serde_json::to_value(&fact).unwrap(),
        };
        (conversation_id, event)
    }

    /// Delivers a fact to the module.
    pub async fn react(&self, event: &Event) {
        for reaction in &self.reactions {
            reaction.react(&testkit::service_cx(), event).await.unwrap();
        }
    }

    /// A conversation of the first two people.
    pub async fn conversation(&self) -> ConversationId {
        self.conversation_of(user(1), user(2)).await
    }

    pub async fn conversation_of(&self, one: UserId, other: UserId) -> ConversationId {
        let (conversation, event) = self.matched(one, other);
        self.react(&event).await;
        conversation
    }
}

/// Everybody sees everybody but the blocked.
fn profiles(blocked: Arc<Mutex<HashSet<UserId>>>, choosy: Choosy) -> Fake<dyn Profiles> {
    Fake::new()
        .on(move |_cx, req: VisibleTo| {
            let hidden = blocked.lock().unwrap();
            let users: Vec<_> = req.users.into_iter().filter(|other| !hidden.contains(other)).collect();
            let mut messages_from = choosy.lock().unwrap().clone();
            messages_from.retain(|user, _| users.contains(user));
            Ok(Visible { users, messages_from })
        })
        .on(|_cx, req: GetCards| {
            let card = |user_id: UserId| PersonCard {
                user_id,
                name: ["Person ", &user_id.to_string()].concat(),
                age: Some(30),
                city: None,
                avatar: None,
            };
            Ok(Cards { cards: req.users.into_iter().map(card).collect() })
        })
}

pub fn send(conversation: ConversationId, text: &str, client_id: Option<&str>) -> SendMessage {
    SendMessage { conversation, text: text.into(), client_id: client_id.map(str::to_owned) }
}
