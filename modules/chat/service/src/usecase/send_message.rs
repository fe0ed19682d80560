//! Stores a message and answers once it is on disk.

use chat_contract::{ChatRefusal, MessageAck, SendMessage};
use kernel::{Cx, Outcome};

use super::person;
use crate::Service;
use crate::domain::Post;

pub(crate) async fn send_message(service: &Service, cx: &Cx, req: SendMessage) -> Outcome<MessageAck, ChatRefusal> {
    let sender = person(cx)?;
    let conversation = req.conversation;
    let post = Post::parse(cx, sender, req)?;
    let stored = {
        let _turn = service.lanes.turn(sender, conversation).await;
        service.rosters.writable(cx, conversation, sender).await?;
        service.writer.post(post)?
    };
    let posted = stored.answer().await?;
    if posted.replayed {
        cx.mark_replayed();
    }
    Ok(posted.ack)
}
