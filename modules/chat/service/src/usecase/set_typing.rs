//! Shows the others that somebody is typing.

use chat_contract::frame::{Push, TypingState};
use chat_contract::{ChatRefusal, SetTyping};
use kernel::{Cx, Done, Failure, Frame, Outcome};

use super::person;
use crate::Service;

pub(crate) async fn set_typing(service: &Service, cx: &Cx, req: SetTyping) -> Outcome<Done, ChatRefusal> {
    let user = person(cx)?;
    let others = service.rosters.reachable(cx, req.conversation, user).await?;
    let state = if req.on { TypingState::On } else { TypingState::Off };
    let push = Push::Typing { conversation_id: req.conversation, user_id: user, state };
    service.live.push(&others, Frame::json(&push).map_err(Failure::internal)?);
    Ok(Done {})
}
