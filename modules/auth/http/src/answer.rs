//! The answer to every way of signing in.

use auth_contract::{Device, SignIn};
use edge::Client;
use kernel::UserId;
use serde::Serialize;
use utoipa::ToSchema;

/// Tokens.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// The same as `access_token`.
    token: String,
    /// A JWT for `Authorization: Bearer`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: u64,
    /// Opaque; each use of it gives the next one. Absent when only the access token was renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// Seconds until the refresh token ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_in: Option<u64>,
    /// Who signed in.
    user_id: UserId,
    /// Their name.
    username: String,
    /// Whether the account was created by this request.
    new_user: bool,
}

impl From<SignIn> for TokenAnswer {
    fn from(signed: SignIn) -> Self {
        Self {
            token: signed.access_token.clone(),
            access_token: signed.access_token,
            token_type: "Bearer",
            expires_in: signed.expires_in,
            refresh_token: signed.refresh_token,
            refresh_expires_in: signed.refresh_expires_in,
            user_id: signed.user_id,
            username: signed.username,
            new_user: signed.new_user,
        }
    }
}

/// What a person's list of devices will show of this one.
pub fn device(client: Client) -> Device {
    Device { label: client.user_agent, ip: client.ip.map(|ip| ip.to_string()) }
}
