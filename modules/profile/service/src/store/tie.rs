//! The table of ties: who liked whom, and who matched. It repeats what the discovery module tells in events, and is there
//! for one question: whom somebody lets see them who hides from others.

use std::collections::HashMap;

use kernel::UserId;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, ExprTrait, QueryOrder, QuerySelect, Set};

use crate::domain::visibility::Tie;

/// What one person has done about another.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tie")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// About whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub other_id: Uuid,
    /// They liked them.
    pub liked: bool,
    /// The two have matched.
    pub matched: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// What each of these people has done about `viewer`; whoever has done nothing is left out.
pub async fn toward<C: ConnectionTrait>(
    conn: &C,
    viewer: UserId,
    users: &[UserId],
) -> StoreResult<HashMap<UserId, Tie>> {
    let rows = Entity::find()
        .filter(Column::OtherId.eq(viewer.0))
        .filter(Column::UserId.is_in(users.iter().map(|user| user.0)))
        .all(conn)
        .await?;
    let tie = |row: Model| (UserId(row.user_id), Tie { liked: row.liked, matched: row.matched });
    Ok(rows.into_iter().map(tie).collect())
}

/// Writes down whether somebody likes somebody, as it is from now on.
pub async fn put_liked<C: ConnectionTrait>(conn: &C, user: UserId, other: UserId, liked: bool) -> StoreResult<()> {
    put(conn, user, other, Column::Liked, liked).await
}

/// Writes down that two people have matched.
pub async fn put_matched<C: ConnectionTrait>(conn: &C, [one, other]: [UserId; 2]) -> StoreResult<()> {
    put(conn, one, other, Column::Matched, true).await?;
    put(conn, other, one, Column::Matched, true).await
}

async fn put<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    other: UserId,
    column: Column,
    value: bool,
) -> StoreResult<()> {
    if value {
        let row = ActiveModel {
            user_id: Set(user.0),
            other_id: Set(other.0),
            liked: Set(matches!(column, Column::Liked)),
            matched: Set(matches!(column, Column::Matched)),
        };
        let replace = OnConflict::columns([Column::UserId, Column::OtherId]).update_column(column).to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
        return Ok(());
    }
    let row = || Column::UserId.eq(user.0).and(Column::OtherId.eq(other.0));
    Entity::update_many().col_expr(column, Expr::value(false)).filter(row()).exec(conn).await?;
    let nothing = row().and(Column::Liked.eq(false)).and(Column::Matched.eq(false));
    Entity::delete_many().filter(nothing).exec(conn).await?;
    Ok(())
}

/// What somebody has done about others, in the order of the others, from behind one on.
pub async fn by<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    after: Option<UserId>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let mut select = Entity::find().filter(Column::UserId.eq(user.0));
    if let Some(after) = after {
        select = select.filter(Column::OtherId.gt(after.0));
    }
    Ok(select.order_by_asc(Column::OtherId).limit(limit).all(conn).await?)
}

/// Some of the people with whom somebody has a tie in either direction.
pub async fn some_around<C: ConnectionTrait>(conn: &C, user: UserId, limit: u64) -> StoreResult<Vec<UserId>> {
    let by = Entity::find().filter(Column::UserId.eq(user.0)).limit(limit).all(conn).await?;
    let about = Entity::find().filter(Column::OtherId.eq(user.0)).limit(limit).all(conn).await?;
    let others = by.into_iter().map(|row| row.other_id).chain(about.into_iter().map(|row| row.user_id));
    Ok(others.map(UserId).collect())
}

/// Forgets all ties between a person and these others, in both directions; how many there were.
pub async fn remove_all<C: ConnectionTrait>(conn: &C, user: UserId, others: &[UserId]) -> StoreResult<u64> {
    let others = || others.iter().map(|other| other.0);
    let by = Column::UserId.eq(user.0).and(Column::OtherId.is_in(others()));
    let about = Column::OtherId.eq(user.0).and(Column::UserId.is_in(others()));
    let by = Entity::delete_many().filter(by).exec(conn).await?.rows_affected;
    Ok(by + Entity::delete_many().filter(about).exec(conn).await?.rows_affected)
}

/// Forgets whatever ties a person has left; how many there were. Many are better forgotten in parts.
pub async fn remove_rest<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    let either = Condition::any().add(Column::UserId.eq(user.0)).add(Column::OtherId.eq(user.0));
    Ok(Entity::delete_many().filter(either).exec(conn).await?.rows_affected)
}
