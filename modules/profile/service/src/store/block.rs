//! The table of blocks: who does not want to see, or be seen by, whom.

use std::collections::HashSet;

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ExprTrait, QueryOrder, QuerySelect, Set, TryInsertResult};

/// One block.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "block")]
pub struct Model {
    /// Who blocked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub blocker: Uuid,
    /// Whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub blocked: Uuid,
    /// When, in milliseconds since the epoch.
    pub blocked_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Everybody this person is hidden from, which is everybody hidden from them: blocks work both ways.
pub async fn around<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<HashSet<UserId>> {
    let either = Condition::any().add(Column::Blocker.eq(user.0)).add(Column::Blocked.eq(user.0));
    let rows = Entity::find().filter(either).all(conn).await?;
    let other = |row: Model| UserId(if row.blocker == user.0 { row.blocked } else { row.blocker });
    Ok(rows.into_iter().map(other).collect())
}

/// Adds a block; `false` when it was there.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    blocker: UserId,
    blocked: UserId,
    now: Timestamp,
) -> StoreResult<bool> {
    let row = ActiveModel { blocker: Set(blocker.0), blocked: Set(blocked.0), blocked_at: Set(now.as_millis()) };
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::Blocker, Column::Blocked])
        .exec_without_returning(conn)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// Takes a block back; `false` when there was none.
pub async fn remove<C: ConnectionTrait>(conn: &C, blocker: UserId, blocked: UserId) -> StoreResult<bool> {
    let removed = Entity::delete_by_id((blocker.0, blocked.0)).exec(conn).await?;
    Ok(removed.rows_affected > 0)
}

/// Some of the people whom this person is hidden from by a block in either direction.
pub async fn some_around<C: ConnectionTrait>(conn: &C, user: UserId, limit: u64) -> StoreResult<Vec<UserId>> {
    let by = Entity::find().filter(Column::Blocker.eq(user.0)).limit(limit).all(conn).await?;
    let against = Entity::find().filter(Column::Blocked.eq(user.0)).limit(limit).all(conn).await?;
    let others = by.into_iter().map(|row| row.blocked).chain(against.into_iter().map(|row| row.blocker));
    Ok(others.map(UserId).collect())
}

/// Takes all blocks between a person and these others back, in both directions; how many there were.
pub async fn remove_all<C: ConnectionTrait>(conn: &C, user: UserId, others: &[UserId]) -> StoreResult<u64> {
    let others = || others.iter().map(|other| other.0);
    let by = Column::Blocker.eq(user.0).and(Column::Blocked.is_in(others()));
    let against = Column::Blocked.eq(user.0).and(Column::Blocker.is_in(others()));
    let by = Entity::delete_many().filter(by).exec(conn).await?.rows_affected;
    Ok(by + Entity::delete_many().filter(against).exec(conn).await?.rows_affected)
}

/// Where a page of blocks starts: the time and the person of the last one shown.
pub type Position = (i64, Uuid);

/// A person's blocks, newest first, one more than `limit` to tell whether there are more.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    blocker: UserId,
    after: Option<Position>,
    limit: u32,
) -> StoreResult<Vec<Model>> {
    let mut query = Entity::find().filter(Column::Blocker.eq(blocker.0));
    if let Some((at, blocked)) = after {
        let same_time = Condition::all().add(Column::BlockedAt.eq(at)).add(Column::Blocked.lt(blocked));
        query = query.filter(Condition::any().add(Column::BlockedAt.lt(at)).add(same_time));
    }
    let rows = query
        .order_by_desc(Column::BlockedAt)
        .order_by_desc(Column::Blocked)
        .limit(u64::from(limit) + 1)
        .all(conn)
        .await?;
    Ok(rows)
}
