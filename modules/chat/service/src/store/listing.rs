//! One person's conversations with all that a list shows of them, in one query.

use chat_contract::{ConversationKind, ConversationView, LastMessage};
use kernel::{ConversationId, MessageId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement, Value};

use crate::store::conversation::kind_of;

/// Where a page starts: the last activity and the conversation of the last one shown.
pub(crate) type Position = (i64, Uuid);

/// One conversation of one person. `page` picks the conversations, so that the parts that cost something are computed
/// for the rows of the page only.
macro_rules! with_details {
    ($page:literal) => {
        concat!(
            "with page as (select c.id, c.kind, c.last_seq, c.last_message_at, c.active_at, c.closed, c.created_at, ",
            "me.user_id as me_id, me.read_seq, me.muted ",
            "from member me join conversation c on c.id = me.conversation_id where me.user_id = $1 and not me.gone and ",
            $page,
            ") select page.id, page.kind, page.last_seq, page.last_message_at, page.active_at, page.closed, ",
            "page.created_at, page.read_seq, page.muted, ",
            "peer.user_id as peer_id, peer.read_seq as peer_read_seq, ",
            "newest.id as newest_id, newest.sender as newest_sender, newest.text as newest_text, ",
            "newest.deleted_at as newest_deleted_at, ",
            "(select count(*) from message m where m.conversation_id = page.id and m.seq > page.read_seq ",
            "and m.sender <> page.me_id) as unread ",
            "from page ",
            "left join member peer on peer.conversation_id = page.id and peer.user_id <> page.me_id ",
            "and page.kind = 'direct' ",
            "left join message newest on newest.conversation_id = page.id and newest.seq = page.last_seq ",
            "order by page.active_at desc, page.id desc"
        )
    };
}

const PAGE: &str = with_details!(
    "(c.active_at, c.id) < ($2, $3) and ($4 = 0 or exists (select 1 from message m \
     where m.conversation_id = c.id and m.seq > me.read_seq and m.sender <> me.user_id)) \
     order by c.active_at desc, c.id desc limit $5"
);

const ONE: &str = with_details!("c.id = $2");

/// One row of the list.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) active_at: i64,
    pub(crate) peer_id: Option<Uuid>,
    kind: String,
    last_seq: i64,
    last_message_at: Option<i64>,
    closed: bool,
    created_at: i64,
    read_seq: i64,
    muted: bool,
    peer_read_seq: Option<i64>,
    newest_id: Option<Uuid>,
    newest_sender: Option<Uuid>,
    newest_text: Option<String>,
    newest_deleted_at: Option<i64>,
    unread: i64,
}

impl Listed {
    /// As its owner sees it; names and pictures are added by whoever knows them.
    pub(crate) fn view(self) -> StoreResult<ConversationView> {
        let kind = kind_of(&self.kind)?;
        let last_message = match (self.newest_id, self.newest_sender, self.newest_text) {
            (Some(id), Some(sender), Some(text)) => {
                let deleted = self.newest_deleted_at.is_some();
                let (message_id, user_id) = (MessageId(id), UserId(sender));
                Some(LastMessage { message_id, seq: self.last_seq, user_id, text, deleted })
            }
            _ => None,
        };
        Ok(ConversationView {
            conversation_id: ConversationId(self.id),
            kind,
            participant_id: self.peer_id.map(UserId).filter(|_| kind == ConversationKind::Direct),
            participant_name: None,
            avatar: None,
            last_message,
            last_message_at: self.last_message_at.map(Timestamp::from_millis),
            last_seq: self.last_seq,
            read_seq: self.read_seq,
            peer_read_seq: self.peer_read_seq.unwrap_or(0),
            unread_count: u64::try_from(self.unread).unwrap_or(0),
            muted: self.muted,
            closed: self.closed,
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}

/// A person's conversations, the most recently active first, one more than `limit` to tell whether there are more.
pub(crate) async fn of<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    unread_only: bool,
    after: Option<Position>,
    limit: u32,
) -> StoreResult<Vec<Listed>> {
    let (active_at, id) = after.unwrap_or((i64::MAX, Uuid::max()));
    let values: [Value; 5] =
        [user.0.into(), active_at.into(), id.into(), i64::from(unread_only).into(), (i64::from(limit) + 1).into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), PAGE, values);
    Ok(Listed::find_by_statement(statement).all(conn).await?)
}

/// One of a person's conversations.
pub(crate) async fn one_of<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    conversation: ConversationId,
) -> StoreResult<Option<Listed>> {
    let values: [Value; 2] = [user.0.into(), conversation.0.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), ONE, values);
    Ok(Listed::find_by_statement(statement).one(conn).await?)
}
