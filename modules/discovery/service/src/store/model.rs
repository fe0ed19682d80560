//! What the features have been found to count, and up to which decision that was learned: one row.

use discovery_matching::FtrlState;
use kernel::UserId;
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Set, TryInsertResult};
use serde::{Deserialize, Serialize};

/// The only row.
const ONLY: i32 = 1;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub state: String,
    pub learned_at: i64,
    pub learned_user: Uuid,
    pub learned_target: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// A place in the order in which decisions were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Learned {
    /// In milliseconds.
    pub at: i64,
    pub user: UserId,
    pub target: UserId,
}

impl Default for Learned {
    fn default() -> Self {
        let nobody = UserId(Uuid::nil());
        Self { at: i64::MIN, user: nobody, target: nobody }
    }
}

/// The learner's numbers as they are stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    linear: Vec<f64>,
    squares: Vec<f64>,
    content: f64,
    decisions: f64,
}

/// What has been learned. Numbers of another version, with other features, are worth nothing: learning begins anew.
pub(crate) async fn of<C: ConnectionTrait>(conn: &C) -> StoreResult<(FtrlState, Learned)> {
    let Some(row) = Entity::find_by_id(ONLY).one(conn).await? else { return Ok(Default::default()) };
    let stored: Stored = serde_json::from_str(&row.state).map_err(StoreError::corrupt)?;
    let (Ok(linear), Ok(squares)) = (stored.linear.try_into(), stored.squares.try_into()) else {
        return Ok(Default::default());
    };
    let state = FtrlState { linear, squares, content: stored.content, decisions: stored.decisions };
    let learned = Learned { at: row.learned_at, user: UserId(row.learned_user), target: UserId(row.learned_target) };
    Ok((state, learned))
}

/// Writes down what has been learned; `false` when another process has learned since `before`.
pub(crate) async fn put<C: ConnectionTrait>(
    conn: &C,
    state: &FtrlState,
    before: Learned,
    now: Learned,
) -> StoreResult<bool> {
    let FtrlState { linear, squares, content, decisions } = state;
    let stored =
        Stored { linear: linear.to_vec(), squares: squares.to_vec(), content: *content, decisions: *decisions };
    let state = serde_json::to_string(&stored).map_err(StoreError::corrupt)?;
    let row = ActiveModel {
        id: Set(ONLY),
        state: Set(state.clone()),
        learned_at: Set(now.at),
        learned_user: Set(now.user.0),
        learned_target: Set(now.target.0),
    };
    if before == Learned::default() {
        let first = Entity::insert(row).on_conflict_do_nothing_on([Column::Id]);
        let inserted = first.exec_without_returning(conn).await?;
        return Ok(matches!(inserted, TryInsertResult::Inserted(1..)));
    }
    let changed = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::LearnedAt, Expr::value(now.at))
        .col_expr(Column::LearnedUser, Expr::value(now.user.0))
        .col_expr(Column::LearnedTarget, Expr::value(now.target.0))
        .filter(Column::LearnedAt.eq(before.at))
        .filter(Column::LearnedUser.eq(before.user.0))
        .filter(Column::LearnedTarget.eq(before.target.0))
        .exec(conn)
        .await?;
    Ok(changed.rows_affected == 1)
}
