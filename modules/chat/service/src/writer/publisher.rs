//! Pushes what was committed to open connections, in the order of the commits, while the writer goes on.

use std::sync::Arc;

use chat_contract::frame::Push;
use kernel::{ConversationId, Frame, Live, Timestamp, UserId};
use tokio::sync::mpsc;

use crate::domain::{Message, SendKey};

/// Something committed that people are to see.
pub(crate) enum Delivery {
    /// A new message, for everybody in the conversation.
    Message {
        /// Which.
        message: Message,
        /// Everybody but its sender.
        others: Vec<UserId>,
    },
    /// A reader's new place.
    Read { conversation: ConversationId, reader: UserId, up_to: i64, at: Timestamp, audience: Vec<UserId> },
}

pub(crate) struct Publisher {
    pub(crate) live: Arc<dyn Live>,
}

impl Publisher {
    pub(crate) async fn run(self, mut deliveries: mpsc::Receiver<Vec<Delivery>>) {
        while let Some(batch) = deliveries.recv().await {
            batch.into_iter().for_each(|delivery| self.push(delivery));
        }
    }

    /// Encodes once a fan-out. Only the sender's devices see the `client_id`, so with one there are two frames.
    fn push(&self, delivery: Delivery) {
        match delivery {
            Delivery::Message { message, mut others } => {
                let sender = message.sender;
                if message.key.as_ref().and_then(SendKey::client_id).is_some() {
                    self.send(&[sender], &Push::Message { data: message.view(sender, None) });
                } else {
                    others.push(sender);
                }
                let data = Message { key: None, ..message }.view(sender, None);
                self.send(&others, &Push::Message { data });
            }
            Delivery::Read { conversation, reader, up_to, at, audience } => {
                let push = Push::MessageRead { conversation_id: conversation, user_id: reader, up_to_seq: up_to, at };
                self.send(&audience, &push);
            }
        }
    }

    fn send(&self, users: &[UserId], push: &Push) {
        match Frame::json(push) {
            Ok(frame) => self.live.push(users, frame),
            Err(error) => tracing::error!(%error, "a frame could not be encoded"),
        }
    }
}
