//! The auth module's tables: accounts, ways to prove who one is, sessions and their refresh tokens.

crate::migrations!("auth":
    "m20261120_000001_accounts" => include_str!("auth/m20261120_000001_accounts.sql"),
    "m20261121_000002_security" => include_str!("auth/m20261121_000002_security.sql"),
);
