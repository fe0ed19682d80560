//! Who is in a conversation, kept in memory, and who of them may be reached.

use std::sync::Arc;

use chat_contract::{ChatRefusal, ConversationKind};
use kernel::{ConversationId, Cx, Failure, Outcome, UserId};
use moka::sync::Cache;
use platform::Database;
use profile_contract::{AllowMessagesFrom, Profiles, Visible, VisibleTo};

use crate::store;

/// A conversation's people.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Roster {
    pub(crate) kind: ConversationKind,
    pub(crate) members: Vec<UserId>,
}

impl Roster {
    fn others(&self, user: UserId) -> Vec<UserId> {
        self.members.iter().copied().filter(|member| *member != user).collect()
    }
}

/// The rosters of recent conversations. Nobody joins a direct conversation, and one that ends is forgotten here, so a
/// roster that is out of date for a moment misleads nobody; the writer checks membership again in its transaction.
pub(crate) struct Rosters {
    cache: Cache<ConversationId, Arc<Roster>>,
    db: Database,
    profiles: Arc<dyn Profiles>,
}

impl Rosters {
    pub(crate) fn new(capacity: u64, db: Database, profiles: Arc<dyn Profiles>) -> Self {
        Self { cache: Cache::new(capacity), db, profiles }
    }

    /// The conversation's people, for one of them; nobody else learns that it exists.
    async fn of(&self, conversation: ConversationId, member: UserId) -> Outcome<Arc<Roster>, ChatRefusal> {
        let roster = match self.cache.get(&conversation) {
            Some(roster) => roster,
            None => {
                let found = store::conversation::roster(self.db.read(), conversation).await?;
                let roster = Arc::new(found.ok_or(ChatRefusal::NotFound)?);
                self.cache.insert(conversation, Arc::clone(&roster));
                roster
            }
        };
        if !roster.members.contains(&member) {
            return Err(ChatRefusal::NotFound.into());
        }
        Ok(roster)
    }

    /// Forgets a conversation's people.
    pub(crate) fn forget(&self, conversation: ConversationId) {
        self.cache.invalidate(&conversation);
    }

    /// Whether `sender` may write there now: a member, and in a direct conversation the other may be seen and takes
    /// messages. Who talks there has matched or was let in, so short of nobody everybody takes them.
    pub(crate) async fn writable(
        &self,
        cx: &Cx,
        conversation: ConversationId,
        sender: UserId,
    ) -> Outcome<(), ChatRefusal> {
        let roster = self.of(conversation, sender).await?;
        if roster.kind == ConversationKind::Direct {
            let others = roster.others(sender);
            let wanted = others.len();
            let Visible { users, messages_from } = self.visible(cx, sender, others).await?;
            if users.len() < wanted {
                return Err(ChatRefusal::NotFound.into());
            }
            if messages_from.values().any(|from| *from == AllowMessagesFrom::Nobody) {
                return Err(ChatRefusal::MessagesNotAllowed.into());
            }
        }
        Ok(())
    }

    /// The others whom something that `user` does there may reach: nobody who could not be seen.
    pub(crate) async fn reachable(
        &self,
        cx: &Cx,
        conversation: ConversationId,
        user: UserId,
    ) -> Outcome<Vec<UserId>, ChatRefusal> {
        let roster = self.of(conversation, user).await?;
        let others = roster.others(user);
        match roster.kind {
            ConversationKind::Direct => Ok(self.visible(cx, user, others).await?.users),
            ConversationKind::Group => Ok(others),
        }
    }

    async fn visible(&self, cx: &Cx, viewer: UserId, users: Vec<UserId>) -> Outcome<Visible, ChatRefusal> {
        if users.is_empty() {
            return Ok(Visible::default());
        }
        let visible = self.profiles.visible_to(cx, VisibleTo { viewer, users }).await;
        visible.map_err(Failure::unexpected)
    }
}
