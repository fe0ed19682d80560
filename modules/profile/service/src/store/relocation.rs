//! The table of changes of place: when, never where. It outlives the profile, so that a new one is no way around the
//! limit.

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{FromJsonQueryResult, Set};
use serde::{Deserialize, Serialize};

/// Somebody who has been somewhere.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relocation")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The changes that count, oldest first.
    #[sea_orm(column_type = "JsonBinary")]
    pub moves: Moves,
}

/// Instants in one column, in milliseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Moves(pub Vec<i64>);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// A person's changes that count, oldest first; `None` if they have never been anywhere.
pub async fn of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Vec<Timestamp>>> {
    let row = Entity::find_by_id(user.0).one(conn).await?;
    Ok(row.map(|row| row.moves.0.into_iter().map(Timestamp::from_millis).collect()))
}

/// Writes down which changes count.
pub async fn put<C: ConnectionTrait>(conn: &C, user: UserId, moves: &[Timestamp]) -> StoreResult<()> {
    let moves = Moves(moves.iter().map(|at| at.as_millis()).collect());
    let row = ActiveModel { user_id: Set(user.0), moves: Set(moves) };
    let replace = OnConflict::column(Column::UserId).update_column(Column::Moves).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets them; how many rows that were.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
