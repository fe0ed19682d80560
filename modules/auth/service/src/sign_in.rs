//! What every way of signing in ends with: a session and its first tokens.

use auth_contract::{AuthRefusal, Device, SignIn};
use kernel::{Failure, Outcome, Role, Timestamp};
use platform::Tx;

use crate::Service;
use crate::audit::Deed;
use crate::domain::refresh::RefreshToken;
use crate::store::{account, refresh_token, session};
use crate::tokens::Bearer;

/// How a session begins.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Whether the account was created just now.
    pub new_user: bool,
    /// Whether a second factor was shown.
    pub strong: bool,
}

impl Service {
    /// Opens a session for an account inside `tx`.
    pub(crate) async fn open_session(
        &self,
        tx: &Tx,
        account: &account::Model,
        device: &Device,
        opening: Opening,
    ) -> Outcome<SignIn, AuthRefusal> {
        let now = self.clock.now();
        // An account that is being erased is no account any longer.
        if account.is_closed(now) {
            return Err(AuthRefusal::InvalidCredentials.into());
        }
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
            strong: opening.strong,
        };
        let id = session.session_id();
        let token = RefreshToken::first().map_err(Failure::internal)?;
        let deed = if opening.new_user { Deed::Registered } else { Deed::LoggedIn };
        self.audit.note_on(tx, deed, &session).await?;
        let signed = self.access(account, &session, now, end)?;
        session::insert(tx.conn(), session).await?;
        refresh_token::insert(tx.conn(), &token, id, end).await?;
        Ok(SignIn { new_user: opening.new_user, ..with_refresh(signed, &token, now, end) })
    }

    /// A new access token for a session that ends at `latest`, with the keys that are known: inside a transaction nobody
    /// may wait for another connection.
    pub(crate) fn access(
        &self,
        account: &account::Model,
        session: &session::Model,
        now: Timestamp,
        latest: Timestamp,
    ) -> Outcome<SignIn, AuthRefusal> {
        let user = account.user_id();
        let ring = self.keyring.known();
        let key = ring.signing(now).ok_or_else(|| Failure::internal("there is no signing key"))?;
        let bearer = Bearer { user, session: session.session_id(), roles: &roles(account, session), latest };
        let issued = self.tokens.issue(key, bearer, self.ids.fresh(), now);
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

/// What a session may do: what its account may, but a moderator's or an admin's rights only in a session that began
/// with a second factor.
pub fn roles(account: &account::Model, session: &session::Model) -> Vec<Role> {
    account.roles.0.iter().copied().filter(|role| session.strong || *role == Role::User).collect()
}

/// The same sign-in with its refresh token.
pub fn with_refresh(signed: SignIn, token: &RefreshToken, now: Timestamp, end: Timestamp) -> SignIn {
    SignIn { refresh_token: Some(token.text()), refresh_expires_in: Some(end.since(now).as_secs()), ..signed }
}

fn tidy(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}
