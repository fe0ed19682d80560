//! What decisions say about people: sums of whole numbers, so that one that is taken back leaves nothing.

use discovery_matching::{Bias, Delta};
use kernel::UserId;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::domain::standing::Unanswered;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub open: i64,
    pub open_precision: i64,
    pub appeal: i64,
    pub appeal_precision: i64,
    pub unanswered_appeal: i64,
    pub unanswered_precision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// All that decisions say.
    pub fn bias(&self) -> Bias {
        let Self { open, open_precision, appeal, appeal_precision, .. } = *self;
        Bias { evidence: Delta { open, open_precision, appeal, appeal_precision } }
    }

    /// What those say whom the person has not answered.
    pub fn unanswered(&self) -> Unanswered {
        Unanswered { appeal: self.unanswered_appeal, precision: self.unanswered_precision }
    }
}

/// A change of one person's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    /// Whose.
    pub user: UserId,
    /// What decisions say more, or less.
    pub evidence: Delta,
    /// What is said by people who are not answered.
    pub unanswered: Unanswered,
}

/// Adds changes. Rows are locked in the order of their ids, so that nobody waits in a circle.
pub(crate) async fn add<C: ConnectionTrait>(conn: &C, mut changes: Vec<Change>) -> StoreResult<()> {
    changes.sort_unstable_by_key(|change| change.user);
    for Change { user, evidence, unanswered } in changes {
        let row = ActiveModel {
            user_id: Set(user.0),
            open: Set(evidence.open),
            open_precision: Set(evidence.open_precision),
            appeal: Set(evidence.appeal),
            appeal_precision: Set(evidence.appeal_precision),
            unanswered_appeal: Set(unanswered.appeal),
            unanswered_precision: Set(unanswered.precision),
        };
        let sums = [
            (Column::Open, evidence.open),
            (Column::OpenPrecision, evidence.open_precision),
            (Column::Appeal, evidence.appeal),
            (Column::AppealPrecision, evidence.appeal_precision),
            (Column::UnansweredAppeal, unanswered.appeal),
            (Column::UnansweredPrecision, unanswered.precision),
        ];
        let sums = sums.map(|(column, more)| (column, Expr::col((Entity, column)).add(more)));
        let add = OnConflict::column(Column::UserId).values(sums).to_owned();
        Entity::insert(row).on_conflict(add).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Some people's, in the order of their ids, from behind one on.
pub(crate) async fn some<C: ConnectionTrait>(conn: &C, after: Option<UserId>, limit: u64) -> StoreResult<Vec<Model>> {
    let mut select = Entity::find();
    if let Some(after) = after {
        select = select.filter(Column::UserId.gt(after.0));
    }
    Ok(select.order_by_asc(Column::UserId).limit(limit).all(conn).await?)
}

/// Forgets what decisions say about `user`; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
