//! A transaction: changes and the events that tell of them, together or not at all.

use std::sync::Arc;

use kernel::{Clock, DomainEvent, EventId, Ids};
use sea_orm::DatabaseTransaction;

use crate::database::Shared;
use crate::outbox::{self, Settling};
use crate::store::StoreResult;

/// A transaction on a module's database. Dropped without `commit`, nothing happened.
pub struct Tx {
    inner: DatabaseTransaction,
    shared: Arc<Shared>,
    appended: bool,
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, shared: Arc<Shared>) -> Self {
        Self { inner, shared, appended: false }
    }

    /// For queries inside the transaction.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// Publishes a fact: it leaves once the transaction has committed, and never otherwise.
    pub async fn append<E: DomainEvent>(
        &mut self,
        clock: &dyn Clock,
        ids: &dyn Ids,
        event: &E,
    ) -> StoreResult<EventId> {
        let id = EventId(ids.fresh());
        outbox::append(&self.inner, vec![outbox::pack(clock.now(), id, event)?]).await?;
        self.appended = true;
        Ok(id)
    }

    /// Publishes many facts of one kind in one statement.
    pub async fn append_all<E: DomainEvent>(
        &mut self,
        clock: &dyn Clock,
        ids: &dyn Ids,
        events: &[E],
    ) -> StoreResult<()> {
        let now = clock.now();
        let rows: StoreResult<Vec<_>> =
            events.iter().map(|event| outbox::pack(now, EventId(ids.fresh()), event)).collect();
        outbox::append(&self.inner, rows?).await?;
        self.appended |= !events.is_empty();
        Ok(())
    }

    /// Like [`append`](Self::append), and lets the caller wait after the commit until consumers in this process have
    /// the fact, so that the person who caused it sees its effects in the next request.
    pub async fn append_settling<E: DomainEvent>(
        &mut self,
        clock: &dyn Clock,
        ids: &dyn Ids,
        event: &E,
    ) -> StoreResult<Settling> {
        let id = self.append(clock, ids, event).await?;
        Ok(Settling::register(&self.shared, id))
    }

    /// Makes everything durable and lets the events go.
    pub async fn commit(self) -> StoreResult<()> {
        self.inner.commit().await?;
        if self.appended {
            self.shared.appended.notify_one();
        }
        Ok(())
    }

    /// Undoes everything at once, without waiting for the drop.
    pub async fn rollback(self) -> StoreResult<()> {
        Ok(self.inner.rollback().await?)
    }
}
