//! The inbox: a consumer remembers each event in the transaction of its effect, so that a second delivery does nothing.

use kernel::{Clock, Event, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

use crate::store::StoreResult;
use crate::{Database, Tx};

mod row {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub consumer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: Uuid,
        pub received_at: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

impl Database {
    /// Starts the transaction in which `consumer` takes an event; `None` when it took it before.
    pub async fn consume(&self, clock: &dyn Clock, consumer: &str, event: &Event) -> StoreResult<Option<Tx>> {
        let tx = self.begin().await?;
        let row = row::ActiveModel {
            consumer: Set(consumer.to_owned()),
            event_id: Set(event.id.0),
            received_at: Set(clock.now().as_millis()),
        };
        let inserted = row::Entity::insert(row)
            .on_conflict_do_nothing_on([row::Column::Consumer, row::Column::EventId])
            .exec_without_returning(tx.conn())
            .await?;
        match inserted {
            TryInsertResult::Inserted(1..) => Ok(Some(tx)),
            _ => {
                tx.rollback().await?;
                Ok(None)
            }
        }
    }

    /// Forgets events taken before `horizon`; no relay delivers that late.
    pub async fn sweep_inbox(&self, horizon: Timestamp) -> StoreResult<u64> {
        let filter = row::Column::ReceivedAt.lt(horizon.as_millis());
        Ok(row::Entity::delete_many().filter(filter).exec(&self.write).await?.rows_affected)
    }
}
