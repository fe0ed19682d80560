//! The table of photos: which files a profile shows, in which order.

use std::collections::HashMap;

use kernel::{FileId, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};

/// One photo of a profile.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// 0 is the avatar.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// A [`FileId`].
    pub file_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The photos of each of these people, in their order.
pub async fn of_each<C: ConnectionTrait>(conn: &C, users: &[UserId]) -> StoreResult<HashMap<UserId, Vec<FileId>>> {
    let rows = Entity::find()
        .filter(Column::UserId.is_in(users.iter().map(|user| user.0)))
        .order_by_asc(Column::Position)
        .all(conn)
        .await?;
    let mut photos: HashMap<UserId, Vec<FileId>> = HashMap::with_capacity(users.len());
    for row in rows {
        photos.entry(UserId(row.user_id)).or_default().push(FileId(row.file_id));
    }
    Ok(photos)
}

/// Makes these the photos of a person, in this order.
pub async fn replace<C: ConnectionTrait>(conn: &C, user: UserId, photos: &[FileId]) -> StoreResult<()> {
    Entity::delete_many().filter(Column::UserId.eq(user.0)).exec(conn).await?;
    if photos.is_empty() {
        return Ok(());
    }
    let rows = (0..).zip(photos).map(|(position, file)| ActiveModel {
        user_id: Set(user.0),
        position: Set(position),
        file_id: Set(file.0),
    });
    Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}
