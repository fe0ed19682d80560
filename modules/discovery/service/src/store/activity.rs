//! On which days people looked for others.

use kernel::UserId;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::domain::standing::Days;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub last_day: i32,
    pub days: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The days.
    pub fn days(&self) -> Days {
        Days { last: self.last_day, bits: u32::try_from(self.days).unwrap_or(0) }
    }
}

/// Writes down when `user` was about.
pub(crate) async fn put<C: ConnectionTrait>(conn: &C, user: UserId, days: Days) -> StoreResult<()> {
    let row = ActiveModel { user_id: Set(user.0), last_day: Set(days.last), days: Set(days.bits.into()) };
    let replace = OnConflict::column(Column::UserId).update_columns([Column::LastDay, Column::Days]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// When `user` was about.
pub(crate) async fn of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Days> {
    Ok(Entity::find_by_id(user.0).one(conn).await?.map(|row| row.days()).unwrap_or_default())
}

/// Some people's, in the order of their ids, from behind one on.
pub(crate) async fn some<C: ConnectionTrait>(conn: &C, after: Option<UserId>, limit: u64) -> StoreResult<Vec<Model>> {
    let mut select = Entity::find();
    if let Some(after) = after {
        select = select.filter(Column::UserId.gt(after.0));
    }
    Ok(select.order_by_asc(Column::UserId).limit(limit).all(conn).await?)
}

/// Forgets it; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
