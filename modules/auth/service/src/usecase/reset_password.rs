//! Sets a new password with the token of a mailed link, and ends all sign-ins.
//!
//! Whoever follows the link reads the account's mail. If nobody had shown that before, the account may have been made by
//! somebody else, with an address that was not theirs, and a way back in: a passkey, a Telegram account, one-time codes
//! that lock the owner out (Sudhodanan and Paverd, "Pre-hijacked accounts", 2022). So those go as well.

use auth_contract::{AuthRefusal, Device, ResetPassword};
use kernel::{Cx, Done, Outcome};
use platform::{Once, StoreResult, Write};

use crate::Service;
use crate::audit::Deed;
use crate::domain::link::LinkToken;
use crate::store::one_time_token::{self, Purpose};
use crate::store::{account, factor};

impl Service {
    pub(crate) async fn reset_password(&self, cx: &Cx, mut req: ResetPassword) -> Outcome<Done, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let token = LinkToken::parse(&req.token);
        // Before the transaction, since hashing takes long; and a password that is refused must not use the link up.
        let hash = match &token {
            Some(token) => self.choose_by_link(token, &req.new_password).await?,
            None => None,
        };
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let (Some(token), Some(hash)) = (token, hash) else { return Err(AuthRefusal::InvalidLink.into()) };
        let account = self.take_link(&write, &token).await?.ok_or(AuthRefusal::InvalidLink)?;
        let user = account.user_id();
        // The account first: a sign-in with the old password that holds it has committed, and its session is seen below.
        self.set_password(&write, account, hash, &device).await?;
        let ended = self.end_all(&mut write, user).await?;
        let done = write.commit(Done {}).await?;
        self.announce(user, ended.sessions);
        Ok(done)
    }

    /// The hash of a new password for the account that a link is about; `None` when it is about none.
    async fn choose_by_link(&self, token: &LinkToken, new: &str) -> Outcome<Option<String>, AuthRefusal> {
        let link = one_time_token::find(self.db.read(), Purpose::Reset, token, self.clock.now()).await?;
        let Some(user) = link.and_then(|link| link.user_id()) else { return Ok(None) };
        match account::find(self.db.read(), user).await? {
            Some(account) => Ok(Some(self.choose_password(&account, new.to_owned()).await?)),
            None => Ok(None),
        }
    }

    /// The account that a link is about, locked; the link is used up. One that went to an address which the account no
    /// longer has opens nothing.
    async fn take_link(&self, write: &Write, token: &LinkToken) -> StoreResult<Option<account::Model>> {
        let link = one_time_token::take(write.conn(), Purpose::Reset, token, self.clock.now()).await?;
        let Some((link, user)) = link.and_then(|link| link.user_id().map(|user| (link, user))) else { return Ok(None) };
        let account = account::hold(write.conn(), user).await?;
        Ok(account.filter(|account| account.email_key.is_some() && account.email_key == link.payload))
    }

    async fn set_password(
        &self,
        write: &Write,
        account: account::Model,
        hash: String,
        device: &Device,
    ) -> StoreResult<()> {
        let user = account.user_id();
        let now = self.clock.now().as_millis();
        let mut account = account::Model { password_hash: Some(hash), ..account };
        if account.email_verified_at.replace(now).is_none() {
            factor::remove_all(write.conn(), user).await?;
            account = account::Model { totp_secret: None, totp_confirmed_at: None, totp_step: None, ..account };
        }
        account::save(write.conn(), account).await?;
        // Neither must a link that an earlier occupant asked for move the account to another address.
        one_time_token::forget(write.conn(), Purpose::Email, Some(user)).await?;
        self.audit.note(write, user, Deed::PasswordReset, device).await
    }
}
