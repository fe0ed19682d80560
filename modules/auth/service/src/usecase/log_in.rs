//! Signs in with a password. Nobody can tell from the answer, or from how long it takes, whether the name is known.

use auth_contract::{AuthRefusal, Device, LogIn, SignIn};
use kernel::{Cx, Failure, Outcome};
use platform::{Once, StoreError};

use crate::Service;
use crate::audit::Deed;
use crate::domain::email::LoginName;
use crate::guesses::{Guess, network};
use crate::sign_in::Opening;
use crate::store::{account, session};

impl Service {
    pub(crate) async fn log_in(&self, cx: &Cx, mut req: LogIn) -> Outcome<SignIn, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let account = match LoginName::parse(&req.login) {
            Some(login) => account::by_login(self.db.read(), &login).await?,
            None => None,
        };
        let guess = self.begin_guess(account.as_ref(), &req.login, &device).await?;
        let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let fits = match self.passwords.check(req.password.clone(), stored).await {
            Ok(fits) => fits,
            Err(busy) => {
                // Nothing was judged.
                guess.void();
                return Err(busy);
            }
        };
        let Some(proved) = account.as_ref().filter(|_| fits) else {
            self.refuse_login(account.as_ref(), &device);
            return Err(AuthRefusal::InvalidCredentials.into());
        };
        let mut hash = proved.password_hash.clone();
        // A change of password ends all sessions; one that was proved with the old password must not begin after it.
        let (write, account) = loop {
            let write = match self.db.once(&*self.clock, cx, &req).await? {
                Once::Replay(earlier) => {
                    guess.right();
                    return Ok(earlier);
                }
                Once::Fresh(write) => write,
            };
            let account =
                account::hold(write.conn(), proved.user_id()).await?.ok_or(AuthRefusal::InvalidCredentials)?;
            if account.password_hash == hash {
                break (write, account);
            }
            // Another password since, or the same hashed again.
            drop(write);
            if !self.passwords.check(req.password.clone(), account.password_hash.as_deref()).await? {
                self.refuse_login(Some(&account), &device);
                return Err(AuthRefusal::InvalidCredentials.into());
            }
            hash = account.password_hash;
        };
        let strong = match self.second_factor(&write, &account, req.totp.as_deref(), &device).await {
            Ok(strong) => strong,
            Err(Failure::Refused(AuthRefusal::TotpRequired)) => {
                // The password was right, and no code was tried.
                guess.void();
                return Err(AuthRefusal::TotpRequired.into());
            }
            Err(failure) => {
                self.refuse_login(Some(&account), &device);
                return Err(failure);
            }
        };
        let signed = self.open_session(&write, &account, &device, Opening { new_user: false, strong }).await?;
        let signed = write.commit(signed).await?;
        guess.right();
        self.rehash(account, req.password);
        Ok(signed)
    }

    /// A try to open an account, or to open none under this name.
    pub(crate) async fn begin_guess(
        &self,
        account: Option<&account::Model>,
        name: &str,
        device: &Device,
    ) -> Outcome<Guess, AuthRefusal> {
        let subject = account.map_or_else(|| name.trim().to_lowercase(), |account| account.id.to_string());
        let known = async || -> Result<bool, StoreError> {
            let Some(account) = account else { return Ok(false) };
            let theirs = session::addresses(self.db.read(), account.user_id()).await?;
            let here = network(device.ip.as_deref());
            Ok(theirs.iter().any(|ip| network(Some(ip)) == here))
        };
        Ok(self.guesses.begin(&subject, device.ip.as_deref(), known).await?)
    }

    /// Logs a refused sign-in, for the account's owner too where there is one.
    pub(crate) fn refuse_login(&self, account: Option<&account::Model>, device: &Device) {
        match account {
            Some(account) => self.audit.refused(account.user_id(), Deed::LogInFailed, device),
            None => tracing::info!(security.event = "log_in_failed", client.ip = device.ip, "security"),
        }
    }
}
