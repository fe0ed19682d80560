//! What people ask of others whenever they look.

use discovery_contract::Preferences;
use kernel::UserId;
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect, Set};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "preference")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub preferences: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// What `user` asks; nothing, before they have said.
pub(crate) async fn of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Preferences> {
    Entity::find_by_id(user.0).one(conn).await?.as_ref().map_or(Ok(Preferences::default()), read)
}

/// Writes down what `user` asks.
pub(crate) async fn put<C: ConnectionTrait>(conn: &C, user: UserId, preferences: &Preferences) -> StoreResult<()> {
    let preferences = serde_json::to_string(preferences).map_err(StoreError::corrupt)?;
    let row = ActiveModel { user_id: Set(user.0), preferences: Set(preferences) };
    let replace = OnConflict::column(Column::UserId).update_column(Column::Preferences).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Some people's, in the order of their ids, from behind one on.
pub(crate) async fn some<C: ConnectionTrait>(
    conn: &C,
    after: Option<UserId>,
    limit: u64,
) -> StoreResult<Vec<(UserId, Preferences)>> {
    let mut select = Entity::find();
    if let Some(after) = after {
        select = select.filter(Column::UserId.gt(after.0));
    }
    let rows = select.order_by_asc(Column::UserId).limit(limit).all(conn).await?;
    rows.iter().map(|row| Ok((UserId(row.user_id), read(row)?))).collect()
}

/// Forgets what `user` asks; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}

fn read(row: &Model) -> StoreResult<Preferences> {
    serde_json::from_str(&row.preferences).map_err(StoreError::corrupt)
}
