//! Messages of a conversation, in order.

use chat_contract::{ChatRefusal, ListMessages, MessagePage};
use kernel::{Cx, Outcome, UserId};

use super::person;
use crate::Service;
use crate::store::message::Span;
use crate::store::{member, message};

/// Longest page.
const MOST: u32 = 200;

pub(crate) async fn list_messages(service: &Service, cx: &Cx, req: ListMessages) -> Outcome<MessagePage, ChatRefusal> {
    let viewer = person(cx)?;
    let members = member::of(service.db.read(), req.conversation).await?;
    let own = members.iter().find(|member| member.user_id == viewer.0).ok_or(ChatRefusal::NotFound)?;
    let others = members.iter().filter(|member| member.user_id != viewer.0);
    let read_by_viewer = own.read_seq;
    let read_by_all_others = others.map(|member| member.read_seq).min();

    let span = Span { before: req.before, after: req.after, limit: req.limit.clamp(1, MOST) };
    let (messages, more) = message::of(service.db.read(), req.conversation, span).await?;
    let read = |seq: i64, sender: UserId| match sender == viewer {
        true => read_by_all_others.map(|read| seq <= read),
        false => Some(seq <= read_by_viewer),
    };
    let views = messages.iter().map(|message| message.view(viewer, read(message.seq, message.sender)));
    Ok(MessagePage { messages: views.collect(), more })
}
