//! The ledger: what one transaction of the writer knows and decides. Pure; the writer loads it and saves what changed.

use std::collections::{BTreeMap, HashMap, HashSet};

use chat_contract::{ChatRefusal, MessageAck, MessageView, ReadUpTo};
use kernel::{ConversationId, Failure, MessageId, Timestamp, UserId};

use super::{Mark, Post, SendKey};

/// A message, stored or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) conversation: ConversationId,
    pub(crate) seq: i64,
    pub(crate) sender: UserId,
    pub(crate) text: String,
    pub(crate) key: Option<SendKey>,
    pub(crate) sent_at: Timestamp,
    /// Whether only its place is left.
    pub(crate) deleted: bool,
}

impl Message {
    /// What its sender is answered.
    pub(crate) fn ack(&self) -> MessageAck {
        MessageAck { message_id: self.id, seq: self.seq, sent_at: self.sent_at }
    }

    /// As `viewer` sees it.
    pub(crate) fn view(&self, viewer: UserId, read: Option<bool>) -> MessageView {
        let own_key = self.key.as_ref().filter(|_| viewer == self.sender);
        MessageView {
            message_id: self.id,
            seq: self.seq,
            conversation_id: self.conversation,
            user_id: self.sender,
            text: self.text.clone(),
            deleted: self.deleted,
            sent_at: self.sent_at,
            client_id: own_key.and_then(SendKey::client_id).map(str::to_owned),
            kind: "text".into(),
            read,
        }
    }
}

/// A conversation as the writer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thread {
    pub(crate) last_seq: i64,
    pub(crate) closed: bool,
    /// Everybody in it, and up to where they have read.
    pub(crate) members: BTreeMap<UserId, i64>,
}

/// What became of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Posted {
    pub(crate) ack: MessageAck,
    /// Whether an earlier post with the same key had stored it.
    pub(crate) replayed: bool,
}

/// What became of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marked {
    /// The watermark grew up to there.
    Grown(i64),
    /// It stood there or further already.
    Same,
}

type Place = (ConversationId, UserId, SendKey);

/// All that one transaction's commands concern.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    threads: HashMap<ConversationId, Thread>,
    known: HashMap<Place, Message>,
    places: HashMap<MessageId, (ConversationId, i64)>,
    fresh: Vec<Message>,
    grown: HashSet<(ConversationId, UserId)>,
}

impl Ledger {
    pub(crate) fn new(
        threads: HashMap<ConversationId, Thread>,
        known: impl IntoIterator<Item = Message>,
        places: HashMap<MessageId, (ConversationId, i64)>,
    ) -> Self {
        let keyed = |message: Message| Some(((message.conversation, message.sender, message.key.clone()?), message));
        let known = known.into_iter().filter_map(keyed).collect();
        Self { threads, known, places, ..Self::default() }
    }

    /// Gives a message its place, or finds the one an earlier post with the same key got.
    pub(crate) fn post(&mut self, post: &Post, id: MessageId, now: Timestamp) -> Result<Posted, Failure<ChatRefusal>> {
        let thread = self.threads.get_mut(&post.conversation).ok_or(ChatRefusal::NotFound)?;
        if thread.closed || !thread.members.contains_key(&post.sender) {
            return Err(ChatRefusal::NotFound.into());
        }
        let place = post.key.clone().map(|key| (post.conversation, post.sender, key));
        if let Some(known) = place.as_ref().and_then(|place| self.known.get(place)) {
            return match known.text == post.text {
                true => Ok(Posted { ack: known.ack(), replayed: true }),
                false => Err(post.key.as_ref().map_or(Failure::IdempotencyMismatch, SendKey::mismatch)),
            };
        }
        thread.last_seq += 1;
        let message = Message {
            id,
            conversation: post.conversation,
            seq: thread.last_seq,
            sender: post.sender,
            text: post.text.clone(),
            key: post.key.clone(),
            sent_at: now,
            deleted: false,
        };
        let ack = message.ack();
        if let Some(place) = place {
            self.known.insert(place, message.clone());
        }
        self.fresh.push(message);
        Ok(Posted { ack, replayed: false })
    }

    /// Moves a reader's watermark; it only grows, and never beyond the newest message.
    pub(crate) fn mark(&mut self, mark: &Mark) -> Result<Marked, Failure<ChatRefusal>> {
        let thread = self.threads.get_mut(&mark.conversation).ok_or(ChatRefusal::NotFound)?;
        let last_seq = thread.last_seq;
        let read = thread.members.get_mut(&mark.reader).ok_or(ChatRefusal::NotFound)?;
        let up_to = match &mark.up_to {
            ReadUpTo::Seq(seq) => *seq,
            ReadUpTo::Message(id) => {
                let place = self.places.get(id).filter(|(conversation, _)| *conversation == mark.conversation);
                place.map(|(_, seq)| *seq).ok_or(ChatRefusal::MessageNotFound)?
            }
        };
        let up_to = up_to.min(last_seq);
        if up_to <= *read {
            return Ok(Marked::Same);
        }
        *read = up_to;
        self.grown.insert((mark.conversation, mark.reader));
        Ok(Marked::Grown(up_to))
    }

