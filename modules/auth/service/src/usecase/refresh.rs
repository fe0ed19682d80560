//! Trades a refresh token for its successor and a new access token.

use auth_contract::{AuthRefusal, Refresh, SignIn};
use kernel::{Cx, Failure, Outcome, Timestamp};
use platform::{Once, Write};

use crate::Service;
use crate::audit::Deed;
use crate::domain::refresh::{RefreshToken, Verdict, decide};
use crate::sign_in::with_refresh;
use crate::store::{account, refresh_token, session};

impl Service {
    pub(crate) async fn refresh(&self, cx: &Cx, mut req: Refresh) -> Outcome<SignIn, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let token = RefreshToken::parse(&req.refresh_token).ok_or(AuthRefusal::InvalidRefreshToken)?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        let (session, verdict) = self.judge(&write, &token, now).await?;
        let end = match verdict {
            Verdict::Rotate => self.rotate(&write, &token, &session, now).await?,
            Verdict::Repeat => self.repeat(&write, &token).await?,
            Verdict::Refuse => return Err(AuthRefusal::InvalidRefreshToken.into()),
            Verdict::Reused => {
                drop(write);
                self.end_session(session.owner(), session.session_id(), Deed::TokenReused, &device).await?;
                return Err(AuthRefusal::TokenReused.into());
            }
        };
        let account = account::find(write.conn(), session.owner()).await?.ok_or(AuthRefusal::InvalidRefreshToken)?;
        let signed = self.access(&account, &session, now, end)?;
        let successor = token.successor(&self.successors);
        Ok(write.commit(with_refresh(signed, &successor, now, end)).await?)
    }

    /// Finds the token's session and decides. A token that is to be rotated is spent here: of many at once exactly one
    /// spends it, and the others see a spent one.
    async fn judge(
        &self,
        write: &Write,
        token: &RefreshToken,
        now: Timestamp,
    ) -> Outcome<(session::Model, Verdict), AuthRefusal> {
        loop {
            let known = refresh_token::find(write.conn(), token).await?.ok_or(AuthRefusal::InvalidRefreshToken)?;
            let session = session::find(write.conn(), known.session_id()).await?;
            let session = session.ok_or(AuthRefusal::InvalidRefreshToken)?;
            let verdict = decide(&known.presented(&session), now, self.refresh_grace);
            if verdict != Verdict::Rotate || refresh_token::spend(write.conn(), token, now).await? {
                return Ok((session, verdict));
            }
        }
    }

    /// Stores the successor; when it ends.
    async fn rotate(
        &self,
        write: &Write,
        token: &RefreshToken,
        session: &session::Model,
        now: Timestamp,
    ) -> Outcome<Timestamp, AuthRefusal> {
        let end = now.after(self.refresh_ttl);
        let successor = token.successor(&self.successors);
        refresh_token::insert(write.conn(), &successor, session.session_id(), end).await?;
        session::extend(write.conn(), session.session_id(), now, end).await?;
        Ok(end)
    }

    /// When the successor that was handed out before ends.
    async fn repeat(&self, write: &Write, token: &RefreshToken) -> Outcome<Timestamp, AuthRefusal> {
        let stored = refresh_token::find(write.conn(), &token.successor(&self.successors)).await?;
        let stored = stored.ok_or_else(|| Failure::internal("a spent refresh token has no successor"))?;
        Ok(Timestamp::from_millis(stored.expires_at))
    }
}
