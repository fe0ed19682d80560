//! One row for every two people of whom at least one has decided about the other. It is the lock under which they
//! decide, and the place of their one match.

use kernel::{ConversationId, MatchId, Timestamp, UserId};
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, QuerySelect, Set};

use crate::domain::decision::Pair;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "encounter")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub low_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub high_id: Uuid,
    pub match_id: Option<Uuid>,
    pub conversation_id: Option<Uuid>,
    pub matched_at: Option<i64>,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The match of two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    /// Its id.
    pub id: MatchId,
    /// Where the two can talk.
    pub conversation: ConversationId,
}

/// How far two people have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encounter {
    /// They have not matched.
    Open,
    /// They have.
    Matched(Match),
    /// They had, until one of them ended it.
    Ended,
}

/// Makes everybody else who decides about this pair wait until the transaction ends, and tells how far the two have
/// come. Without the lock, two likes at the same instant would not see each other and nobody would match.
///
/// On PostgreSQL the insert waits for a concurrent first decision, and the locking read for a concurrent later one;
/// what is read afterwards is what they committed. On SQLite the transaction is alone anyway.
pub(crate) async fn lock<C: ConnectionTrait>(conn: &C, pair: Pair) -> StoreResult<Encounter> {
    let row = ActiveModel { low_id: Set(pair.low.0), high_id: Set(pair.high.0), ..Default::default() };
    Entity::insert(row).on_conflict_do_nothing_on([Column::LowId, Column::HighId]).exec_without_returning(conn).await?;
    let row = Entity::find_by_id((pair.low.0, pair.high.0)).lock_exclusive().one(conn).await?;
    let row = row.ok_or_else(|| StoreError::corrupt("an encounter vanished under its lock"))?;
    Ok(match row.match_id.zip(row.conversation_id) {
        None => Encounter::Open,
        Some(_) if row.ended_at.is_some() => Encounter::Ended,
        Some((id, conversation)) => Encounter::Matched(Match { id: id.into(), conversation: conversation.into() }),
    })
}

/// Writes down that a pair has matched, under the pair's lock.
pub(crate) async fn matched<C: ConnectionTrait>(conn: &C, pair: Pair, found: Match, now: Timestamp) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::MatchId, Expr::value(found.id.0))
        .col_expr(Column::ConversationId, Expr::value(found.conversation.0))
        .col_expr(Column::MatchedAt, Expr::value(now.as_millis()))
        .filter(Column::LowId.eq(pair.low.0))
        .filter(Column::HighId.eq(pair.high.0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Writes down that a match has ended, under the pair's lock.
pub(crate) async fn ended<C: ConnectionTrait>(conn: &C, pair: Pair, now: Timestamp) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
        .filter(Column::LowId.eq(pair.low.0))
        .filter(Column::HighId.eq(pair.high.0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Erases the encounters of `user` with these others; how many there were.
pub(crate) async fn remove_all<C: ConnectionTrait>(conn: &C, user: UserId, others: &[UserId]) -> StoreResult<u64> {
    let others = || others.iter().map(|other| other.0);
    let low = Column::LowId.eq(user.0).and(Column::HighId.is_in(others()));
    let high = Column::HighId.eq(user.0).and(Column::LowId.is_in(others()));
    let low = Entity::delete_many().filter(low).exec(conn).await?.rows_affected;
    Ok(low + Entity::delete_many().filter(high).exec(conn).await?.rows_affected)
}
