//! Two people matched: their conversation opens, and both are told.

use std::sync::Arc;

use chat_contract::frame::Push;
use discovery_contract::MatchCreated;
use kernel::{Clock, Cx, DomainEvent, Event, Frame, Live, Reaction, ReactionFailure};
use platform::Database;

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
        let fact = fact.map_err(|error| ReactionFailure(error.to_string()))?;
        let Some(tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        let opened = conversation::open_direct(tx.conn(), fact.conversation_id, &fact.users, event.time).await?;
        tx.commit().await?;
        if opened {
            self.tell(&fact)?;
        }
        Ok(())
    }
}

impl OpenConversation {
    fn tell(&self, fact: &MatchCreated) -> Result<(), ReactionFailure> {
        let [one, other] = fact.users;
        for (to, about) in [(one, other), (other, one)] {
            let push =
                Push::MatchCreated { match_id: fact.match_id, user_id: about, conversation_id: fact.conversation_id };
            let frame = Frame::json(&push).map_err(|error| ReactionFailure(error.to_string()))?;
            self.live.push(&[to], frame);
        }
        Ok(())
    }
}