    /// A conversation.
    pub(crate) fn thread(&self, conversation: ConversationId) -> Option<&Thread> {
        self.threads.get(&conversation)
    }

    /// Messages to insert, in the order of their places.
    pub(crate) fn fresh(&self) -> &[Message] {
        &self.fresh
    }

    /// Watermarks to save.
    pub(crate) fn grown(&self) -> impl Iterator<Item = (ConversationId, UserId, i64)> {
        self.grown.iter().filter_map(|(conversation, reader)| {
            let read = self.threads.get(conversation)?.members.get(reader)?;
            Some((*conversation, *reader, *read))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Ids, SeededIds};

    struct Scene {
        ids: SeededIds,
        here: ConversationId,
        alice: UserId,
        bob: UserId,
        ledger: Ledger,
    }

    fn scene() -> Scene {
        let ids = SeededIds::new(Timestamp::from_millis(1), 1);
        let (here, alice, bob) = (ConversationId(ids.fresh()), UserId(ids.fresh()), UserId(ids.fresh()));
        let thread = Thread { last_seq: 7, closed: false, members: [(alice, 0), (bob, 3)].into() };
        Scene { ids, here, alice, bob, ledger: Ledger::new([(here, thread)].into(), [], HashMap::new()) }
    }

    impl Scene {
        fn post(&mut self, sender: UserId, text: &str, key: Option<&str>) -> Result<Posted, Failure<ChatRefusal>> {
            let key = key.map(|key| SendKey::Client(key.into()));
            let post = Post { conversation: self.here, sender, text: text.into(), key };
            self.ledger.post(&post, MessageId(self.ids.fresh()), Timestamp::from_millis(9))
        }
        fn mark(&mut self, reader: UserId, up_to: ReadUpTo) -> Result<Marked, Failure<ChatRefusal>> {
            self.ledger.mark(&Mark { conversation: self.here, reader, up_to, audience: vec![] })
        }
    }

    #[test]
    fn places_are_dense_and_a_refused_post_takes_none() {
        let mut scene = scene();
        let (alice, stranger) = (scene.alice, UserId(scene.ids.fresh()));
        assert_eq!(scene.post(alice, "a", None).unwrap().ack.seq, 8);
        assert_eq!(scene.post(stranger, "b", None), Err(ChatRefusal::NotFound.into()));
        assert_eq!(scene.post(alice, "c", None).unwrap().ack.seq, 9);
        assert_eq!(scene.ledger.fresh().len(), 2);
    }

    #[test]
    fn a_repeat_in_the_same_batch_answers_the_first() {
        let mut scene = scene();
        let (alice, bob) = (scene.alice, scene.bob);
        let first = scene.post(alice, "a", Some("k")).unwrap();
        let again = scene.post(alice, "a", Some("k")).unwrap();
        assert_eq!((again.ack, again.replayed), (first.ack, true));
        assert_eq!(scene.post(alice, "other", Some("k")), Err(ChatRefusal::ClientIdMismatch.into()));
        assert!(!scene.post(bob, "a", Some("k")).unwrap().replayed, "keys of different senders never meet");
    }

    #[test]
    fn watermarks_only_grow_and_end_at_the_newest_message() {
        let mut scene = scene();
        let (alice, bob) = (scene.alice, scene.bob);
        assert_eq!(scene.mark(bob, ReadUpTo::Seq(2)), Ok(Marked::Same));
        assert_eq!(scene.mark(bob, ReadUpTo::Seq(-5)), Ok(Marked::Same));
        assert_eq!(scene.mark(bob, ReadUpTo::Seq(99)), Ok(Marked::Grown(7)));
        assert_eq!(scene.ledger.grown().collect::<Vec<_>>(), [(scene.here, bob, 7)]);
        let unknown = ReadUpTo::Message(MessageId(scene.ids.fresh()));
        assert_eq!(scene.mark(alice, unknown), Err(ChatRefusal::MessageNotFound.into()));
    }

    #[test]
    fn a_closed_conversation_is_a_missing_one_for_writers() {
        let mut scene = scene();
        let (here, alice) = (scene.here, scene.alice);
        scene.ledger.threads.get_mut(&here).unwrap().closed = true;
        assert_eq!(scene.post(alice, "a", None), Err(ChatRefusal::NotFound.into()));
    }
}
