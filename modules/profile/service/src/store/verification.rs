//! The table of verifications: who asked a moderator to look, and what came of it.

use kernel::{FileId, Timestamp, UserId};
use platform::{StoreError, StoreResult};
use profile_contract::{Verification, VerificationState};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, ExprTrait, QueryOrder, QuerySelect, Set};

/// Somebody who asked; their last request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verification")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The selfie, a [`FileId`].
    pub file_id: Uuid,
    /// A word of [`VerificationState`].
    pub state: String,
    pub reason: Option<String>,
    pub requested_at: i64,
    pub decided_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn view(self) -> StoreResult<Verification> {
        let unknown = || StoreError::corrupt("a word outside its vocabulary");
        Ok(Verification {
            state: VerificationState::parse(&self.state).ok_or_else(unknown)?,
            reason: self.reason,
            requested_at: Some(Timestamp::from_millis(self.requested_at)),
            decided_at: self.decided_at.map(Timestamp::from_millis),
        })
    }
}

/// How a person's verification stands; `None` if they never asked.
pub async fn of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Verification>> {
    Entity::find_by_id(user.0).one(conn).await?.map(Model::view).transpose()
}

/// Writes down that a person asks, in place of an earlier request.
pub async fn request<C: ConnectionTrait>(conn: &C, user: UserId, selfie: FileId, now: Timestamp) -> StoreResult<()> {
    let row = ActiveModel {
        user_id: Set(user.0),
        file_id: Set(selfie.0),
        state: Set(VerificationState::Pending.as_str().into()),
        reason: Set(None),
        requested_at: Set(now.as_millis()),
        decided_at: Set(None),
    };
    let all = [Column::FileId, Column::State, Column::Reason, Column::RequestedAt, Column::DecidedAt];
    let replace = OnConflict::column(Column::UserId).update_columns(all).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes down what was decided about a person who waits; `false` when they do not.
pub async fn decide<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    state: VerificationState,
    reason: Option<String>,
    now: Timestamp,
) -> StoreResult<bool> {
    let decided = Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::Reason, Expr::value(reason))
        .col_expr(Column::DecidedAt, Expr::value(now.as_millis()))
        .filter(waiting(user))
        .exec(conn)
        .await?;
    Ok(decided.rows_affected > 0)
}

/// Takes a person's request back if it waits and is about this file; `false` when there is none.
pub async fn withdraw<C: ConnectionTrait>(conn: &C, user: UserId, selfie: FileId) -> StoreResult<bool> {
    let about = waiting(user).and(Column::FileId.eq(selfie.0));
    Ok(Entity::delete_many().filter(about).exec(conn).await?.rows_affected > 0)
}

fn waiting(user: UserId) -> Expr {
    Column::UserId.eq(user.0).and(Column::State.eq(VerificationState::Pending.as_str()))
}

/// Where a page of those who wait starts: since when the last one shown waits, and who.
pub type Position = (i64, Uuid);

/// Those who wait, longest first, one more than `limit` to tell whether there are more.
pub async fn all_waiting<C: ConnectionTrait>(conn: &C, after: Option<Position>, limit: u32) -> StoreResult<Vec<Model>> {
    let mut query = Entity::find().filter(Column::State.eq(VerificationState::Pending.as_str()));
    if let Some((at, user)) = after {
        let same_time = Condition::all().add(Column::RequestedAt.eq(at)).add(Column::UserId.gt(user));
        query = query.filter(Condition::any().add(Column::RequestedAt.gt(at)).add(same_time));
    }
    let rows = query
        .order_by_asc(Column::RequestedAt)
        .order_by_asc(Column::UserId)
        .limit(u64::from(limit) + 1)
        .all(conn)
        .await?;
    Ok(rows)
}

/// Forgets a person's request; how many rows that were.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
