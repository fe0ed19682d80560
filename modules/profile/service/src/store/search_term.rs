//! The table of search terms: the texts whose beginnings find people. It is read along its index on (term, person), in
//! the order of bytes, which is the same on every engine.

use std::collections::HashMap;

use kernel::UserId;
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, ExprTrait, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::domain::names;
use crate::store::profile;

const NAME: &str = "name";
const USERNAME: &str = "username";

/// One text that finds one person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_term")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// `username`, or `name` for the name and each of its words.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Folded, in UTF-8.
    #[sea_orm(primary_key, auto_increment = false, column_type = "VarBinary(StringLen::None)")]
    pub term: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Somebody found: the text that found them, and who. Where a page of a search starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The text.
    #[serde(rename = "t")]
    pub term: String,
    /// Who.
    #[serde(rename = "u")]
    pub user: UserId,
}

/// Makes this the name a person is found by.
pub async fn put_name<C: ConnectionTrait>(conn: &C, user: UserId, name: &str) -> StoreResult<()> {
    replace(conn, user, NAME, names::terms(name)).await
}

/// Makes this the account's name a person is found by.
pub async fn put_username<C: ConnectionTrait>(conn: &C, user: UserId, username: &str) -> StoreResult<()> {
    replace(conn, user, USERNAME, vec![names::fold(username)]).await
}

async fn replace<C: ConnectionTrait>(conn: &C, user: UserId, kind: &str, terms: Vec<String>) -> StoreResult<()> {
    let old = Column::UserId.eq(user.0).and(Column::Kind.eq(kind));
    Entity::delete_many().filter(old).exec(conn).await?;
    if terms.is_empty() {
        return Ok(());
    }
    let rows = terms.into_iter().map(|term| ActiveModel {
        user_id: Set(user.0),
        kind: Set(kind.to_owned()),
        term: Set(term.into_bytes()),
    });
    Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets the texts that find a person.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<()> {
    Entity::delete_many().filter(Column::UserId.eq(user.0)).exec(conn).await?;
    Ok(())
}

/// Texts that begin with `prefix`, in their order, from behind a place on. Somebody whom several of them find comes
/// several times.
pub async fn beginning<C: ConnectionTrait>(
    conn: &C,
    prefix: &str,
    after: Option<&Found>,
    limit: u64,
) -> StoreResult<Vec<Found>> {
    let rows = beginning_with(prefix, after).limit(limit).all(conn).await?;
    rows.into_iter().map(read).collect()
}

fn beginning_with(prefix: &str, after: Option<&Found>) -> Select<Entity> {
    let mut select = Entity::find().filter(within(prefix));
    if let Some(Found { term, user }) = after {
        let same_term = Condition::all().add(Column::Term.eq(term.as_bytes())).add(Column::UserId.gt(user.0));
        let behind = Condition::any().add(Column::Term.gt(term.as_bytes())).add(same_term);
        select = select.filter(Column::Term.gte(term.as_bytes())).filter(behind);
    }
    select.order_by_asc(Column::Term).order_by_asc(Column::UserId)
}

/// The first of the texts beginning with `prefix` that find each of these people.
pub async fn first_of_each<C: ConnectionTrait>(
    conn: &C,
    prefix: &str,
    users: &[UserId],
) -> StoreResult<HashMap<UserId, String>> {
    let rows = Entity::find()
        .filter(Column::UserId.is_in(users.iter().map(|user| user.0)))
        .filter(within(prefix))
        .order_by_desc(Column::Term)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| read(row).map(|found| (found.user, found.term))).collect()
}

fn within(prefix: &str) -> Condition {
    Condition::all().add(Column::Term.gte(prefix.as_bytes())).add(Column::Term.lt(names::behind(prefix)))
}

fn read(row: Model) -> StoreResult<Found> {
    Ok(Found { term: String::from_utf8(row.term).map_err(StoreError::corrupt)?, user: UserId(row.user_id) })
}

/// People with a profile whose account's name is not known here, in the order of their ids.
pub async fn nameless<C: ConnectionTrait>(conn: &C, after: Option<UserId>, limit: u64) -> StoreResult<Vec<UserId>> {
    let named = Query::select().column(Column::UserId).from(Entity).and_where(Column::Kind.eq(USERNAME)).to_owned();
    let mut select = profile::Entity::find().filter(profile::Column::UserId.not_in_subquery(named));
    if let Some(after) = after {
        select = select.filter(profile::Column::UserId.gt(after.0));
    }
    let rows = select.order_by_asc(profile::Column::UserId).limit(limit).all(conn).await?;
    Ok(rows.into_iter().map(|row| UserId(row.user_id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{DbBackend, QueryTrait};

    #[tokio::test]
    async fn a_search_is_read_along_the_index_without_sorting() {
        let database =
            testkit::TestDatabase::new::<migration::profile::Migrator>(platform::Engine::Sqlite, "profile").await;
        let place = Found { term: "anna".into(), user: testkit::user(1) };
        for after in [None, Some(&place)] {
            let mut query = beginning_with("an", after).limit(5).build(DbBackend::Sqlite);
            query.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
            let rows = database.db().read().query_all_raw(query).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
            let plan = plan.join("\n");
            assert!(plan.contains("INDEX search_term_term (term>? AND term<?)"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
