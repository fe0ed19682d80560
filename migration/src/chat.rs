//! The chat module's tables.

crate::migrations!(
    "chat": "m20261120_000001_conversation" => include_str!("chat/m20261120_000001_conversation.sql"),
);
