//! Uploads that arrive in parts. Each part is a blob of its own until the last one makes them a file.

use kernel::{BlobKey, FileId, Timestamp, UploadId, UserId};
use media_contract::UploadState;
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{QueryOrder, QuerySelect, Set};

/// One upload.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// An [`UploadId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub owner_id: Uuid,
    /// The client's name for the file.
    pub filename: String,
    /// How many bytes there will be.
    pub length: i64,
    /// How many have arrived.
    pub received: i64,
    /// In how many parts.
    pub parts: i32,
    /// What it became.
    pub file_id: Option<Uuid>,
    /// Until when the rest must have arrived, in milliseconds since the epoch.
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The parts' own table.
pub mod part {
    use super::*;

    /// One part.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "upload_part")]
    pub struct Model {
        /// Of which upload.
        #[sea_orm(primary_key, auto_increment = false)]
        pub upload_id: Uuid,
        /// 0, 1, 2 ...
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        /// Where its bytes lie.
        pub blob_key: String,
        /// How many they are.
        pub size: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

impl Model {
    /// Its typed id.
    pub fn upload_id(&self) -> UploadId {
        UploadId(self.id)
    }

    /// How far it has come.
    pub fn state(&self) -> StoreResult<UploadState> {
        let bytes = |stored: i64| u64::try_from(stored).map_err(StoreError::corrupt);
        Ok(UploadState {
            upload: self.upload_id(),
            offset: bytes(self.received)?,
            length: bytes(self.length)?,
            expires_at: Timestamp::from_millis(self.expires_at),
            file: self.file_id.map(FileId),
        })
    }
}

/// Adds an upload.
pub async fn insert<C: ConnectionTrait>(conn: &C, upload: Model) -> StoreResult<()> {
    Entity::insert(ActiveModel::from(upload).reset_all()).exec_without_returning(conn).await?;
    Ok(())
}

/// How many unfinished uploads somebody has.
pub async fn unfinished<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<u64> {
    Ok(Entity::find().filter(Column::OwnerId.eq(owner.0)).filter(Column::FileId.is_null()).count(conn).await?)
}

/// An upload of an owner's.
pub async fn of_owner<C: ConnectionTrait>(conn: &C, owner: UserId, id: UploadId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id.0).filter(Column::OwnerId.eq(owner.0)).one(conn).await?)
}

/// Adds a part to an upload that stands at `offset`; `false` when it does not stand there any longer.
pub async fn add_part<C: ConnectionTrait>(
    conn: &C,
    upload: &Model,
    offset: i64,
    size: i64,
    key: &BlobKey,
) -> StoreResult<bool> {
    let moved = Entity::update_many()
        .col_expr(Column::Received, Expr::col(Column::Received).add(size))
        .col_expr(Column::Parts, Expr::col(Column::Parts).add(1))
        .filter(Column::Id.eq(upload.id))
        .filter(Column::Received.eq(offset))
        .exec(conn)
        .await?;
    if moved.rows_affected == 0 {
        return Ok(false);
    }
    let row = part::ActiveModel {
        upload_id: Set(upload.id),
        position: Set(upload.parts),
        blob_key: Set(key.as_str().to_owned()),
        size: Set(size),
    };
    part::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(true)
}

/// The blobs of an upload's parts, in their order.
pub async fn parts<C: ConnectionTrait>(conn: &C, id: UploadId) -> StoreResult<Vec<BlobKey>> {
    let rows = part::Entity::find()
        .filter(part::Column::UploadId.eq(id.0))
        .order_by_asc(part::Column::Position)
        .all(conn)
        .await?;
    let key = |row: part::Model| BlobKey::parse(row.blob_key).ok_or_else(|| StoreError::corrupt("a part's key"));
    rows.into_iter().map(key).collect()
}

/// Remembers what an upload became; its parts are its own no longer.
pub async fn finish<C: ConnectionTrait>(conn: &C, upload: &Model, file: FileId) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::Received, Expr::value(upload.length))
        .col_expr(Column::FileId, Expr::value(file.0))
        .filter(Column::Id.eq(upload.id))
        .exec(conn)
        .await?;
    part::Entity::delete_many().filter(part::Column::UploadId.eq(upload.id)).exec(conn).await?;
    Ok(())
}

/// Removes an upload with its parts; `false` when it is gone already.
pub async fn remove<C: ConnectionTrait>(conn: &C, id: UploadId) -> StoreResult<bool> {
    part::Entity::delete_many().filter(part::Column::UploadId.eq(id.0)).exec(conn).await?;
    Ok(Entity::delete_by_id(id.0).exec(conn).await?.rows_affected == 1)
}

/// Uploads whose time is over, oldest first.
pub async fn expired<C: ConnectionTrait>(conn: &C, now: Timestamp, limit: u64) -> StoreResult<Vec<Model>> {
    let query = Entity::find().filter(Column::ExpiresAt.lte(now.as_millis())).order_by_asc(Column::ExpiresAt);
    Ok(query.limit(limit).all(conn).await?)
}

/// Somebody's uploads.
pub async fn all_of_owner<C: ConnectionTrait>(conn: &C, owner: UserId, limit: u64) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::OwnerId.eq(owner.0)).order_by_asc(Column::Id).limit(limit).all(conn).await?)
}

/// The keys among these that parts of uploads have.
pub async fn owned_keys<C: ConnectionTrait>(conn: &C, keys: &[BlobKey]) -> StoreResult<Vec<String>> {
    let query = part::Entity::find()
        .select_only()
        .column(part::Column::BlobKey)
        .filter(part::Column::BlobKey.is_in(keys.iter().map(BlobKey::as_str)));
    Ok(query.into_tuple().all(conn).await?)
}
