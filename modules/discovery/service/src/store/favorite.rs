//! Whom people keep for later.

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::store::instant::{Instant, behind};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "favorite")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub target_id: Uuid,
    pub added_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Keeps `target`; whoever is kept already stays where they are.
pub(crate) async fn add<C: ConnectionTrait>(conn: &C, user: UserId, target: UserId, now: Timestamp) -> StoreResult<()> {
    let row = ActiveModel { user_id: Set(user.0), target_id: Set(target.0), added_at: Set(now.as_millis()) };
    Entity::insert(row)
        .on_conflict_do_nothing_on([Column::UserId, Column::TargetId])
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// How many `user` keeps besides `target`.
pub(crate) async fn count_besides<C: ConnectionTrait>(conn: &C, user: UserId, target: UserId) -> StoreResult<u64> {
    Ok(Entity::find().filter(Column::UserId.eq(user.0)).filter(Column::TargetId.ne(target.0)).count(conn).await?)
}

/// Keeps `target` no longer.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId, target: UserId) -> StoreResult<()> {
    Entity::delete_by_id((user.0, target.0)).exec(conn).await?;
    Ok(())
}

/// Whom `user` keeps, newest first, from a place on.
pub(crate) async fn newest_of<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    after: Option<Instant>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let mut select = Entity::find().filter(Column::UserId.eq(user.0));
    if let Some(after) = after {
        select = select.filter(behind(Column::AddedAt, Column::TargetId, (after.at, after.who)));
    }
    Ok(select.order_by_desc(Column::AddedAt).order_by_desc(Column::TargetId).limit(limit).all(conn).await?)
}

/// Forgets whom `user` keeps, and that others keep them; how many rows that were.
pub(crate) async fn remove_all<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    let either = Column::UserId.eq(user.0).or(Column::TargetId.eq(user.0));
    Ok(Entity::delete_many().filter(either).exec(conn).await?.rows_affected)
}
