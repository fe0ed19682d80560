//! What every way of signing in ends with: a session and its first tokens.

use auth_contract::{AuthRefusal, Device, SignIn};
use kernel::{Failure, Outcome, SessionId, Timestamp};
use platform::Tx;

use crate::Service;
use crate::domain::refresh::RefreshToken;
use crate::store::{account, refresh_token, session};

impl Service {
    /// Opens a session for an account inside `tx`.
    pub(crate) async fn open_session(
        &self,
        tx: &Tx,
        account: &account::Model,
        device: &Device,
        new_user: bool,
    ) -> Outcome<SignIn, AuthRefusal> {
        let now = self.clock.now();
        let end = now.after(self.refresh_ttl);
        let session = session::Model {
            id: self.ids.fresh(),
            account_id: account.id,
            label: device.label.as_deref().map(|label| tidy(label, 200)),
            ip: device.ip.as_deref().map(|ip| tidy(ip, 64)),
            created_at: now.as_millis(),
            used_at: now.as_millis(),
            expires_at: end.as_millis(),
            ended_at: None,
        };
        let id = session.session_id();
        let token = RefreshToken::first().map_err(Failure::internal)?;
        session::insert(tx.conn(), session).await?;
        refresh_token::insert(tx.conn(), &token, id, end).await?;
        let signed = self.access(account, id, now, end)?;
        Ok(SignIn { new_user, ..with_refresh(signed, &token, now, end) })
    }

    /// A new access token for a session that ends at `latest`.
    pub(crate) fn access(
        &self,
        account: &account::Model,
        session: SessionId,
        now: Timestamp,
        latest: Timestamp,
    ) -> Outcome<SignIn, AuthRefusal> {
        let user = account.user_id();
        let issued = self.tokens.issue(user, session, &account.roles.0, self.ids.fresh(), now, latest);
        let (access_token, expires_in) = issued.map_err(Failure::internal)?;
        Ok(SignIn {
            access_token,
            expires_in,
            refresh_token: None,
            refresh_expires_in: None,
            user_id: user,
            username: account.username.clone(),
            new_user: false,
        })
    }
}

/// The same sign-in with its refresh token.
pub fn with_refresh(signed: SignIn, token: &RefreshToken, now: Timestamp, end: Timestamp) -> SignIn {
    SignIn { refresh_token: Some(token.text()), refresh_expires_in: Some(end.since(now).as_secs()), ..signed }
}

fn tidy(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}
