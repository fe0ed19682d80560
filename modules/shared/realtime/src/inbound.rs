//! What clients send: one JSON object a frame, told apart by `type`.

use kernel::{ConversationId, MessageId, UserId};
use serde::Deserialize;

use crate::{Command, Refused, UpTo};

/// Longest `ref`, in characters.
const REF_LIMIT: usize = 64;

/// What a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inbound {
    /// Here is my token.
    Authenticate { token: String },
    /// Are you there?
    Ping,
    /// Do this; `actor` is who the frame says it comes from.
    Run { command: Command, actor: Option<UserId> },
}

/// A frame that was read, or why not; either with the mark its answer carries.
pub(crate) struct Parsed {
    pub(crate) reference: Option<String>,
    pub(crate) said: Result<Inbound, Refused>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "ref")]
    reference: Option<String>,
    token: Option<String>,
    conversation_id: Option<ConversationId>,
    user_id: Option<UserId>,
    text: Option<String>,
    client_id: Option<String>,
    up_to_seq: Option<i64>,
    up_to_message_id: Option<MessageId>,
    state: Option<String>,
}

/// What can be saved of a frame whose fields have the wrong types.
#[derive(Deserialize)]
struct Torn {
    #[serde(rename = "ref")]
    reference: Option<serde_json::Value>,
}

/// Reads a frame.
pub(crate) fn parse(text: &[u8]) -> Parsed {
    let raw = match serde_json::from_slice::<Raw>(text) {
        Ok(raw) => raw,
        Err(error) => return unreadable(text, &error),
    };
    let too_long = raw.reference.as_ref().is_some_and(|mark| mark.chars().count() > REF_LIMIT);
    if too_long {
        let said = Err(Refused::invalid("ref", "length", "Must have at most 64 characters."));
        return Parsed { reference: None, said };
    }
    let reference = raw.reference.clone();
    Parsed { reference, said: understand(raw) }
}

fn understand(raw: Raw) -> Result<Inbound, Refused> {
    let actor = raw.user_id;
    let conversation = required("conversation_id", raw.conversation_id);
    let command = match raw.kind.as_str() {
        "auth" | "authenticate" => return Ok(Inbound::Authenticate { token: required("token", raw.token)? }),
        "ping" => return Ok(Inbound::Ping),
        "message.send" | "message" | "send_message" => Command::SendMessage {
            conversation: conversation?,
            text: required("text", raw.text)?,
            client_id: raw.client_id,
        },
        "read.set" | "read" | "read_receipt" => Command::SetRead {
            conversation: conversation?,
            up_to: match (raw.up_to_seq, raw.up_to_message_id) {
                (Some(seq), _) => UpTo::Seq(seq),
                (None, message) => UpTo::Message(required("up_to_seq", message)?),
            },
        },
        "typing.set" | "typing" => Command::SetTyping {
            conversation: conversation?,
            on: match required("state", raw.state)?.as_str() {
                "on" => true,
                "off" => false,
                _ => return Err(Refused::invalid("state", "invalid_value", "Must be on or off.")),
            },
        },
        _ => return Err(Refused::new("unknown_type", "There is no command of this type.")),
    };
    Ok(Inbound::Run { command, actor })
}

fn required<T>(field: &str, value: Option<T>) -> Result<T, Refused> {
    value.ok_or_else(|| Refused::invalid(field, "required", "Is required."))
}

fn unreadable(text: &[u8], error: &serde_json::Error) -> Parsed {
    let torn = serde_json::from_slice::<Torn>(text).ok();
    let reference = torn.and_then(|torn| torn.reference?.as_str().map(str::to_owned));
    let reference = reference.filter(|mark| mark.chars().count() <= REF_LIMIT);
    let said = match error.classify() {
        serde_json::error::Category::Data => {
            Err(Refused::invalid("", "invalid_value", "A field is missing or has a value of the wrong type."))
        }
        _ => Err(Refused::new("malformed_json", "The frame is not a JSON object.")),
    };
    Parsed { reference, said }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";

    fn said(frame: serde_json::Value) -> Result<Inbound, Refused> {
        parse(frame.to_string().as_bytes()).said
    }

    #[test]
    fn aliases_mean_the_same_command() {
        for kind in ["message.send", "message", "send_message"] {
            let Ok(Inbound::Run { command: Command::SendMessage { text, client_id, .. }, .. }) =
                said(serde_json::json!({"type": kind, "conversation_id": ID, "text": "hi", "client_id": "c"}))
            else {
                panic!("{kind}");
            };
            assert_eq!((text.as_str(), client_id.as_deref()), ("hi", Some("c")));
        }
        for kind in ["read.set", "read", "read_receipt"] {
            let by_seq = said(serde_json::json!({"type": kind, "conversation_id": ID, "up_to_seq": 3}));
            assert!(matches!(by_seq, Ok(Inbound::Run { command: Command::SetRead { up_to: UpTo::Seq(3), .. }, .. })));
            let by_id = said(serde_json::json!({"type": kind, "conversation_id": ID, "up_to_message_id": ID}));
            assert!(matches!(
                by_id,
                Ok(Inbound::Run { command: Command::SetRead { up_to: UpTo::Message(_), .. }, .. })
            ));
        }
        for kind in ["typing.set", "typing"] {
            let typing = said(serde_json::json!({"type": kind, "conversation_id": ID, "state": "on"}));
            assert!(matches!(typing, Ok(Inbound::Run { command: Command::SetTyping { on: true, .. }, .. })));
        }
        for kind in ["auth", "authenticate"] {
            let token = said(serde_json::json!({"type": kind, "token": "t"}));
            assert_eq!(token, Ok(Inbound::Authenticate { token: "t".into() }));
        }
    }

    #[test]
    fn a_bad_frame_is_refused_with_its_ref_whenever_one_can_be_read() {
        let wrong_type =
            parse(format!(r#"{{"type":"message","conversation_id":"{ID}","text":5,"ref":"r1"}}"#).as_bytes());
        assert_eq!(wrong_type.reference.as_deref(), Some("r1"));
        assert_eq!(wrong_type.said.unwrap_err().code, "validation_failed");

        let missing = parse(br#"{"type":"message","ref":"r2"}"#);
        assert_eq!(missing.reference.as_deref(), Some("r2"));
        assert_eq!(missing.said.unwrap_err().details[0].field, "conversation_id");

        assert_eq!(parse(b"{").said.unwrap_err().code, "malformed_json");
        assert_eq!(parse(br#"{"type":"fly"}"#).said.unwrap_err().code, "unknown_type");
        let long = parse(format!(r#"{{"type":"ping","ref":"{}"}}"#, "x".repeat(65)).as_bytes());
        assert!(long.reference.is_none() && long.said.is_err());
    }
}
