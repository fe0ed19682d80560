//! Stored files: whose, under which name, holding which content.

use std::collections::HashMap;

use kernel::{FileId, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{QueryOrder, QuerySelect};

use super::content;

/// One file.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    /// A [`FileId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub owner_id: Uuid,
    /// What it holds.
    pub content_id: Uuid,
    /// The client's name for it, made harmless.
    pub filename: String,
    /// When it was stored, in milliseconds since the epoch.
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// What it holds.
    #[sea_orm(belongs_to = "super::content::Entity", from = "Column::ContentId", to = "super::content::Column::Id")]
    Content,
}

impl Related<content::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Content.def()
    }
}

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

/// A file with what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The file.
    pub file: Model,
    /// What it holds.
    pub content: content::Model,
}

fn joined(rows: Vec<(Model, Option<content::Model>)>) -> Vec<Stored> {
    // A foreign key keeps every file's content.
    rows.into_iter().filter_map(|(file, content)| Some(Stored { file, content: content? })).collect()
}

/// Adds a file.
pub async fn insert<C: ConnectionTrait>(conn: &C, file: Model) -> StoreResult<()> {
    Entity::insert(ActiveModel::from(file).reset_all()).exec_without_returning(conn).await?;
    Ok(())
}

/// The files with these ids, whoever owns them, in no order.
pub async fn all_of<C: ConnectionTrait>(conn: &C, ids: &[FileId]) -> StoreResult<Vec<Stored>> {
    let query = Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.0)));
    Ok(joined(query.find_also_related(content::Entity).all(conn).await?))
}

/// A page of an owner's files, newest first, one more than `limit` if there are more.
pub async fn page_of_owner<C: ConnectionTrait>(
    conn: &C,
    owner: UserId,
    before: Option<FileId>,
    limit: usize,
) -> StoreResult<Vec<Stored>> {
    let mut query = Entity::find().filter(Column::OwnerId.eq(owner.0)).order_by_desc(Column::Id);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.0));
    }
    Ok(joined(query.limit(limit as u64 + 1).find_also_related(content::Entity).all(conn).await?))
}

/// All files that hold a content.
pub async fn holding<C: ConnectionTrait>(conn: &C, content: Uuid) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::ContentId.eq(content)).all(conn).await?)
}

/// The oldest file of each of these contents.
pub async fn one_of_each<C: ConnectionTrait>(conn: &C, contents: &[Uuid]) -> StoreResult<HashMap<Uuid, Model>> {
    let filter = Column::ContentId.is_in(contents.iter().copied());
    let files = Entity::find().filter(filter).order_by_desc(Column::Id).all(conn).await?;
    Ok(files.into_iter().map(|file| (file.content_id, file)).collect())
}

/// Removes these files of an owner; those that were there.
pub async fn take_all<C: ConnectionTrait>(conn: &C, owner: UserId, ids: &[FileId]) -> StoreResult<Vec<Model>> {
    let theirs = || Column::OwnerId.eq(owner.0).and(Column::Id.is_in(ids.iter().map(|id| id.0)));
    let there = Entity::find().filter(theirs()).all(conn).await?;
    let mut taken = Vec::with_capacity(there.len());
    for file in there {
        if Entity::delete_by_id(file.id).exec(conn).await?.rows_affected == 1 {
            taken.push(file);
        }
    }
    Ok(taken)
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
