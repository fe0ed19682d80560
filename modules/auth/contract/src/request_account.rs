//! Requests and replies about the account as a whole: its address, its log, its roles, its end.

use std::collections::BTreeMap;

use kernel::{Cursor, ReceiptId, Role, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::request::{Device, hidden};

hidden! { ChangeEmail VerifyEmail ForgotPassword ResetPassword ClaimAdmin AdminLink Introspect DeleteAccount }

/// Asks for the caller's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetOwnAccount {}

/// An account, for the person whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccount {
    /// Which.
    pub user_id: UserId,
    /// Its name.
    pub username: String,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Whether a link sent to that address was followed.
    pub email_verified: bool,
    /// Whether it can sign in with a password.
    pub has_password: bool,
    /// Whether it can sign in with Telegram.
    pub has_telegram: bool,
    /// Whether signing in takes a one-time code.
    pub has_totp: bool,
    /// Recovery codes that are left.
    pub recovery_codes_left: u32,
    /// How many passkeys it has.
    pub passkeys: u32,
    /// What it may do.
    pub roles: Vec<Role>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it will be erased, if the person asked for that.
    pub erased_at: Option<Timestamp>,
}

/// Gives the caller's account another address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEmail {
    /// The new one; or the same, to have the link sent again.
    pub email: String,
    /// The password, for accounts that have one.
    pub password: Option<String>,
}

/// Confirms an address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyEmail {
    /// From the link.
    pub token: String,
}

/// Asks for a link that sets a new password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgotPassword {
    /// The account's address.
    pub email: String,
    /// Where from.
    pub device: Device,
}

/// Sets a new password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPassword {
    /// From the link.
    pub token: String,
    /// Under the same rules as at registration.
    pub new_password: String,
    /// Where from.
    pub device: Device,
}

/// Asks for the log of the caller's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAudit {
    /// How many, at most 100.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// What: `logged_in`, `log_in_failed`, `token_reused` and so on.
    pub event: String,
    /// The address it came from.
    pub ip: Option<String>,
    /// The device's `User-Agent`.
    pub label: Option<String>,
}

/// Asks for the first admin's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAdminLink {}

/// The first admin's link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminLink {
    /// Its token; `None` where somebody is admin already.
    pub token: Option<String>,
}

/// Makes the caller admin.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAdmin {
    /// From the link.
    pub token: String,
}

/// Says what somebody may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRoles {
    /// Who.
    pub user: UserId,
    /// All they may do from now on; everybody may what [`Role::User`] may.
    pub roles: Vec<Role>,
}

/// Asks what a token is worth.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introspect {
    /// The service's name in the configuration.
    pub client: String,
    /// Its secret.
    pub secret: String,
    /// An access token or a refresh token.
    pub token: String,
}

/// What a token is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Introspection {
    /// Nothing.
    Inactive,
    /// An access token that works.
    Access {
        /// Who.
        user_id: UserId,
        /// Their name.
        username: String,
        /// On which device.
        session_id: SessionId,
        /// What they may do.
        roles: Vec<Role>,
        /// When it was issued.
        issued_at: Timestamp,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// A refresh token that has not been traded yet.
    Refresh {
        /// Who.
        user_id: UserId,
        /// On which device.
        session_id: SessionId,
        /// When it ends.
        expires_at: Timestamp,
    },
}

/// Asks for the caller's account to be erased.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAccount {
    /// The password, for accounts that have one.
    pub password: Option<String>,
}

/// An erasure that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The receipt's id; whoever has it can ask how the erasure stands, when there is no account left to ask with.
    pub receipt: ReceiptId,
    /// When the account is erased, unless it is restored before.
    pub erased_at: Timestamp,
}

/// Keeps the caller's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreAccount {}

/// Asks how an erasure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetErasure {
    /// The receipt's id.
    pub receipt: ReceiptId,
}

/// How an erasure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureReceipt {
    /// Its id.
    pub receipt: ReceiptId,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// How many rows and files each module erased.
    pub erased: BTreeMap<String, u64>,
}

/// Asks for accounts whose grace period is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDueErasures {
    /// At most this many.
    pub limit: u32,
}

/// Accounts whose grace period is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueErasures {
    /// They.
    pub due: Vec<DueErasure>,
}

/// An account whose grace period is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueErasure {
    /// Whose.
    pub user: UserId,
    /// The receipt's id.
    pub receipt: ReceiptId,
}

/// Closes an account whose grace period is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseAccount {
    /// Whose.
    pub user: UserId,
}

/// Erases an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseAccount {
    /// Whose.
    pub user: UserId,
    /// What the other modules erased.
    pub erased: BTreeMap<String, u64>,
}

/// Asks for everything the module holds of the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportAccount {}
