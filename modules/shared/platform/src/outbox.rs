//! The outbox: events wait in the database of the module that tells them until every consumer has them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::{DomainEvent, Event, EventId, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{QueryOrder, QuerySelect, Set};
use tokio::sync::oneshot;

use crate::database::Shared;
use crate::store::{StoreError, StoreResult};

pub(crate) mod row {
    //! One event that waits.
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub event_id: Uuid,
        pub subject: String,
        pub envelope: String,
        pub attempts: i32,
        pub next_attempt_at: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod dead {
    //! One event that a consumer refused too often.
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "dead_letter")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub event_id: Uuid,
        pub subject: String,
        pub envelope: String,
        pub attempts: i32,
        pub error: String,
        pub died_at: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes events next to the changes they tell of, in one statement.
pub(crate) async fn append<C: ConnectionTrait>(conn: &C, rows: Vec<row::ActiveModel>) -> StoreResult<()> {
    if !rows.is_empty() {
        row::Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// An event as it waits.
pub(crate) fn pack<E: DomainEvent>(now: Timestamp, id: EventId, event: &E) -> StoreResult<row::ActiveModel> {
    let envelope = Event {
        specversion: "1.0".into(),
        id,
        source: E::SOURCE.into(),
        kind: E::KIND.into(),
        dataversion: E::VERSION,
        subject: event.key(),
        time: now,
        data: serde_json::to_value(event).map_err(StoreError::corrupt)?,
    };
    Ok(row::ActiveModel {
        event_id: Set(id.0),
        subject: Set(envelope.subject.clone()),
        envelope: Set(serde_json::to_string(&envelope).map_err(StoreError::corrupt)?),
        attempts: Set(0),
        next_attempt_at: Set(now.as_millis()),
        ..Default::default()
    })
}

/// The oldest events, without those of subjects whose first event was refused and has to wait.
pub(crate) async fn waiting<C: ConnectionTrait>(conn: &C, now: Timestamp, limit: u64) -> StoreResult<Vec<row::Model>> {
    let held_up = Query::select()
        .column(row::Column::Subject)
        .from(row::Entity)
        .and_where(row::Column::NextAttemptAt.gt(now.as_millis()))
        .to_owned();
    Ok(row::Entity::find()
        .filter(row::Column::Subject.not_in_subquery(held_up))
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(conn)
        .await?)
}

/// How many events wait.
pub(crate) async fn depth<C: ConnectionTrait>(conn: &C) -> StoreResult<u64> {
    Ok(row::Entity::find().count(conn).await?)
}

/// How many events were refused too often.
pub(crate) async fn dead_letters<C: ConnectionTrait>(conn: &C) -> StoreResult<u64> {
    Ok(dead::Entity::find().count(conn).await?)
}

/// Forgets delivered events.
pub(crate) async fn delivered<C: ConnectionTrait>(conn: &C, ids: &[i64]) -> StoreResult<()> {
    row::Entity::delete_many().filter(row::Column::Id.is_in(ids.iter().copied())).exec(conn).await?;
    Ok(())
}

/// Remembers that an event was refused and when to try again.
pub(crate) async fn postponed<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    attempts: i32,
    next: Timestamp,
) -> StoreResult<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Attempts, attempts.into())
        .col_expr(row::Column::NextAttemptAt, next.as_millis().into())
        .filter(row::Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Moves an event to the dead letters, where people can look at it.
pub(crate) async fn bury<C: ConnectionTrait>(
    conn: &C,
    row: row::Model,
    error: &str,
    now: Timestamp,
) -> StoreResult<()> {
    let dead = dead::ActiveModel {
        event_id: Set(row.event_id),
        subject: Set(row.subject),
        envelope: Set(row.envelope),
        attempts: Set(row.attempts),
        error: Set(error.to_owned()),
        died_at: Set(now.as_millis()),
        ..Default::default()
    };
    dead::Entity::insert(dead).exec_without_returning(conn).await?;
    delivered(conn, &[row.id]).await
}

/// Who waits for which event to have been delivered.
#[derive(Default)]
pub(crate) struct Waiters(Mutex<HashMap<EventId, oneshot::Sender<()>>>);

impl Waiters {
    pub(crate) fn wake(&self, id: EventId) {
        if let Some(waiter) = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
            // The one who waited may have gone.
            let _gone = waiter.send(());
        }
    }
}

/// Waits, for a moment, until an event has been delivered.
pub struct Settling {
    shared: Arc<Shared>,
    id: EventId,
    done: Option<oneshot::Receiver<()>>,
}

impl Settling {
    pub(crate) fn register(shared: &Arc<Shared>, id: EventId) -> Self {
        let (tell, done) = oneshot::channel();
        shared.waiters.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, tell);
        Self { shared: Arc::clone(shared), id, done: Some(done) }
    }

    /// Waits at most `patience`. The event is safe in the outbox whatever happens here.
    pub async fn wait(mut self, patience: Duration) {
        if let Some(done) = self.done.take()
            && tokio::time::timeout(patience, done).await.is_err()
        {
            tracing::debug!(event.id = %self.id, "not waiting any longer for an event to be delivered");
        }
    }
}

impl Drop for Settling {
    fn drop(&mut self) {
        self.shared.waiters.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
