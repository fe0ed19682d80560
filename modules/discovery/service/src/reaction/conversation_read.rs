//! Keeps the matches' unread counts when somebody has read.

use std::sync::Arc;

use chat_contract::ConversationRead;
use kernel::{Cx, DomainEvent, Event, Reaction, ReactionFailure, async_trait};

use super::read;
use crate::Service;
use crate::store::match_side;

pub(super) struct OnConversationRead(pub Arc<Service>);

#[async_trait]
impl Reaction for OnConversationRead {
    fn name(&self) -> &'static str {
        "discovery.conversation_read"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[ConversationRead::KIND]
    }

    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let fact: ConversationRead = read(event)?;
        let service = &self.0;
        let Some(tx) = service.db.consume(&*service.clock, self.name(), event).await? else { return Ok(()) };
        match_side::read(tx.conn(), fact.conversation_id, fact.user_id, fact.unread).await?;
        Ok(tx.commit().await?)
    }
}
