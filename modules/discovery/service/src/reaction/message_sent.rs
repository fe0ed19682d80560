//! Keeps the matches' newest message and unread counts.

use std::sync::Arc;

use chat_contract::MessageSent;
use kernel::{Cx, DomainEvent, Event, Reaction, ReactionFailure, async_trait};

use super::read;
use crate::Service;
use crate::store::match_side;

pub(super) struct OnMessageSent(pub Arc<Service>);

#[async_trait]
impl Reaction for OnMessageSent {
    fn name(&self) -> &'static str {
        "discovery.message_sent"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[MessageSent::KIND]
    }

    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let sent: MessageSent = read(event)?;
        let service = &self.0;
        let Some(tx) = service.db.consume(&*service.clock, self.name(), event).await? else { return Ok(()) };
        match_side::written(tx.conn(), sent.conversation_id, &sent.recipients, sent.sent_at).await?;
        Ok(tx.commit().await?)
    }
}
