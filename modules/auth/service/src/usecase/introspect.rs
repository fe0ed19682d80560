//! What a token is worth, for services outside that know a client's secret (RFC 7662).

use auth_contract::{AuthRefusal, Introspect, Introspection};
use aws_lc_rs::{constant_time, digest};
use kernel::{Cx, Outcome, Timestamp};

use crate::Service;
use crate::domain::refresh::RefreshToken;
use crate::store::{refresh_token, session};

impl Service {
    pub(crate) async fn introspect(&self, _cx: &Cx, req: Introspect) -> Outcome<Introspection, AuthRefusal> {
        if !self.knows_client(&req.client, &req.secret) {
            tracing::warn!(security.event = "client_refused", client.name = req.client, "security");
            return Err(AuthRefusal::InvalidClient.into());
        }
        match RefreshToken::parse(&req.token) {
            Some(token) => self.introspect_refresh(&token).await,
            None => self.introspect_access(&req.token).await,
        }
    }

    fn knows_client(&self, name: &str, secret: &str) -> bool {
        let digest = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
        let Some(known) = self.settings.introspection_clients.get(name) else { return false };
        // Digests: their length tells nothing of the secret's.
        constant_time::verify_slices_are_equal(digest(known).as_ref(), digest(secret).as_ref()).is_ok()
    }

    async fn introspect_access(&self, token: &str) -> Outcome<Introspection, AuthRefusal> {
        let Some(claims) = self.read_token(token).await? else { return Ok(Introspection::Inactive) };
        let live = self.sessions.find(claims.sid).await?.filter(|live| live.user == claims.sub);
        Ok(live.map_or(Introspection::Inactive, |live| Introspection::Access {
            user_id: live.user,
            username: live.username.clone(),
            session_id: claims.sid,
            roles: live.roles.clone(),
            issued_at: Timestamp::from_millis(claims.iat.saturating_mul(1000)),
            expires_at: Timestamp::from_millis(claims.exp.saturating_mul(1000)),
        }))
    }

    async fn introspect_refresh(&self, token: &RefreshToken) -> Outcome<Introspection, AuthRefusal> {
        let now = self.clock.now();
        let known = refresh_token::find(self.db.read(), token).await?;
        let Some(known) = known.filter(|known| known.spent_at.is_none() && known.expires_at > now.as_millis()) else {
            return Ok(Introspection::Inactive);
        };
        let session = session::find(self.db.read(), known.session_id()).await?;
        Ok(match session.filter(|session| session.ended_at.is_none()) {
            Some(session) => Introspection::Refresh {
                user_id: session.owner(),
                session_id: session.session_id(),
                expires_at: Timestamp::from_millis(known.expires_at),
            },
            None => Introspection::Inactive,
        })
    }
}
