//! Two people matched: their conversation opens, and both are told.

use std::sync::Arc;

use chat_contract::frame::Push;
use discovery_contract::MatchCreated;
use kernel::{Clock, Cx, DomainEvent, Event, Live, Reaction, ReactionFailure};
use platform::Database;

use super::tell_both;
use crate::store::conversation;

pub(crate) struct OpenConversation {
    pub(crate) db: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) live: Arc<dyn Live>,
}

#[async_trait::async_trait]
impl Reaction for OpenConversation {
    fn name(&self) -> &'static str {
        "chat.open_conversation"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[MatchCreated::KIND]
    }

    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let Some(fact) = event.read::<MatchCreated>() else { return Ok(()) };
        let MatchCreated { match_id, users, conversation_id } =
            fact.map_err(|error| ReactionFailure(error.to_string()))?;
        let Some(tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        let opened = conversation::open_direct(tx.conn(), conversation_id, &users, event.time).await?;
        tx.commit().await?;
        if opened {
            tell_both(&*self.live, users, |user_id| Push::MatchCreated { match_id, user_id, conversation_id })?;
        }
        Ok(())
    }
}
