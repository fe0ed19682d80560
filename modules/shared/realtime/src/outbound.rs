//! What sessions themselves send: answers, and the frames around a connection's life.

use kernel::{FieldError, Frame, MessageId, RequestId, Timestamp, UserId};
use serde::Serialize;
use uuid::Uuid;

use crate::{Answer, Outgoing, Queue, Refused};

/// A frame of the session, told apart by `type`.
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub(crate) enum Outbound<'a> {
    #[serde(rename = "ready")]
    Ready { user_id: UserId, connection_id: Uuid, server_time: Timestamp, heartbeat_s: u64 },
    #[serde(rename = "ack")]
    Ack {
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        message_id: Option<MessageId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        seq: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sent_at: Option<Timestamp>,
    },
    #[serde(rename = "pong")]
    Pong {
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        server_time: Timestamp,
    },
    #[serde(rename = "error")]
    Error {
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        code: &'a str,
        message: &'a str,
        #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
        details: &'a [FieldError],
        request_id: &'a str,
    },
    #[serde(rename = "session.revoked")]
    SessionRevoked,
}

impl<'a> Outbound<'a> {
    pub(crate) fn ack(reference: Option<&'a str>, answer: &Answer) -> Self {
        match answer {
            Answer::Stored { message_id, seq, sent_at } => {
                Self::Ack { reference, message_id: Some(*message_id), seq: Some(*seq), sent_at: Some(*sent_at) }
            }
            Answer::Done => Self::Ack { reference, message_id: None, seq: None, sent_at: None },
        }
    }

    pub(crate) fn error(reference: Option<&'a str>, refused: &'a Refused, request_id: &'a RequestId) -> Self {
        Self::Error {
            reference,
            code: &refused.code,
            message: &refused.message,
            details: &refused.details,
            request_id: request_id.as_str(),
        }
    }

    /// Queues the frame.
    pub(crate) fn push(&self, queue: &Queue) {
        match Frame::json(self) {
            Ok(frame) => queue.push(Outgoing::Frame(frame)),
            Err(error) => tracing::error!(%error, "a frame could not be encoded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_request_and_nothing_empty() {
        let request_id = RequestId::parse("r-1").unwrap();
        let refused = Refused::new("unknown_type", "No such command.");
        let json = serde_json::to_string(&Outbound::error(Some("7"), &refused, &request_id)).unwrap();
        assert_eq!(
            json,
            r#"{"type":"error","ref":"7","code":"unknown_type","message":"No such command.","request_id":"r-1"}"#
        );
        let done = serde_json::to_string(&Outbound::ack(None, &Answer::Done)).unwrap();
        assert_eq!(done, r#"{"type":"ack"}"#);
    }
}
