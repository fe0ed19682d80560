//! Blobs that are to go. A key is noted before its blob is written and struck out when a file owns it, so that an
//! interruption at any point leaves nothing behind that the sweep does not find.
//!
//! A refused upload leaves its refusal here for a while: asked again, the module gives the same answer without the
//! bytes.

use kernel::{BlobKey, Timestamp};
use media_contract::MediaRefusal;
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set};

/// One blob that is to go.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "leftover")]
pub struct Model {
    /// Under which key it lies, or lay.
    #[sea_orm(primary_key, auto_increment = false)]
    pub blob_key: String,
    /// From when on the sweep takes it, in milliseconds since the epoch.
    pub due_at: i64,
    /// Why the upload was refused, if it was.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub refusal: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Notes blobs that are to go at `due`, unless they are struck out before.
pub async fn note<C: ConnectionTrait>(conn: &C, keys: &[BlobKey], due: Timestamp) -> StoreResult<()> {
    let rows = keys.iter().map(|key| ActiveModel {
        blob_key: Set(key.as_str().to_owned()),
        due_at: Set(due.as_millis()),
        refusal: Set(None),
    });
    let again = OnConflict::column(Column::BlobKey).update_column(Column::DueAt).to_owned();
    Entity::insert_many(rows).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}

/// Strikes blobs out: they are owned, or gone.
pub async fn strike<C: ConnectionTrait>(conn: &C, keys: &[BlobKey]) -> StoreResult<()> {
    Entity::delete_many().filter(Column::BlobKey.is_in(keys.iter().map(BlobKey::as_str))).exec(conn).await?;
    Ok(())
}

/// Remembers why the upload under `key` was refused.
pub async fn refuse<C: ConnectionTrait>(conn: &C, key: &BlobKey, refusal: &MediaRefusal) -> StoreResult<()> {
    let refusal = serde_json::to_value(refusal).map_err(StoreError::corrupt)?;
    Entity::update_many()
        .col_expr(Column::Refusal, Expr::value(refusal))
        .filter(Column::BlobKey.eq(key.as_str()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Why the upload under `key` was refused before, if it was.
pub async fn refusal_of<C: ConnectionTrait>(conn: &C, key: &BlobKey) -> StoreResult<Option<MediaRefusal>> {
    let row = Entity::find_by_id(key.as_str()).one(conn).await?;
    row.and_then(|row| row.refusal).map(|json| serde_json::from_value(json).map_err(StoreError::corrupt)).transpose()
}

/// The keys that are due, oldest first.
pub async fn due<C: ConnectionTrait>(conn: &C, now: Timestamp, limit: u64) -> StoreResult<Vec<BlobKey>> {
    let rows = Entity::find()
        .filter(Column::DueAt.lte(now.as_millis()))
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| BlobKey::parse(row.blob_key)).collect())
}
