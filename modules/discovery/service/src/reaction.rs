//! What the module does when other modules tell a fact.

mod conversation_read;
mod message_sent;
mod profile_changed;

use std::sync::Arc;

use kernel::{DomainEvent, Event, Reaction, ReactionFailure};

use crate::Service;

/// All reactions.
pub(crate) fn all(service: &Arc<Service>) -> Vec<Arc<dyn Reaction>> {
    vec![
        Arc::new(profile_changed::ProfileChanged(Arc::clone(service))),
        Arc::new(message_sent::OnMessageSent(Arc::clone(service))),
        Arc::new(conversation_read::OnConversationRead(Arc::clone(service))),
    ]
}

/// Reads a fact; one of a version this module does not know waits until it does.
fn read<E: DomainEvent>(event: &Event) -> Result<E, ReactionFailure> {
    let fact = event.read::<E>().ok_or_else(|| ReactionFailure(format!("unknown version of {}", event.kind)))?;
    fact.map_err(|error| ReactionFailure(format!("unreadable {}: {error}", event.kind)))
}
