//! Who an access token speaks for. Signatures and sessions are remembered, so this seldom costs more than two look-ups.

use std::sync::Arc;

use auth_contract::{AuthRefusal, Identity, VerifyToken};
use kernel::{Cx, Outcome, Timestamp};

use crate::Service;
use crate::tokens::{Claims, Reading};

impl Service {
    /// What a token of ours says; a token that names an unknown key makes the keys be looked up again.
    pub(crate) async fn read_token(&self, token: &str) -> Outcome<Option<Arc<Claims>>, AuthRefusal> {
        let now = self.clock.now();
        let ring = self.keyring.recent().await?;
        let mut reading = self.tokens.read(&ring, token, now);
        if reading == Reading::UnknownKey {
            let ring = self.keyring.again().await?;
            reading = self.tokens.read(&ring, token, now);
        }
        Ok(match reading {
            Reading::Ours(claims) => Some(claims),
            Reading::UnknownKey | Reading::Nothing => None,
        })
    }

    pub(crate) async fn verify_token(&self, _cx: &Cx, req: VerifyToken) -> Outcome<Identity, AuthRefusal> {
        let claims = self.read_token(&req.token).await?.ok_or(AuthRefusal::InvalidToken)?;
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
