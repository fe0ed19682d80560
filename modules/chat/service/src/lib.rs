//! The chat module: conversations, their messages in order, and who has read what.
//!
//! All messages pass one writer, which groups whatever waits into one transaction: order, durability and repeats are
//! decided there and nowhere else (see [`writer`]). The module does not know who may see whom; it asks the profile
//! module before it takes a message.

mod domain;
mod lanes;
mod reaction;
mod roster;
mod store;
mod usecase;
mod writer;

use std::sync::Arc;

use chat_contract::{
    ChatRefusal, ConversationView, Conversations, EraseUser, ExportUser, GetConversation, ListConversations,
    ListMessages, MessageAck, MessagePage, SendMessage, SetRead, SetTyping,
};
use kernel::{Clock, Cx, Done, Erased, Exported, Ids, Live, Outcome, Page, Reaction};
use platform::Database;
use profile_contract::Profiles;
use serde::Deserialize;

use lanes::Lanes;
use reaction::{CloseConversation, OpenConversation};
use roster::Rosters;
use writer::Writer;

/// What an installation may tune.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Commands that may wait for the writer; beyond that senders are answered 503.
    pub commands_queued: usize,
    /// Commands that one transaction takes at most.
    pub commands_batched: usize,
    /// Conversations whose members are kept in memory; some 100 bytes each.
    pub rosters_cached: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { commands_queued: 4096, commands_batched: 256, rosters_cached: 50_000 }
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
    /// Who may see whom, and what people are called.
    pub profiles: Arc<dyn Profiles>,
    /// People's open connections.
    pub live: Arc<dyn Live>,
}

/// The module, ready to be asked.
pub struct Built {
    /// What others ask.
    pub contract: Arc<dyn Conversations>,
    /// What it does when facts arrive.
    pub reactions: Vec<Arc<dyn Reaction>>,
}

/// Builds the module and starts its writer; call it inside a Tokio runtime. The writer ends, after what waits for it,
/// once the contract is dropped.
pub fn build(settings: &Settings, deps: Deps) -> Built {
    let Deps { db, clock, ids, profiles, live } = deps;
    let rosters = Arc::new(Rosters::new(settings.rosters_cached, db.clone(), Arc::clone(&profiles)));
    let reactions: Vec<Arc<dyn Reaction>> = vec![
        Arc::new(OpenConversation { db: db.clone(), clock: Arc::clone(&clock), live: Arc::clone(&live) }),
        Arc::new(CloseConversation {
            db: db.clone(),
            clock: Arc::clone(&clock),
            live: Arc::clone(&live),
            rosters: Arc::clone(&rosters),
        }),
    ];
    let service = Service {
        writer: Writer::start(settings, db.clone(), Arc::clone(&clock), ids, Arc::clone(&live)),
        rosters,
        lanes: Lanes::default(),
        db,
        clock,
        profiles,
        live,
    };
    Built { contract: Arc::new(service), reactions }
}

struct Service {
    db: Database,
    clock: Arc<dyn Clock>,
    profiles: Arc<dyn Profiles>,
    live: Arc<dyn Live>,
    writer: Writer,
    rosters: Arc<Rosters>,
    lanes: Lanes,
}

#[async_trait::async_trait]
impl Conversations for Service {
    async fn list_conversations(
        &self,
        cx: &Cx,
        req: ListConversations,
    ) -> Outcome<Page<ConversationView>, ChatRefusal> {
        usecase::list_conversations(self, cx, req).await
    }
    async fn get_conversation(&self, cx: &Cx, req: GetConversation) -> Outcome<ConversationView, ChatRefusal> {
        usecase::get_conversation(self, cx, req).await
    }
    async fn list_messages(&self, cx: &Cx, req: ListMessages) -> Outcome<MessagePage, ChatRefusal> {
        usecase::list_messages(self, cx, req).await
    }
    async fn send_message(&self, cx: &Cx, req: SendMessage) -> Outcome<MessageAck, ChatRefusal> {
        usecase::send_message(self, cx, req).await
    }
    async fn set_read(&self, cx: &Cx, req: SetRead) -> Outcome<Done, ChatRefusal> {
        usecase::set_read(self, cx, req).await
    }
    async fn set_typing(&self, cx: &Cx, req: SetTyping) -> Outcome<Done, ChatRefusal> {
        usecase::set_typing(self, cx, req).await
    }
    async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, ChatRefusal> {
        usecase::export_user(self, cx, req).await
    }
    async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, ChatRefusal> {
        usecase::erase_user(self, cx, req).await
    }
}
