//! Everything the module holds of somebody: the conversations they are in, and the messages they sent. What others
//! wrote there is the others'.

use chat_contract::{ChatRefusal, ConversationKind, ExportUser};
use kernel::{Caller, ConversationId, Cx, Exported, Failure, MessageId, Outcome, Timestamp, UserId};
use serde::Serialize;

use crate::Service;
use crate::domain::SendKey;
use crate::store::conversation::kind_of;
use crate::store::{conversation, member, message};

/// Conversations, and messages of one, that are read at once.
const CONVERSATIONS: u64 = 100;
const MESSAGES: u64 = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    conversations: Vec<Conversation>,
}

#[derive(Serialize)]
struct Conversation {
    conversation_id: ConversationId,
    kind: ConversationKind,
    /// Who else is in it.
    with: Vec<UserId>,
    closed: bool,
    created_at: Timestamp,
    joined_at: Timestamp,
    read_seq: i64,
    muted: bool,
    /// Those they sent.
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    message_id: MessageId,
    seq: i64,
    text: String,
    sent_at: Timestamp,
    client_id: Option<String>,
}

pub(crate) async fn export_user(service: &Service, cx: &Cx, req: ExportUser) -> Outcome<Exported, ChatRefusal> {
    if !matches!(cx.caller(), Caller::Service { .. }) && cx.caller().user() != Some(req.user) {
        return Err(ChatRefusal::NotFound.into());
    }
    let (mut conversations, mut after) = (Vec::new(), None);
    loop {
        let memberships = member::by(service.db.read(), req.user, after, CONVERSATIONS).await?;
        let Some(last) = memberships.last() else {
            return Exported::of(&Holdings { conversations }).map_err(Failure::internal);
        };
        after = Some(ConversationId(last.conversation_id));
        conversations.extend(some(service, req.user, memberships).await?);
    }
}

/// Some of somebody's conversations.
async fn some(
    service: &Service,
    user: UserId,
    memberships: Vec<member::Model>,
) -> Outcome<Vec<Conversation>, ChatRefusal> {
    let ids: Vec<_> = memberships.iter().map(|own| own.conversation_id).collect();
    let rows = conversation::of_each(service.db.read(), ids.clone()).await?;
    let members = member::of_each(service.db.read(), ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    for own in memberships {
        let Some(row) = rows.iter().find(|row| row.id == own.conversation_id) else { continue };
        let others = members.iter().filter(|member| member.conversation_id == row.id && member.user_id != user.0);
        found.push(Conversation {
            conversation_id: ConversationId(row.id),
            kind: kind_of(&row.kind)?,
            with: others.map(|member| UserId(member.user_id)).collect(),
            closed: row.closed,
            created_at: Timestamp::from_millis(row.created_at),
            joined_at: Timestamp::from_millis(own.joined_at),
            read_seq: own.read_seq,
            muted: own.muted,
            messages: sent(service, user, ConversationId(row.id)).await?,
        });
    }
    Ok(found)
}

/// What somebody sent there.
async fn sent(service: &Service, user: UserId, there: ConversationId) -> Outcome<Vec<Message>, ChatRefusal> {
    let (mut messages, mut after) = (Vec::new(), 0);
    loop {
        let some = message::by(service.db.read(), there, user, after, MESSAGES).await?;
        let Some(last) = some.last() else { return Ok(messages) };
        after = last.seq;
        messages.extend(some.into_iter().map(|message| Message {
            message_id: message.id,
            seq: message.seq,
            client_id: message.key.as_ref().and_then(SendKey::client_id).map(str::to_owned),
            text: message.text,
            sent_at: message.sent_at,
        }));
    }
}
