//! What people hand to the writer, parsed at the door.

use chat_contract::{ChatRefusal, ReadUpTo, SendMessage};
use kernel::{ConversationId, Cx, Failure, FieldError, UserId};

/// Longest text, in characters.
const TEXT_LIMIT: usize = 4000;
/// Longest client id, in characters.
const CLIENT_ID_LIMIT: usize = 64;

/// A message about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) conversation: ConversationId,
    pub(crate) sender: UserId,
    pub(crate) text: String,
    pub(crate) key: Option<SendKey>,
}

/// A reader's new place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) conversation: ConversationId,
    pub(crate) reader: UserId,
    pub(crate) up_to: ReadUpTo,
    /// Who is told, the reader's own devices included.
    pub(crate) audience: Vec<UserId>,
}

/// Recognises repeats of one send.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum SendKey {
    /// The sender's own mark.
    Client(String),
    /// The idempotency key of the call that came without one.
    Request(String),
}

impl SendKey {
    /// As it is stored: the two kinds never meet.
    pub(crate) fn stored(&self) -> String {
        match self {
            Self::Client(id) => ["c:", id].concat(),
            Self::Request(key) => ["k:", key].concat(),
        }
    }
    /// Undoes [`stored`](Self::stored).
    pub(crate) fn of_stored(text: &str) -> Option<Self> {
        let (kind, key) = text.split_once(':')?;
        match kind {
            "c" => Some(Self::Client(key.to_owned())),
            "k" => Some(Self::Request(key.to_owned())),
            _ => None,
        }
    }
    /// The sender's own mark.
    pub(crate) fn client_id(&self) -> Option<&str> {
        match self {
            Self::Client(id) => Some(id),
            Self::Request(_) => None,
        }
    }
    /// What a use of the key for another text is answered.
    pub(crate) fn mismatch(&self) -> Failure<ChatRefusal> {
        match self {
            Self::Client(_) => ChatRefusal::ClientIdMismatch.into(),
            Self::Request(_) => Failure::IdempotencyMismatch,
        }
    }
}

impl Post {
    /// Checks what somebody wants to send.
    pub(crate) fn parse(cx: &Cx, sender: UserId, req: SendMessage) -> Result<Self, ChatRefusal> {
        let mut wrong = Vec::new();
        wrong.extend(check("text", &req.text, TEXT_LIMIT, |c| c.is_control() && c != '\n' && c != '\t'));
        if req.text.trim().is_empty() && wrong.is_empty() {
            wrong.push(FieldError::new("text", "blank", "Must not be only white space."));
        }
        if let Some(id) = &req.client_id {
            wrong.extend(check("client_id", id, CLIENT_ID_LIMIT, char::is_control));
        }
        if !wrong.is_empty() {
            return Err(ChatRefusal::Invalid(wrong));
        }
        let request = || cx.idempotency().map(|key| SendKey::Request(key.as_str().to_owned()));
        let key = req.client_id.map(SendKey::Client).or_else(request);
        Ok(Self { conversation: req.conversation, sender, text: req.text, key })
    }
}

fn check(field: &str, text: &str, limit: usize, forbidden: impl Fn(char) -> bool) -> Option<FieldError> {
    // Characters take at most four bytes, so that a huge text is refused without being counted.
    if text.is_empty() || text.len() > limit * 4 || text.chars().count() > limit {
        let words = ["Must have 1 to ", &limit.to_string(), " characters."].concat();
        return Some(FieldError::new(field, "length", words));
    }
    text.chars()
        .any(forbidden)
        .then(|| FieldError::new(field, "control_character", "Must not have control characters."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Caller, IdempotencyKey};

    fn parse(text: &str, client_id: Option<&str>) -> Result<Post, ChatRefusal> {
        let nobody = kernel::SeededIds::new(kernel::Timestamp::default(), 1);
        let id = kernel::Ids::fresh(&nobody);
        let cx = Cx::new(Caller::Anonymous).with_idempotency(IdempotencyKey::parse("key").unwrap());
        let req = SendMessage {
            conversation: ConversationId(id),
            text: text.into(),
            client_id: client_id.map(str::to_owned),
        };
        Post::parse(&cx, UserId(id), req)
    }

    fn code(refused: Result<Post, ChatRefusal>) -> String {
        let ChatRefusal::Invalid(fields) = refused.unwrap_err() else { panic!("not a validation error") };
        [fields[0].field.as_str(), " ", &fields[0].code].concat()
    }

    #[test]
    fn text_is_kept_as_typed_within_its_bounds() {
        assert_eq!(parse("  a\n\tb 🦀 ", None).unwrap().text, "  a\n\tb 🦀 ");
        assert!(parse(&"🦀".repeat(4000), None).is_ok());
        assert_eq!(code(parse(&"🦀".repeat(4001), None)), "text length");
        assert_eq!(code(parse(&"a".repeat(4001), None)), "text length");
        assert_eq!(code(parse("", None)), "text length");
        assert_eq!(code(parse(" \n\u{3000}\t", None)), "text blank");
        for bad in ["a\0", "a\r\n", "\u{1b}[31m", "a\u{85}"] {
            assert_eq!(code(parse(bad, None)), "text control_character", "{bad:?}");
        }
    }

    #[test]
    fn a_client_id_comes_before_the_idempotency_key() {
        assert_eq!(parse("a", Some("x")).unwrap().key, Some(SendKey::Client("x".into())));
        assert_eq!(parse("a", None).unwrap().key, Some(SendKey::Request("key".into())));
        assert_eq!(code(parse("a", Some(""))), "client_id length");
        assert_eq!(code(parse("a", Some(&"x".repeat(65)))), "client_id length");
        assert_eq!(code(parse("a", Some("a\nb"))), "client_id control_character");
    }

    #[test]
    fn a_stored_key_comes_back_as_it_was() {
        for key in [SendKey::Client("k:x".into()), SendKey::Request("c:x".into())] {
            assert_eq!(SendKey::of_stored(&key.stored()), Some(key));
        }
    }
}
