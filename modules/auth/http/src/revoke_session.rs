//! `DELETE /auth/sessions/{session_id}` and `DELETE /auth/sessions`

use std::sync::Arc;

use auth_contract::{AuthRefusal, RevokeOtherSessions, RevokeSession, RevokedSessions};
use edge::{Json, NoContent, Path, SignedIn};
use kernel::{Outcome, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Api;

/// A sign-in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SessionPath {
    /// Its id.
    session_id: SessionId,
}

/// How many devices were signed out.
#[derive(Serialize, ToSchema)]
pub struct Revocation {
    /// Those that were signed in until then.
    revoked: u64,
}

pub(crate) async fn revoke_session(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<SessionPath>,
) -> Outcome<NoContent, AuthRefusal> {
    api.accounts.revoke_session(who.cx(), RevokeSession { session: path.session_id }).await?;
    Ok(NoContent)
}

pub(crate) async fn revoke_other_sessions(api: Arc<Api>, who: SignedIn) -> Outcome<Json<Revocation>, AuthRefusal> {
    let RevokedSessions { revoked } = api.accounts.revoke_other_sessions(who.cx(), RevokeOtherSessions {}).await?;
    Ok(Json(Revocation { revoked }))
}
