//! The table of members: who is in which conversation, and up to where they have read.

use kernel::{ConversationId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::store::padded;

/// One member of one conversation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub(crate) struct Model {
    /// Of which conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) conversation_id: Uuid,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) user_id: Uuid,
    /// Up to where they have read.
    pub(crate) read_seq: i64,
    /// Whether they want no notifications.
    pub(crate) muted: bool,
    /// Since when they are in it.
    pub(crate) joined_at: i64,
    /// Whether the conversation has ended for them: they find it no longer, and nobody else finds them in it. It is known
    /// for whoever reports it, and until they are erased.
    pub(crate) gone: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Adds people to a conversation.
pub(crate) async fn insert<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    users: &[UserId],
    now: Timestamp,
) -> StoreResult<()> {
    let rows = users.iter().map(|user| ActiveModel {
        conversation_id: Set(conversation.0),
        user_id: Set(user.0),
        read_seq: Set(0),
        muted: Set(false),
        joined_at: Set(now.as_millis()),
        gone: Set(false),
    });
    Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

/// The members of one conversation.
pub(crate) async fn of<C: ConnectionTrait>(conn: &C, conversation: ConversationId) -> StoreResult<Vec<Model>> {
    let here = Column::ConversationId.eq(conversation.0).and(Column::Gone.eq(false));
    Ok(Entity::find().filter(here).all(conn).await?)
}

/// The members of one conversation, and those for whom it has ended.
pub(crate) async fn ever_of<C: ConnectionTrait>(conn: &C, conversation: ConversationId) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::ConversationId.eq(conversation.0)).all(conn).await?)
}

/// Ends a conversation for everybody in it.
pub(crate) async fn part<C: ConnectionTrait>(conn: &C, conversation: ConversationId) -> StoreResult<()> {
    let everybody = Column::ConversationId.eq(conversation.0);
    Entity::update_many().col_expr(Column::Gone, Expr::value(true)).filter(everybody).exec(conn).await?;
    Ok(())
}

/// The members of several conversations.
pub(crate) async fn of_each<C: ConnectionTrait>(conn: &C, conversations: Vec<Uuid>) -> StoreResult<Vec<Model>> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let here = Column::ConversationId.is_in(padded(conversations)).and(Column::Gone.eq(false));
    Ok(Entity::find().filter(here).all(conn).await?)
}

/// Moves a reader's watermark; it never goes back.
pub(crate) async fn set_read<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    reader: UserId,
    up_to: i64,
) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::ReadSeq, Expr::value(up_to))
        .filter(Column::ConversationId.eq(conversation.0))
        .filter(Column::UserId.eq(reader.0))
        .filter(Column::ReadSeq.lt(up_to))
        .exec(conn)
        .await?;
    Ok(())
}

/// The conversations somebody is in or was in, in the order of their ids, from behind one on.
pub(crate) async fn by<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    after: Option<ConversationId>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let mut query = Entity::find().filter(Column::UserId.eq(user.0));
    if let Some(after) = after {
        query = query.filter(Column::ConversationId.gt(after.0));
    }
    Ok(query.order_by_asc(Column::ConversationId).limit(limit).all(conn).await?)
}

/// Takes somebody out of a conversation; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    user: UserId,
) -> StoreResult<u64> {
    Ok(Entity::delete_by_id((conversation.0, user.0)).exec(conn).await?.rows_affected)
}
