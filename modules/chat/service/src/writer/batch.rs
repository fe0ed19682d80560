//! One transaction of the writer: load what its commands concern, decide each, save what changed, commit.

use std::sync::Arc;

use chat_contract::{ChatRefusal, ConversationRead, MessageSent, ReadUpTo};
use kernel::{Clock, Failure, Ids, MessageId, Timestamp, UserId};
use platform::{Database, StoreResult, Tx};

use super::{Command, Delivery};
use crate::domain::ledger::Marked;
use crate::domain::{Ledger, Mark, Message, Post, Posted};
use crate::store::{conversation, member, message};

#[derive(Clone)]
pub(crate) struct Engine {
    pub(crate) db: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
}

/// What became of one command; it counts once the transaction has committed.
pub(crate) enum Verdict {
    Posted(Posted, Option<Delivery>),
    Marked(Option<Delivery>),
    Refused(Failure<ChatRefusal>),
}

impl Engine {
    /// Does all commands in one transaction; the verdicts stand in the same order.
    pub(crate) async fn execute(&self, commands: &[Command]) -> StoreResult<Vec<Verdict>> {
        let mut tx = self.db.begin().await?;
        let rows = conversation::locked(tx.conn(), commands.iter().map(Command::conversation).collect()).await?;
        let threads = conversation::threads(tx.conn(), &rows).await?;
        let known = message::known(tx.conn(), commands.iter().filter_map(Command::as_post)).await?;
        let places = message::places(tx.conn(), commands.iter().filter_map(Command::target).collect()).await?;
        let mut ledger = Ledger::new(threads, known, places);

        let now = self.clock.now();
        let verdicts: Vec<_> = commands.iter().map(|command| self.decide(&mut ledger, command, now)).collect();

        message::insert(tx.conn(), ledger.fresh()).await?;
        conversation::advance(tx.conn(), rows, ledger.fresh()).await?;
        for (conversation, reader, up_to) in ledger.grown() {
            member::set_read(tx.conn(), conversation, reader, up_to).await?;
        }
        self.tell(&mut tx, &ledger).await?;
        tx.commit().await?;
        Ok(verdicts)
    }

    fn decide(&self, ledger: &mut Ledger, command: &Command, now: Timestamp) -> Verdict {
        match command {
            Command::Post(post, _) => self.post(ledger, post, now),
            Command::Mark(mark, _) => match ledger.mark(mark) {
                Ok(Marked::Grown(up_to)) => Verdict::Marked(Some(Delivery::Read {
                    conversation: mark.conversation,
                    reader: mark.reader,
                    up_to,
                    at: now,
                    audience: mark.audience.clone(),
                })),
                Ok(Marked::Same) => Verdict::Marked(None),
                Err(failure) => Verdict::Refused(failure),
            },
        }
    }

    fn post(&self, ledger: &mut Ledger, post: &Post, now: Timestamp) -> Verdict {
        match ledger.post(post, MessageId(self.ids.fresh()), now) {
            Ok(posted) if posted.replayed => Verdict::Posted(posted, None),
            Ok(posted) => {
                let delivery = ledger
                    .fresh()
                    .last()
                    .map(|message| Delivery::Message { message: message.clone(), others: others(ledger, message) });
                Verdict::Posted(posted, delivery)
            }
            Err(failure) => Verdict::Refused(failure),
        }
    }

    /// Appends the facts of the batch.
    async fn tell(&self, tx: &mut Tx, ledger: &Ledger) -> StoreResult<()> {
        let sent: Vec<_> = ledger
            .fresh()
            .iter()
            .map(|message| MessageSent {
                conversation_id: message.conversation,
                message_id: message.id,
                seq: message.seq,
                user_id: message.sender,
                recipients: others(ledger, message),
                sent_at: message.sent_at,
            })
            .collect();
        tx.append_all(&*self.clock, &*self.ids, &sent).await?;
        let mut read = Vec::new();
        for (conversation, reader, up_to) in ledger.grown() {
            let newest = ledger.thread(conversation).map_or(0, |thread| thread.last_seq);
            let unread = match up_to < newest {
                true => message::unread(tx.conn(), conversation, reader, up_to).await?,
                false => 0,
            };
            read.push(ConversationRead { conversation_id: conversation, user_id: reader, up_to_seq: up_to, unread });
        }
        tx.append_all(&*self.clock, &*self.ids, &read).await
    }
}

/// Everybody in a message's conversation but its sender.
fn others(ledger: &Ledger, message: &Message) -> Vec<UserId> {
    let members = ledger.thread(message.conversation).into_iter().flat_map(|thread| thread.members.keys());
    members.copied().filter(|member| *member != message.sender).collect()
}

impl Command {
    fn conversation(&self) -> sea_orm::entity::prelude::Uuid {
        match self {
            Self::Post(post, _) => post.conversation.0,
            Self::Mark(mark, _) => mark.conversation.0,
        }
    }

    fn as_post(&self) -> Option<&Post> {
        match self {
            Self::Post(post, _) => Some(post),
            Self::Mark(..) => None,
        }
    }

    /// The message up to which somebody has read.
    fn target(&self) -> Option<sea_orm::entity::prelude::Uuid> {
        match self {
            Self::Mark(Mark { up_to: ReadUpTo::Message(id), .. }, _) => Some(id.0),
            _ => None,
        }
    }
}
