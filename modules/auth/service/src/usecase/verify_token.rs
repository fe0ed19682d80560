//! Who an access token speaks for. Signatures and sessions are remembered, so this seldom costs more than two look-ups.

use auth_contract::{AuthRefusal, Identity, VerifyToken};
use kernel::{Cx, Outcome, Timestamp};

use crate::Service;

impl Service {
    pub(crate) async fn verify_token(&self, _cx: &Cx, req: VerifyToken) -> Outcome<Identity, AuthRefusal> {
        let claims = self.tokens.read(&req.token, self.clock.now()).ok_or(AuthRefusal::InvalidToken)?;
        let live = self.sessions.find(claims.sid).await?.ok_or(AuthRefusal::InvalidToken)?;
        if live.user != claims.sub {
            return Err(AuthRefusal::InvalidToken.into());
        }
        Ok(Identity {
            user_id: live.user,
            username: live.username.clone(),
            session_id: claims.sid,
            roles: live.roles.clone(),
            expires_at: Timestamp::from_millis(claims.exp.saturating_mul(1000)),
        })
    }
}
