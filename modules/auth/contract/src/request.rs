//! Requests and replies of the auth module.

use kernel::{Cursor, Role, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// `Debug` for types that carry passwords or tokens: their name and nothing else, so that no log line can show them.
macro_rules! hidden {
    ($( $Type:ident )+) => { $(
        impl std::fmt::Debug for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($Type), " { .. }"))
            }
        }
    )+ };
}
pub(crate) use hidden;

hidden! { Register LogIn ValidateTelegram Refresh VerifyToken ChangePassword ImportAccounts SignIn }

/// Where somebody signs in from; shown in their own list of devices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Device {
    /// The `User-Agent`, cut to 200 characters.
    pub label: Option<String>,
    /// The address the request came from.
    pub ip: Option<String>,
}

/// Creates an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// 3-32 of `[A-Za-z0-9_]`, unique without regard to case.
    pub username: String,
    /// 8-128 characters, not guessable, not containing the username.
    pub password: String,
    /// Optional, unique without regard to case.
    pub email: Option<String>,
    /// Where from.
    pub device: Device,
}

/// Signs in with a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogIn {
    /// A username or an e-mail address.
    pub login: String,
    /// The password.
    pub password: String,
    /// A one-time code or a recovery code, for accounts that ask for one.
    pub totp: Option<String>,
    /// Where from.
    pub device: Device,
}

/// Signs in with Telegram.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidateTelegram {
    /// The Mini App's init data, as the client got it.
    pub init_data: String,
    /// A one-time code or a recovery code, for accounts that ask for one.
    pub totp: Option<String>,
    /// Where from.
    pub device: Device,
}

/// Trades a refresh token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    /// The token.
    pub refresh_token: String,
    /// Where from.
    pub device: Device,
}

/// Renews the caller's access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewAccess {}

/// Ends the caller's sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogOut {}

/// Asks for the caller's sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSessions {
    /// How many, at most 100.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Ends one of the caller's sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeSession {
    /// Which.
    pub session: SessionId,
}

/// Ends the caller's other sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeOtherSessions {}

/// Changes the caller's password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The one that is to go.
    pub current_password: String,
    /// Under the same rules as at registration.
    pub new_password: String,
}

/// Asks who a token speaks for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyToken {
    /// An access token.
    pub token: String,
}

/// Asks for the public keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetJwks {}

/// Asks for the names of accounts, at most 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAccounts {
    /// Whose.
    pub users: Vec<UserId>,
}

/// Creates accounts with given ids.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportAccounts {
    /// They get one password, hashed once.
    pub password: String,
    /// Who; ids and names that exist already are left as they are.
    pub accounts: Vec<ImportAccount>,
}

/// One account to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportAccount {
    /// Its id.
    pub user_id: UserId,
    /// Its name.
    pub username: String,
}

/// A sign-in's tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// A JWT (EdDSA).
    pub access_token: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
    /// Opaque, 256 bits; absent when only the access token was renewed.
    pub refresh_token: Option<String>,
    /// Seconds until the refresh token expires.
    pub refresh_expires_in: Option<u64>,
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub username: String,
    /// Whether the account was created by this call.
    pub new_user: bool,
}

/// A sign-in, for the person whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCard {
    /// Which.
    pub session_id: SessionId,
    /// The device's `User-Agent`.
    pub label: Option<String>,
    /// Where it signed in from.
    pub ip: Option<String>,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When its refresh token was last traded.
    pub last_used_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// How many sign-ins were ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedSessions {
    /// Those that lived until then.
    pub revoked: u64,
}

/// Who a token speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The account.
    pub user_id: UserId,
    /// Its name.
    pub username: String,
    /// The device's sign-in.
    pub session_id: SessionId,
    /// What it may do.
    pub roles: Vec<Role>,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// A JSON Web Key Set (RFC 7517).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    pub keys: Vec<serde_json::Value>,
}

/// Names of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCards {
    /// The known ones.
    pub accounts: Vec<AccountCard>,
}

/// An account's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCard {
    /// Which.
    pub user_id: UserId,
    /// Its name.
    pub username: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_shows_in_what_a_log_line_would_print() {
        let secret = || "canary".to_owned();
        let register =
            Register { username: secret(), password: secret(), email: Some(secret()), device: Device::default() };
        let log_in = LogIn { login: secret(), password: secret(), totp: Some(secret()), device: Device::default() };
        let sign_in = SignIn {
            access_token: secret(),
            expires_in: 900,
            refresh_token: Some(secret()),
            refresh_expires_in: None,
            user_id: UserId(Default::default()),
            username: secret(),
            new_user: false,
        };
        let shown = [
            format!("{register:?} {log_in:?} {sign_in:?}"),
            format!("{:?}", ValidateTelegram { init_data: secret(), totp: Some(secret()), device: Device::default() }),
            format!(
                "{:?} {:?}",
                Refresh { refresh_token: secret(), device: Device::default() },
                VerifyToken { token: secret() }
            ),
            format!("{:?}", ChangePassword { current_password: secret(), new_password: secret() }),
            format!("{:?}", ImportAccounts { password: secret(), accounts: Vec::new() }),
        ];
        assert!(shown.iter().all(|text| !text.contains("canary")), "{shown:?}");
        assert!(shown.iter().all(|text| text.contains("{ .. }")), "{shown:?}");
    }
}
