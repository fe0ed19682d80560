//! Requests and replies about other ways to prove who one is: one-time codes, passkeys, Telegram.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::request::{Device, hidden};

hidden! {
    LinkTelegram BeginTotp TotpOffer ConfirmTotp RecoveryCodes RemoveTotp BeginPasskeyRegistration PasskeyCreation
    FinishPasskeyRegistration PasskeyRequest FinishPasskeyLogin
}

/// Ties a Telegram account to the caller's account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTelegram {
    /// The Mini App's init data, as the client got it.
    pub init_data: String,
}

/// Unties the Telegram account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlinkTelegram {}

/// Asks for a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginTotp {
    /// The password, for accounts that have one.
    pub password: Option<String>,
}

/// A secret for one-time codes: SHA-1, 6 digits, 30 s, as all authenticator apps take it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpOffer {
    /// In base32 without padding (RFC 4648), for typing.
    pub secret: String,
    /// An `otpauth://totp/...` address, for a QR code.
    pub uri: String,
}

/// Confirms the offered secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmTotp {
    /// A code of it.
    pub code: String,
}

/// What opens the account when the authenticator is lost. They are shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// Ten, each good for one sign-in.
    pub codes: Vec<String>,
}

/// Does away with one-time codes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveTotp {
    /// A current code, or a recovery code.
    pub code: String,
}

/// Starts the registration of a passkey.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginPasskeyRegistration {
    /// The password, for accounts that have one.
    pub password: Option<String>,
}

/// What the browser's `navigator.credentials.create` takes.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PasskeyCreation {
    /// Names this ceremony when it is finished.
    pub ceremony: String,
    /// `PublicKeyCredentialCreationOptionsJSON` (Web Authentication Level 3).
    pub options: serde_json::Value,
}

/// Ends the registration of a passkey.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FinishPasskeyRegistration {
    /// As it was given at the start.
    pub ceremony: String,
    /// What the person calls it, at most 64 characters.
    pub name: Option<String>,
    /// `RegistrationResponseJSON` (Web Authentication Level 3).
    pub credential: serde_json::Value,
}

/// Starts a sign-in with a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginPasskeyLogin {}

/// What the browser's `navigator.credentials.get` takes.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PasskeyRequest {
    /// Names this ceremony when it is finished.
    pub ceremony: String,
    /// `PublicKeyCredentialRequestOptionsJSON` (Web Authentication Level 3).
    pub options: serde_json::Value,
}

/// Ends a sign-in with a passkey.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FinishPasskeyLogin {
    /// As it was given at the start.
    pub ceremony: String,
    /// `AuthenticationResponseJSON` (Web Authentication Level 3).
    pub credential: serde_json::Value,
    /// Where from.
    pub device: Device,
}

/// Asks for the caller's passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPasskeys {}

/// Somebody's passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    /// Oldest first.
    pub passkeys: Vec<PasskeyCard>,
}

/// A passkey, for the person whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyCard {
    /// Its credential id, in base64url.
    pub passkey_id: String,
    /// What the person calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_used_at: Option<Timestamp>,
}

/// Forgets a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovePasskey {
    /// Which.
    pub passkey_id: String,
}
