//! What matching knows of people: a projection of profiles, fed by their events. Candidates are found in memory, in the
//! index that is built from this table; rights are never read from here: the profile module has the last word on who may
//! be seen.

use kernel::{Timestamp, UserId};
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::domain::person::Person;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub facts: String,
    /// When their first profile was made, in milliseconds.
    pub joined_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// What is known of one person.
pub(crate) async fn facts_of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Person>> {
    Entity::find_by_id(user.0).one(conn).await?.as_ref().map(read).transpose()
}

/// Some people and when they joined, in seconds, in the order of their ids, from behind one on.
pub(crate) async fn some<C: ConnectionTrait>(
    conn: &C,
    after: Option<UserId>,
    limit: u64,
) -> StoreResult<Vec<(Person, i64)>> {
    let mut select = Entity::find().select_only().column(Column::Facts).column(Column::JoinedAt);
    if let Some(after) = after {
        select = select.filter(Column::UserId.gt(after.0));
    }
    let rows: Vec<(String, i64)> = select.order_by_asc(Column::UserId).limit(limit).into_tuple().all(conn).await?;
    let person = |(facts, joined_at): (String, i64)| {
        Ok((serde_json::from_str(&facts).map_err(StoreError::corrupt)?, joined_at.div_euclid(1000)))
    };
    rows.into_iter().map(person).collect()
}

/// Writes down what is known of one person. When they joined stays what it was.
pub(crate) async fn put<C: ConnectionTrait>(conn: &C, person: &Person, now: Timestamp) -> StoreResult<()> {
    let row = ActiveModel {
        user_id: Set(person.user_id.0),
        facts: Set(serde_json::to_string(person).map_err(StoreError::corrupt)?),
        joined_at: Set(now.as_millis()),
    };
    let replace = OnConflict::column(Column::UserId).update_column(Column::Facts).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets one person; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}

fn read(row: &Model) -> StoreResult<Person> {
    serde_json::from_str(&row.facts).map_err(StoreError::corrupt)
}
