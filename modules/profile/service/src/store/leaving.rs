//! The table of people who are about to leave for good: until they change their mind nobody meets them.

use std::collections::HashSet;

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

/// Somebody who is about to leave. They may have no profile.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leaving")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// When they said so, in milliseconds since the epoch.
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Those of these people who are about to leave.
pub async fn among<C: ConnectionTrait>(conn: &C, users: &[UserId]) -> StoreResult<HashSet<UserId>> {
    let rows = Entity::find().filter(Column::UserId.is_in(users.iter().map(|user| user.0))).all(conn).await?;
    Ok(rows.into_iter().map(|row| UserId(row.user_id)).collect())
}

/// Since when a person is about to leave, if they are.
pub async fn since<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Timestamp>> {
    let row = Entity::find_by_id(user.0).one(conn).await?;
    Ok(row.map(|row| Timestamp::from_millis(row.since)))
}

/// Remembers that a person is about to leave.
pub async fn insert<C: ConnectionTrait>(conn: &C, user: UserId, since: Timestamp) -> StoreResult<()> {
    let row = ActiveModel { user_id: Set(user.0), since: Set(since.as_millis()) };
    Entity::insert(row).on_conflict_do_nothing_on([Column::UserId]).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets it; how many rows that were.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
