//! The table of messages.

use std::collections::HashMap;

use kernel::{ConversationId, MessageId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, FromQueryResult, Iterable, QueryOrder, QuerySelect, Set};

use crate::domain::{Message, Post, SendKey};
use crate::store::{padded, pieces};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub(crate) struct Model {
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    /// Where.
    pub(crate) conversation_id: Uuid,
    /// Its place: dense from 1.
    pub(crate) seq: i64,
    /// Who wrote it.
    pub(crate) sender: Uuid,
    /// What.
    pub(crate) text: String,
    /// Recognises repeats; see [`SendKey`].
    pub(crate) send_key: Option<String>,
    /// When it was stored, in milliseconds since the epoch.
    pub(crate) sent_at: i64,
    /// When it was taken back: then only its place is left.
    pub(crate) deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for Message {
    fn from(row: Model) -> Self {
        Self {
            id: MessageId(row.id),
            conversation: ConversationId(row.conversation_id),
            seq: row.seq,
            sender: UserId(row.sender),
            text: row.text,
            key: row.send_key.as_deref().and_then(SendKey::of_stored),
            sent_at: Timestamp::from_millis(row.sent_at),
            deleted: row.deleted_at.is_some(),
        }
    }
}

/// Stores messages, many rows a statement.
pub(crate) async fn insert<C: ConnectionTrait>(conn: &C, messages: &[Message]) -> StoreResult<()> {
    for piece in pieces(messages) {
        let rows = piece.iter().map(|message| ActiveModel {
            id: Set(message.id.0),
            conversation_id: Set(message.conversation.0),
            seq: Set(message.seq),
            sender: Set(message.sender.0),
            text: Set(message.text.clone()),
            send_key: Set(message.key.as_ref().map(SendKey::stored)),
            sent_at: Set(message.sent_at.as_millis()),
            deleted_at: Set(None),
        });
        Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Messages that earlier posts with the same keys had stored.
pub(crate) async fn known<C: ConnectionTrait>(
    conn: &C,
    posts: impl Iterator<Item = &Post>,
) -> StoreResult<Vec<Message>> {
    let places = posts.filter_map(|post| Some((post.conversation.0, post.sender.0, post.key.as_ref()?.stored())));
    let places = padded(places.collect::<Vec<_>>());
    if places.is_empty() {
        return Ok(Vec::new());
    }
    // A join on a list of values: each of them is one look into the unique index, however long the list.
    let same = |column: Column, value: &'static str| Expr::col((Entity, column)).eq(Expr::col(("asked", value)));
    let query = Query::select()
        .distinct()
        .columns(Column::iter().map(|column| (Entity, column)))
        .from_values(places, "asked")
        .inner_join(
            Entity,
            Condition::all()
                .add(same(Column::ConversationId, "column1"))
                .add(same(Column::Sender, "column2"))
                .add(same(Column::SendKey, "column3")),
        )
        .to_owned();
    let rows = Model::find_by_statement(conn.get_database_backend().build(&query)).all(conn).await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

/// Where messages stand.
pub(crate) async fn places<C: ConnectionTrait>(
    conn: &C,
    ids: Vec<Uuid>,
) -> StoreResult<HashMap<MessageId, (ConversationId, i64)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, Uuid, i64)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::ConversationId, Column::Seq])
        .filter(Column::Id.is_in(padded(ids)))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, there, seq)| (MessageId(id), (ConversationId(there), seq))).collect())
}

/// How many messages of others stand after a reader's place.
pub(crate) async fn unread<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    reader: UserId,
    read_seq: i64,
) -> StoreResult<u64> {
    let unread = Entity::find()
        .filter(Column::ConversationId.eq(conversation.0))
        .filter(Column::Seq.gt(read_seq))
        .filter(Column::Sender.ne(reader.0))
        .count(conn)
        .await?;
    Ok(unread)
}

/// Which messages of a conversation to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// Only those before this place.
    pub(crate) before: Option<i64>,
    /// Only those after this place; the nearest ones, where without it the newest ones.
    pub(crate) after: Option<i64>,
    /// How many.
    pub(crate) limit: u32,
}

/// A conversation's messages, ascending, and whether there are more in the direction asked for.
pub(crate) async fn of<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    span: Span,
) -> StoreResult<(Vec<Message>, bool)> {
    let mut query = Entity::find().filter(Column::ConversationId.eq(conversation.0));
    if let Some(before) = span.before {
        query = query.filter(Column::Seq.lt(before));
    }
    if let Some(after) = span.after {
        query = query.filter(Column::Seq.gt(after));
    }
    let query = if span.after.is_some() { query.order_by_asc(Column::Seq) } else { query.order_by_desc(Column::Seq) };
    let mut rows = query.limit(u64::from(span.limit) + 1).all(conn).await?;
    let limit = usize::try_from(span.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if span.after.is_none() {
        rows.reverse();
    }
    Ok((rows.into_iter().map(Message::from).collect(), more))
}

/// What a sender wrote in a conversation from behind a place on, ascending.
pub(crate) async fn by<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    sender: UserId,
    after: i64,
    limit: u64,
) -> StoreResult<Vec<Message>> {
    let rows = Entity::find()
        .filter(Column::ConversationId.eq(conversation.0))
        .filter(Column::Seq.gt(after))
        .filter(Column::Sender.eq(sender.0))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

/// Leaves of messages nothing but their places: neither what they said nor who wrote them. How many there were.
pub(crate) async fn bury<C: ConnectionTrait>(conn: &C, messages: &[Message], now: Timestamp) -> StoreResult<u64> {
    let buried = Entity::update_many()
        .col_expr(Column::Text, Expr::value(""))
        .col_expr(Column::Sender, Expr::value(Uuid::nil()))
        .col_expr(Column::SendKey, Expr::value(None::<String>))
        .col_expr(Column::DeletedAt, Expr::value(now.as_millis()))
        .filter(Column::Id.is_in(messages.iter().map(|message| message.id.0)))
        .exec(conn)
        .await?;
    Ok(buried.rows_affected)
}

/// Erases the first messages of a conversation; how many there were.
pub(crate) async fn remove_some<C: ConnectionTrait>(
    conn: &C,
    conversation: ConversationId,
    limit: u32,
) -> StoreResult<u64> {
    let (first, _) = of(conn, conversation, Span { before: None, after: Some(0), limit }).await?;
    let ids = first.iter().map(|message| message.id.0);
    Ok(Entity::delete_many().filter(Column::Id.is_in(ids)).exec(conn).await?.rows_affected)
}
