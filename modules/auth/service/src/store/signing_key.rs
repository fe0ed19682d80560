//! Signing keys, sealed with the installation's secret.

use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};

/// One key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Its name (`kid`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Its bytes (PKCS#8), sealed.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub sealed: Vec<u8>,
    /// In milliseconds since the epoch.
    pub created_at: i64,
    /// When it signs first.
    pub signs_from: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// All keys, oldest first.
pub async fn all<C: ConnectionTrait>(conn: &C) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::SignsFrom).order_by_asc(Column::Id).all(conn).await?)
}

/// Adds a key.
pub async fn insert<C: ConnectionTrait>(conn: &C, key: Model) -> StoreResult<()> {
    Entity::insert(key.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets a key.
pub async fn delete<C: ConnectionTrait>(conn: &C, id: &str) -> StoreResult<()> {
    Entity::delete_by_id(id).exec(conn).await?;
    Ok(())
}
