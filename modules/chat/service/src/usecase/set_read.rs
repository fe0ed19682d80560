//! Remembers how far somebody has read.

use chat_contract::{ChatRefusal, SetRead};
use kernel::{Cx, Done, Failure, Outcome};

use super::person;
use crate::Service;
use crate::domain::Mark;

pub(crate) async fn set_read(service: &Service, cx: &Cx, req: SetRead) -> Outcome<Done, ChatRefusal> {
    let reader = person(cx)?;
    let mut audience = vec![reader];
    match service.rosters.reachable(cx, req.conversation, reader).await {
        Ok(others) => audience.extend(others),
        Err(Failure::Refused(refusal)) => return Err(refusal.into()),
        // Who may be told is unknown for now: nobody is, and what was read is remembered all the same.
        Err(_) => {}
    }
    let mark = Mark { conversation: req.conversation, reader, up_to: req.up_to, audience };
    service.writer.mark(mark)?.answer().await?;
    Ok(Done {})
}
