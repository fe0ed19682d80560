//! How much room each person's files take. A row is changed in the transaction of every file that comes or goes, so that
//! many uploads at once cannot pass the limit together.

use kernel::UserId;
use platform::StoreResult;
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};

/// What one person's files take together.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quota")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner_id: Uuid,
    /// How many files.
    pub files: i64,
    /// How many bytes; shared bytes count for everybody who shares them.
    pub bytes: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The most that one person may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Files.
    pub files: i64,
    /// Bytes.
    pub bytes: i64,
}

/// Counts one more file of so many bytes; `false` when it does not fit, and nothing is counted.
pub async fn charge<C: ConnectionTrait>(conn: &C, owner: UserId, bytes: i64, most: Quota) -> StoreResult<bool> {
    let row = ActiveModel { owner_id: Set(owner.0), files: Set(0), bytes: Set(0) };
    Entity::insert(row).on_conflict_do_nothing_on([Column::OwnerId]).exec_without_returning(conn).await?;
    let charged = Entity::update_many()
        .col_expr(Column::Files, Expr::col(Column::Files).add(1))
        .col_expr(Column::Bytes, Expr::col(Column::Bytes).add(bytes))
        .filter(Column::OwnerId.eq(owner.0))
        .filter(Column::Files.lt(most.files))
        .filter(Column::Bytes.lte(most.bytes.saturating_sub(bytes)))
        .exec(conn)
        .await?;
    Ok(charged.rows_affected == 1)
}

/// Counts files less.
pub async fn refund<C: ConnectionTrait>(conn: &C, owner: UserId, files: i64, bytes: i64) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::Files, Expr::col(Column::Files).sub(files))
        .col_expr(Column::Bytes, Expr::col(Column::Bytes).sub(bytes))
        .filter(Column::OwnerId.eq(owner.0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Whether so many more bytes would fit now; asked before work is done for a file.
pub async fn has_room<C: ConnectionTrait>(conn: &C, owner: UserId, bytes: i64, most: Quota) -> StoreResult<bool> {
    let used = Entity::find_by_id(owner.0).one(conn).await?;
    let (files, used) = used.map_or((0, 0), |row| (row.files, row.bytes));
    Ok(files < most.files && used <= most.bytes.saturating_sub(bytes))
}

/// Forgets somebody.
pub async fn forget<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<()> {
    Entity::delete_by_id(owner.0).exec(conn).await?;
    Ok(())
}
