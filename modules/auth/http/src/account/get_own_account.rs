//! `GET /auth/account`

use std::sync::Arc;

use auth_contract::{AuthRefusal, GetOwnAccount, OwnAccount};
use edge::{Json, SignedIn};
use kernel::{Outcome, Role, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;

/// An account, for the person whose it is.
#[derive(Serialize, ToSchema)]
pub struct AccountView {
    /// Which.
    user_id: UserId,
    /// Its name.
    username: String,
    /// Its e-mail address.
    email: Option<String>,
    /// Whether a link that was sent to that address was followed.
    email_verified: bool,
    /// Whether it can sign in with a password.
    has_password: bool,
    /// Whether it can sign in with Telegram.
    has_telegram: bool,
    /// Whether signing in takes a one-time code.
    has_totp: bool,
    /// Recovery codes that are left.
    recovery_codes_left: u32,
    /// How many passkeys it has.
    passkeys: u32,
    /// What it may do, in sign-ins that began with a second factor.
    roles: Vec<Role>,
    /// When it was created.
    created_at: Timestamp,
    /// When it will be erased, if the person asked for that.
    erased_at: Option<Timestamp>,
}

impl From<OwnAccount> for AccountView {
    fn from(own: OwnAccount) -> Self {
        Self {
            user_id: own.user_id,
            username: own.username,
            email: own.email,
            email_verified: own.email_verified,
            has_password: own.has_password,
            has_telegram: own.has_telegram,
            has_totp: own.has_totp,
            recovery_codes_left: own.recovery_codes_left,
            passkeys: own.passkeys,
            roles: own.roles,
            created_at: own.created_at,
            erased_at: own.erased_at,
        }
    }
}

pub(crate) async fn get_own_account(api: Arc<Api>, who: SignedIn) -> Outcome<Json<AccountView>, AuthRefusal> {
    Ok(Json(api.accounts.get_own_account(who.cx(), GetOwnAccount {}).await?.into()))
}
