//! Erasures, under way and done. Once one is done its row is the receipt, and names nobody any longer.

use std::collections::BTreeMap;

use auth_contract::ErasureReceipt;
use kernel::{ReceiptId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromJsonQueryResult, IntoActiveModel, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// One erasure.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    /// The receipt's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose account; all zeros once it is gone.
    pub account_id: Uuid,
    /// In milliseconds since the epoch, like all times here.
    pub requested_at: i64,
    /// When the account is to be erased.
    pub due_at: i64,
    /// When that was done.
    pub done_at: Option<i64>,
    /// When its owner changed their mind.
    pub cancelled_at: Option<i64>,
    /// How many rows and files each module erased.
    #[sea_orm(column_type = "JsonBinary")]
    pub erased: Counts,
}

/// Numbers of rows and files, by module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Counts(pub BTreeMap<String, u64>);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its receipt.
    pub fn receipt(self) -> ErasureReceipt {
        ErasureReceipt {
            receipt: ReceiptId(self.id),
            requested_at: Timestamp::from_millis(self.requested_at),
            due_at: Timestamp::from_millis(self.due_at),
            done_at: self.done_at.map(Timestamp::from_millis),
            erased: self.erased.0,
        }
    }
}

/// Starts an erasure.
pub async fn insert<C: ConnectionTrait>(conn: &C, erasure: Model) -> StoreResult<()> {
    Entity::insert(erasure.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// The erasure of an account that is under way.
pub async fn under_way<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Option<Model>> {
    Ok(open().filter(Column::AccountId.eq(owner.0)).one(conn).await?)
}

/// An erasure that is under way or done, for whoever has its receipt.
pub async fn find<C: ConnectionTrait>(conn: &C, receipt: ReceiptId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(receipt.0).filter(Column::CancelledAt.is_null()).one(conn).await?)
}

/// Erasures that are due, the longest first.
pub async fn due<C: ConnectionTrait>(conn: &C, now: Timestamp, limit: u32) -> StoreResult<Vec<Model>> {
    let due = open().filter(Column::DueAt.lte(now.as_millis()));
    Ok(due.order_by_asc(Column::DueAt).limit(u64::from(limit)).all(conn).await?)
}

/// Ends the erasure of an account before its time.
pub async fn cancel<C: ConnectionTrait>(conn: &C, owner: UserId, now: Timestamp) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::CancelledAt, Expr::value(now.as_millis()))
        .filter(Column::AccountId.eq(owner.0))
        .filter(Column::DoneAt.is_null())
        .filter(Column::CancelledAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Makes an erasure its receipt, and forgets those that its owner had cancelled before.
pub async fn finish<C: ConnectionTrait>(conn: &C, erasure: Model) -> StoreResult<()> {
    let cancelled = Entity::delete_many().filter(Column::AccountId.eq(erasure.account_id));
    cancelled.filter(Column::CancelledAt.is_not_null()).exec(conn).await?;
    let receipt = Model { account_id: Uuid::nil(), ..erasure };
    Entity::update(receipt.into_active_model().reset_all()).exec(conn).await?;
    Ok(())
}

fn open() -> Select<Entity> {
    Entity::find().filter(Column::DoneAt.is_null()).filter(Column::CancelledAt.is_null())
}
