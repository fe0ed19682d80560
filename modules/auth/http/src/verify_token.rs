//! `GET /auth/verify` and its older form.

use std::sync::Arc;

use auth_contract::{AuthRefusal, Identity, VerifyToken};
use edge::{Anyone, Json, Path, SignedIn};
use kernel::{Caller, NoRefusal, Outcome, Role, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Api;

/// Who a token speaks for.
#[derive(Serialize, ToSchema)]
pub struct Verification {
    /// Always `true`: everything else is answered 401.
    valid: bool,
    /// The account.
    user_id: UserId,
    /// Its name.
    username: String,
    /// The device's sign-in.
    session_id: SessionId,
    /// What it may do.
    roles: Vec<Role>,
    /// When the token ends.
    expires_at: Timestamp,
}

/// The same with the names that older clients read.
#[derive(Serialize, ToSchema)]
pub struct OlderVerification {
    /// The same as `user_id`.
    id: UserId,
    #[serde(flatten)]
    verification: Verification,
}

/// A token in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TokenPath {
    /// An access token.
    token: String,
}

/// The guard has proved all of it, so that this asks nobody.
pub(crate) async fn verify_token(_api: Arc<Api>, who: SignedIn) -> Outcome<Json<Verification>, NoRefusal> {
    let verified = who.verified();
    let roles = match &verified.caller {
        Caller::User { roles, .. } => roles.clone(),
        Caller::Anonymous | Caller::Service { .. } => Vec::new(),
    };
    Ok(Json(Verification {
        valid: true,
        user_id: who.user(),
        username: verified.username.clone(),
        session_id: who.session(),
        roles,
        expires_at: verified.expires_at,
    }))
}

pub(crate) async fn verify_token_in_path(
    api: Arc<Api>,
    who: Anyone,
    path: Path<TokenPath>,
) -> Outcome<Json<OlderVerification>, AuthRefusal> {
    let token = path.into_inner().token;
    let Identity { user_id, username, session_id, roles, expires_at } =
        api.accounts.verify_token(who.cx(), VerifyToken { token }).await?;
    let verification = Verification { valid: true, user_id, username, session_id, roles, expires_at };
    Ok(Json(OlderVerification { id: user_id, verification }))
}
