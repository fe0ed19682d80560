//! The table of progress: how far people have come with setting up. They need no profile for it.

use kernel::UserId;
use platform::StoreResult;
use profile_contract::Progress;
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::store::profile::Words;

/// Where somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "onboarding")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The step to show next.
    pub step: Option<String>,
    /// Steps that are done.
    #[sea_orm(column_type = "JsonBinary")]
    pub completed_steps: Words,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Where a person stands; at the very beginning if nothing is known.
pub async fn of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Progress> {
    let row = Entity::find_by_id(user.0).one(conn).await?;
    let progress = row.map(|row| Progress { step: row.step, completed_steps: row.completed_steps.0 });
    Ok(progress.unwrap_or_default())
}

/// Writes down where a person stands.
pub async fn put<C: ConnectionTrait>(conn: &C, user: UserId, progress: &Progress) -> StoreResult<()> {
    let row = ActiveModel {
        user_id: Set(user.0),
        step: Set(progress.step.clone()),
        completed_steps: Set(Words(progress.completed_steps.clone())),
    };
    let replace = OnConflict::column(Column::UserId).update_columns([Column::Step, Column::CompletedSteps]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets it; how many rows that were.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
