//! A match as each of the two sees it, with what chat tells of its conversation.

use kernel::{ConversationId, MatchId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::domain::decision::Pair;
use crate::store::encounter::Match;
use crate::store::instant::behind;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "match_side")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub match_id: Uuid,
    pub peer_id: Uuid,
    pub conversation_id: Uuid,
    pub matched_at: i64,
    pub last_message_at: Option<i64>,
    pub unread_count: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Where a page of matches starts: the last row of the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// When the two matched, in milliseconds.
    #[serde(rename = "t")]
    pub matched_at: i64,
    /// The match.
    #[serde(rename = "m")]
    pub match_id: Uuid,
}

impl From<&Model> for Place {
    fn from(row: &Model) -> Self {
        Self { matched_at: row.matched_at, match_id: row.match_id }
    }
}

/// Writes down both sides of a new match.
pub(crate) async fn open<C: ConnectionTrait>(conn: &C, pair: Pair, found: Match, now: Timestamp) -> StoreResult<()> {
    let side = |user: UserId, peer: UserId| ActiveModel {
        user_id: Set(user.0),
        match_id: Set(found.id.0),
        peer_id: Set(peer.0),
        conversation_id: Set(found.conversation.0),
        matched_at: Set(now.as_millis()),
        last_message_at: Set(None),
        unread_count: Set(0),
    };
    let sides = [side(pair.low, pair.high), side(pair.high, pair.low)];
    Entity::insert_many(sides).exec_without_returning(conn).await?;
    Ok(())
}

/// The matches of `user`, newest first, from a place on.
pub(crate) async fn newest_of<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    after: Option<Place>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let mut select = Entity::find().filter(Column::UserId.eq(user.0));
    if let Some(after) = after {
        select = select.filter(behind(Column::MatchedAt, Column::MatchId, (after.matched_at, after.match_id)));
    }
    Ok(select.order_by_desc(Column::MatchedAt).order_by_desc(Column::MatchId).limit(limit).all(conn).await?)
}

/// Somebody has written: both sides see when, and the others have one more to read.
pub(crate) async fn written<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    recipients: &[UserId],
    sent_at: Timestamp,
) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::LastMessageAt, Expr::value(sent_at.as_millis()))
        .filter(Column::ConversationId.eq(conversation.0))
        .exec(conn)
        .await?;
    Entity::update_many()
        .col_expr(Column::UnreadCount, Expr::col(Column::UnreadCount).add(1))
        .filter(Column::ConversationId.eq(conversation.0))
        .filter(Column::UserId.is_in(recipients.iter().map(|user| user.0)))
        .exec(conn)
        .await?;
    Ok(())
}

/// `user` has read, and has so many left.
pub(crate) async fn read<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    user: UserId,
    unread: u64,
) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::UnreadCount, Expr::value(i64::try_from(unread).unwrap_or(i64::MAX)))
        .filter(Column::ConversationId.eq(conversation.0))
        .filter(Column::UserId.eq(user.0))
        .exec(conn)
        .await?;
    Ok(())
}

/// A match as `user` sees it.
pub(crate) async fn of<C: ConnectionTrait>(conn: &C, user: UserId, id: MatchId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id((user.0, id.0)).one(conn).await?)
}

/// Takes both sides of a match away.
pub(crate) async fn close<C: ConnectionTrait>(conn: &C, conversation: ConversationId) -> StoreResult<()> {
    Entity::delete_many().filter(Column::ConversationId.eq(conversation.0)).exec(conn).await?;
    Ok(())
}

/// Erases both sides of the matches of `user` with these others; how many sides there were.
pub(crate) async fn remove_all<C: ConnectionTrait>(conn: &C, user: UserId, others: &[UserId]) -> StoreResult<u64> {
    let others = || others.iter().map(|other| other.0);
    let own = Column::UserId.eq(user.0).and(Column::PeerId.is_in(others()));
    let theirs = Column::PeerId.eq(user.0).and(Column::UserId.is_in(others()));
    let own = Entity::delete_many().filter(own).exec(conn).await?.rows_affected;
    Ok(own + Entity::delete_many().filter(theirs).exec(conn).await?.rows_affected)
}
