//! What clients may ask over a live connection, and the port to whoever does it.

use async_trait::async_trait;
use kernel::{Caller, ConversationId, Cx, Failure, FieldError, MessageId, Refusal, Timestamp};
use std::borrow::Cow;

/// A command of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Store a message and hand it to everybody in the conversation.
    SendMessage {
        /// Where.
        conversation: ConversationId,
        /// What.
        text: String,
        /// Recognises repeats.
        client_id: Option<String>,
    },
    /// Remember how far the caller has read.
    SetRead {
        /// Where.
        conversation: ConversationId,
        /// Up to which message.
        up_to: UpTo,
    },
    /// Show the others that the caller is typing, or no longer. Nobody answers.
    SetTyping {
        /// Where.
        conversation: ConversationId,
        /// Whether they are.
        on: bool,
    },
}

/// A place in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpTo {
    /// By number.
    Seq(i64),
    /// By message.
    Message(MessageId),
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The message is on disk.
    Stored {
        /// Which.
        message_id: MessageId,
        /// Its place.
        seq: i64,
        /// When.
        sent_at: Timestamp,
    },
    /// It is done.
    Done,
}

/// Why something was not done, in the words of the API's errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Stable, snake_case.
    pub code: Cow<'static, str>,
    /// For people.
    pub message: Cow<'static, str>,
    /// The fields at fault.
    pub details: Vec<FieldError>,
}

impl Refused {
    /// A code and words.
    pub const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), message: Cow::Borrowed(message), details: Vec::new() }
    }
    /// A field that breaks a rule.
    pub fn invalid(field: &str, code: &str, message: &str) -> Self {
        let mut refused = Self::new("validation_failed", "Some fields break a rule.");
        refused.details.push(FieldError::new(field, code, message));
        refused
    }
    /// The token proves nothing.
    pub const INVALID_TOKEN: Self = Self::new("invalid_token", "The access token is not valid.");
    /// It cannot be done now.
    pub const UNAVAILABLE: Self = Self::new("unavailable", "This is not available now; try again soon.");
    /// It took too long; it may have been done all the same.
    pub const TIMEOUT: Self = Self::new("timeout", "This took too long; try again soon.");
}

impl<R: Refusal> From<Failure<R>> for Refused {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => {
                let doc = refusal.doc();
                Self { details: refusal.fields().to_vec(), ..Self::new(doc.code, doc.message) }
            }
            Failure::IdempotencyMismatch => {
                Self::new("idempotency_mismatch", "This idempotency key was used with another request.")
            }
            Failure::Unavailable | Failure::Unrecognized => Self::UNAVAILABLE,
            Failure::DeadlineExceeded => Self::TIMEOUT,
            Failure::Internal { incident } => Self {
                code: "internal_error".into(),
                message: ["Something broke on our side; it is logged as ", &incident.to_string(), "."].concat().into(),
                details: Vec::new(),
            },
        }
    }
}

/// Does what clients ask.
#[async_trait]
pub trait Commands: Send + Sync + 'static {
    /// Who an access token speaks for: a signed-in person.
    async fn authenticate(&self, token: &str) -> Result<Caller, Refused>;
    /// Runs one command.
    ///
    /// Commands of one connection are polled for the first time in the order in which they arrived, and may then be
    /// under way together: an implementation that keeps order must take its place in line before it first waits.
    async fn run(&self, cx: &Cx, command: Command) -> Result<Answer, Refused>;
}
