//! A match has ended: its conversation closes, is gone for both, and stays for reports.

use std::sync::Arc;

use chat_contract::frame::Push;
use discovery_contract::MatchRemoved;
use kernel::{Clock, Cx, DomainEvent, Event, Live, Reaction, ReactionFailure};
use platform::Database;

use super::tell_both;
use crate::roster::Rosters;
use crate::store::{conversation, member};

pub(crate) struct CloseConversation {
    pub(crate) db: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) live: Arc<dyn Live>,
    pub(crate) rosters: Arc<Rosters>,
}

#[async_trait::async_trait]
impl Reaction for CloseConversation {
    fn name(&self) -> &'static str {
        "chat.close_conversation"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[MatchRemoved::KIND]
    }

    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let Some(fact) = event.read::<MatchRemoved>() else { return Ok(()) };
        let MatchRemoved { match_id, users, conversation_id } =
            fact.map_err(|error| ReactionFailure(error.to_string()))?;
        let Some(tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        // Whoever is writing has committed by now, and whoever comes later finds the conversation closed.
        conversation::locked(tx.conn(), vec![conversation_id.0]).await?;
        conversation::close(tx.conn(), conversation_id).await?;
        member::part(tx.conn(), conversation_id).await?;
        tx.commit().await?;
        self.rosters.forget(conversation_id);
        tell_both(&*self.live, users, |user_id| Push::MatchRemoved { match_id, user_id, conversation_id })
    }
}
