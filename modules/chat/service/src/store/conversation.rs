//! The table of conversations.

use std::collections::HashMap;

use chat_contract::ConversationKind;
use kernel::{ConversationId, Timestamp, UserId};
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set, TryInsertResult};

use crate::domain::{Message, Thread};
use crate::roster::Roster;
use crate::store::{member, padded, pieces};

/// One conversation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub(crate) struct Model {
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    /// `direct` or `group`.
    pub(crate) kind: String,
    /// The place of the newest message; 0 when there is none.
    pub(crate) last_seq: i64,
    /// When it was sent, in milliseconds since the epoch.
    pub(crate) last_message_at: Option<i64>,
    /// The last sign of life: the newest message, or the start.
    pub(crate) active_at: i64,
    /// Whether nobody can write any longer.
    pub(crate) closed: bool,
    /// When it was opened.
    pub(crate) created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// A kind as it was stored.
pub(crate) fn kind_of(stored: &str) -> StoreResult<ConversationKind> {
    match stored {
        "direct" => Ok(ConversationKind::Direct),
        "group" => Ok(ConversationKind::Group),
        other => Err(StoreError::corrupt(format_args!("conversation of kind {other}"))),
    }
}

/// Opens a direct conversation; `false` when it was there.
pub(crate) async fn open_direct<C: ConnectionTrait>(
    conn: &C,
    id: ConversationId,
    users: &[UserId],
    now: Timestamp,
) -> StoreResult<bool> {
    let row = ActiveModel {
        id: Set(id.0),
        kind: Set("direct".into()),
        last_seq: Set(0),
        last_message_at: Set(None),
        active_at: Set(now.as_millis()),
        closed: Set(false),
        created_at: Set(now.as_millis()),
    };
    let inserted = Entity::insert(row).on_conflict_do_nothing_on([Column::Id]).exec_without_returning(conn).await?;
    if !matches!(inserted, TryInsertResult::Inserted(1..)) {
        return Ok(false);
    }
    member::insert(conn, id, users, now).await?;
    Ok(true)
}

/// Who is in a conversation.
pub(crate) async fn roster<C: ConnectionTrait>(conn: &C, id: ConversationId) -> StoreResult<Option<Roster>> {
    let Some(row) = Entity::find_by_id(id.0).one(conn).await? else { return Ok(None) };
    let members = member::of(conn, id).await?.into_iter().map(|row| UserId(row.user_id)).collect();
    Ok(Some(Roster { kind: kind_of(&row.kind)?, members }))
}

/// Conversations about to be written to. Others who want to write to them wait; all lock in the same order.
pub(crate) async fn locked<C: ConnectionTrait>(conn: &C, mut ids: Vec<Uuid>) -> StoreResult<Vec<Model>> {
    ids.sort_unstable();
    ids.dedup();
    let query = Entity::find().filter(Column::Id.is_in(padded(ids))).order_by_asc(Column::Id);
    Ok(query.lock_exclusive().all(conn).await?)
}

/// Conversations with their people, as the writer's ledger takes them.
pub(crate) async fn threads<C: ConnectionTrait>(
    conn: &C,
    rows: &[Model],
) -> StoreResult<HashMap<ConversationId, Thread>> {
    let mut threads: HashMap<_, _> = rows
        .iter()
        .map(|row| {
            let thread = Thread { last_seq: row.last_seq, closed: row.closed, members: Default::default() };
            (ConversationId(row.id), thread)
        })
        .collect();
    for row in member::of_each(conn, rows.iter().map(|row| row.id).collect()).await? {
        if let Some(thread) = threads.get_mut(&ConversationId(row.conversation_id)) {
            thread.members.insert(UserId(row.user_id), row.read_seq);
        }
    }
    Ok(threads)
}

/// Moves conversations on to their newest messages.
pub(crate) async fn advance<C: ConnectionTrait>(conn: &C, rows: Vec<Model>, fresh: &[Message]) -> StoreResult<()> {
    // Later messages of a conversation overwrite earlier ones: the last one is its newest.
    let newest: HashMap<_, _> = fresh.iter().map(|message| (message.conversation.0, message)).collect();
    let advanced: Vec<_> = rows
        .into_iter()
        .filter_map(|row| newest.get(&row.id).map(|message| (row, message)))
        .map(|(row, message)| {
            let at = message.sent_at.as_millis();
            ActiveModel {
                id: Set(row.id),
                kind: Set(row.kind),
                last_seq: Set(message.seq),
                last_message_at: Set(Some(at)),
                active_at: Set(row.active_at.max(at)),
                closed: Set(row.closed),
                created_at: Set(row.created_at),
            }
        })
        .collect();
    let columns = [Column::LastSeq, Column::LastMessageAt, Column::ActiveAt];
    for piece in pieces(&advanced) {
        let overwrite = OnConflict::column(Column::Id).update_columns(columns).to_owned();
        Entity::insert_many(piece.iter().cloned()).on_conflict(overwrite).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Several conversations, in no order.
pub(crate) async fn of_each<C: ConnectionTrait>(conn: &C, ids: Vec<Uuid>) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(padded(ids))).all(conn).await?)
}

/// Closes a conversation: nobody can write there any longer.
pub(crate) async fn close<C: ConnectionTrait>(conn: &C, id: ConversationId) -> StoreResult<()> {
    Entity::update_many().col_expr(Column::Closed, Expr::value(true)).filter(Column::Id.eq(id.0)).exec(conn).await?;
    Ok(())
}

/// Erases a conversation; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, id: ConversationId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(id.0).exec(conn).await?.rows_affected)
}
