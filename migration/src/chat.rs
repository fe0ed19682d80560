//! The chat module's tables.

crate::migrations!("chat":
    "m20261120_000001_conversation" => include_str!("chat/m20261120_000001_conversation.sql"),
    "m20261121_000002_tombstones" => include_str!("chat/m20261121_000002_tombstones.sql"),
    "m20261125_000003_gone" => include_str!("chat/m20261125_000003_gone.sql"),
);
