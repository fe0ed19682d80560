//! Where relayed events go: to reactions in this process, or to a broker.

use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Cx, Event, Reaction};

/// Why an event could not be handed over.
#[derive(Debug, thiserror::Error)]
#[error("{consumer}: {cause}")]
pub struct BusFailure {
    /// Which consumer refused it.
    pub consumer: String,
    /// Why.
    pub cause: String,
}

/// Takes events from relays.
#[async_trait::async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Hands one event over. `Ok` means that nobody needs it again.
    async fn publish(&self, event: &Event) -> Result<(), BusFailure>;
}

/// The bus inside one process: an event is delivered when every reaction has taken it.
#[derive(Default)]
pub struct LocalBus {
    reactions: RwLock<Vec<Arc<dyn Reaction>>>,
}

impl LocalBus {
    /// A bus nobody listens to yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a module's reactions.
    pub fn subscribe(&self, reactions: impl IntoIterator<Item = Arc<dyn Reaction>>) {
        self.reactions.write().unwrap_or_else(PoisonError::into_inner).extend(reactions);
    }

    fn wanting(&self, kind: &str) -> Vec<Arc<dyn Reaction>> {
        let reactions = self.reactions.read().unwrap_or_else(PoisonError::into_inner);
        reactions.iter().filter(|reaction| reaction.kinds().contains(&kind)).cloned().collect()
    }
}

#[async_trait::async_trait]
impl Bus for LocalBus {
    async fn publish(&self, event: &Event) -> Result<(), BusFailure> {
        let mut failed = Ok(());
        for reaction in self.wanting(&event.kind) {
            let cx = Cx::service(reaction.name());
            if let Err(failure) = reaction.react(&cx, event).await {
                failed = Err(BusFailure { consumer: reaction.name().into(), cause: failure.0 });
            }
        }
        failed
    }
}
