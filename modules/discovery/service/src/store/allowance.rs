//! What people have used of their quotas, on the last day on which they used any.

use chrono::NaiveDate;
use kernel::UserId;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect, Set};

use crate::domain::age::day_number;
use crate::domain::quota::Used;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "allowance")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub day: i32,
    pub likes: i32,
    pub superlikes: i32,
    pub undos: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// What `user` has used on a day.
pub(crate) async fn used<C: ConnectionTrait>(conn: &C, user: UserId, day: NaiveDate) -> StoreResult<Used> {
    Ok(of_day(Entity::find_by_id(user.0).one(conn).await?, day))
}

/// What `user` has used on a day, while everybody else who would use some of it waits until the transaction ends.
pub(crate) async fn lock<C: ConnectionTrait>(conn: &C, user: UserId, day: NaiveDate) -> StoreResult<Used> {
    if let Some(row) = Entity::find_by_id(user.0).lock_exclusive().one(conn).await? {
        return Ok(of_day(Some(row), day));
    }
    // Whoever inserts at the same time is waited for here, and seen below.
    Entity::insert(row(user, day, Used::default()))
        .on_conflict_do_nothing_on([Column::UserId])
        .exec_without_returning(conn)
        .await?;
    Ok(of_day(Entity::find_by_id(user.0).lock_exclusive().one(conn).await?, day))
}

/// Writes down what `user` has used on a day, under the lock.
pub(crate) async fn put<C: ConnectionTrait>(conn: &C, user: UserId, day: NaiveDate, used: Used) -> StoreResult<()> {
    Entity::update(row(user, day, used)).exec(conn).await?;
    Ok(())
}

/// Forgets what `user` has used; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}

fn row(user: UserId, day: NaiveDate, used: Used) -> ActiveModel {
    let stored = |count: u32| Set(i32::try_from(count).unwrap_or(i32::MAX));
    ActiveModel {
        user_id: Set(user.0),
        day: Set(day_number(day)),
        likes: stored(used.likes),
        superlikes: stored(used.superlikes),
        undos: stored(used.undos),
    }
}

fn of_day(row: Option<Model>, day: NaiveDate) -> Used {
    let count = |stored: i32| u32::try_from(stored).unwrap_or(0);
    row.filter(|row| row.day == day_number(day))
        .map(|row| Used { likes: count(row.likes), superlikes: count(row.superlikes), undos: count(row.undos) })
        .unwrap_or_default()
}
