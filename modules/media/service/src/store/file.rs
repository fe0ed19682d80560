//! Stored files. Renditions are a column and not a table: nobody ever asks for one without its file.

use kernel::{FileId, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{FromJsonQueryResult, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// One file.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    /// A [`FileId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub owner_id: Uuid,
    /// The client's name for it, made harmless.
    pub filename: String,
    /// Width of the upright original in pixels.
    pub width: i32,
    /// Height of the upright original in pixels.
    pub height: i32,
    /// The placeholder.
    pub blurhash: String,
    /// Smallest first, never empty.
    #[sea_orm(column_type = "JsonBinary")]
    pub renditions: Renditions,
    /// `unchecked`, `approved` or `rejected`.
    pub moderation: String,
    /// When it was stored, in milliseconds since the epoch.
    pub created_at: i64,
}

/// The sizes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Renditions(pub Vec<Rendition>);

/// One size of a file, in both encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// The box it was made for: 200, 640, 1080 or 1920.
    pub fits: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Length of the WebP in bytes.
    pub webp: u64,
    /// Length of the JPEG in bytes.
    pub jpeg: u64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its typed id.
    pub fn file_id(&self) -> FileId {
        FileId(self.id)
    }
    /// Its typed owner.
    pub fn owner(&self) -> UserId {
        UserId(self.owner_id)
    }
}

/// Adds a file.
pub async fn insert<C: ConnectionTrait>(conn: &C, file: ActiveModel) -> StoreResult<()> {
    Entity::insert(file).exec_without_returning(conn).await?;
    Ok(())
}

/// The files with these ids, whoever owns them, in no order.
pub async fn all_of<C: ConnectionTrait>(conn: &C, ids: &[FileId]) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).all(conn).await?)
}

/// A page of an owner's files, newest first, one more than `limit` if there are more.
pub async fn page_of_owner<C: ConnectionTrait>(
    conn: &C,
    owner: UserId,
    before: Option<FileId>,
    limit: usize,
) -> StoreResult<Vec<Model>> {
    let mut query = Entity::find().filter(Column::OwnerId.eq(owner.0)).order_by_desc(Column::Id);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.0));
    }
    Ok(query.limit(limit as u64 + 1).all(conn).await?)
}

/// Removes these files of an owner; how many of them were there.
pub async fn take_all<C: ConnectionTrait>(conn: &C, owner: UserId, ids: &[FileId]) -> StoreResult<u64> {
    let theirs = Entity::delete_many().filter(Column::OwnerId.eq(owner.0));
    Ok(theirs.filter(Column::Id.is_in(ids.iter().map(|id| id.0))).exec(conn).await?.rows_affected)
}

/// Removes a file of an owner, or of anybody when a service asks; the removed one, if it was there.
pub async fn take<C: ConnectionTrait>(conn: &C, id: FileId, owner: Option<UserId>) -> StoreResult<Option<Model>> {
    let mut query = Entity::find_by_id(id.0);
    if let Some(owner) = owner {
        query = query.filter(Column::OwnerId.eq(owner.0));
    }
    let Some(file) = query.one(conn).await? else { return Ok(None) };
    let removed = Entity::delete_by_id(id.0).exec(conn).await?.rows_affected;
    Ok((removed == 1).then_some(file))
}
