//! From commands of live connections to calls of the contract.

use std::sync::Arc;

use async_trait::async_trait;
use chat_contract::{Conversations, ReadUpTo, SendMessage, SetRead, SetTyping};
use edge::{Denied, Gate};
use kernel::{Caller, Cx};
use realtime::{Answer, Command, Commands, Refused, UpTo};

pub(crate) struct Bridge {
    pub(crate) conversations: Arc<dyn Conversations>,
    pub(crate) gate: Gate,
}

#[async_trait]
impl Commands for Bridge {
    async fn authenticate(&self, token: &str) -> Result<Caller, Refused> {
        match self.gate.authenticate(token).await {
            Ok(verified) => Ok(verified.caller.clone()),
            Err(Denied::Invalid) => Err(Refused::INVALID_TOKEN),
            Err(Denied::Unavailable) => Err(Refused::UNAVAILABLE),
        }
    }

    async fn run(&self, cx: &Cx, command: Command) -> Result<Answer, Refused> {
        match command {
            Command::SendMessage { conversation, text, client_id } => {
                let ack = self.conversations.send_message(cx, SendMessage { conversation, text, client_id }).await?;
                Ok(Answer::Stored { message_id: ack.message_id, seq: ack.seq, sent_at: ack.sent_at })
            }
            Command::SetRead { conversation, up_to } => {
                let up_to = match up_to {
                    UpTo::Seq(seq) => ReadUpTo::Seq(seq),
                    UpTo::Message(message) => ReadUpTo::Message(message),
                };
                self.conversations.set_read(cx, SetRead { conversation, up_to }).await?;
                Ok(Answer::Done)
            }
            Command::SetTyping { conversation, on } => {
                self.conversations.set_typing(cx, SetTyping { conversation, on }).await?;
                Ok(Answer::Done)
            }
        }
    }
}
