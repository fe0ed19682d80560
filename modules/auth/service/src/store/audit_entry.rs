//! What happened to accounts: rows are added and, when they are old, forgotten; never changed.

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect};

/// One entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose account.
    pub account_id: Uuid,
    /// In milliseconds since the epoch.
    pub at: i64,
    /// What.
    pub event: String,
    /// Where from.
    pub ip: Option<String>,
    /// The device's `User-Agent`.
    pub label: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Adds entries.
pub async fn insert_all<C: ConnectionTrait>(conn: &C, entries: Vec<Model>) -> StoreResult<()> {
    Entity::insert_many(entries.into_iter().map(Model::into_active_model)).exec_without_returning(conn).await?;
    Ok(())
}

/// Where a page of entries starts: the time and the id of the last one shown.
pub type Position = (i64, Uuid);

/// An account's entries, newest first, one more than `limit` to tell whether there are more.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    owner: UserId,
    after: Option<Position>,
    limit: u32,
) -> StoreResult<Vec<Model>> {
    let mut query = Entity::find().filter(Column::AccountId.eq(owner.0));
    if let Some((at, id)) = after {
        let same_time = Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::At.lt(at)).add(same_time));
    }
    let newest_first = query.order_by_desc(Column::At).order_by_desc(Column::Id);
    Ok(newest_first.limit(u64::from(limit) + 1).all(conn).await?)
}

/// Forgets entries from before `horizon`.
pub async fn sweep<C: ConnectionTrait>(conn: &C, horizon: Timestamp) -> StoreResult<u64> {
    Ok(Entity::delete_many().filter(Column::At.lt(horizon.as_millis())).exec(conn).await?.rows_affected)
}
