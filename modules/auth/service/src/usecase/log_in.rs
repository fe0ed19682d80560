//! Signs in with a password. Nobody can tell from the answer, or from how long it takes, whether the name is known.

use auth_contract::{AuthRefusal, LogIn, SignIn};
use kernel::{Cx, Outcome};
use platform::Once;

use crate::Service;
use crate::domain::email::LoginName;
use crate::store::account;

impl Service {
    pub(crate) async fn log_in(&self, cx: &Cx, mut req: LogIn) -> Outcome<SignIn, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let account = match LoginName::parse(&req.login) {
            Some(login) => account::by_login(self.db.read(), &login).await?,
            None => None,
        };
        let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let fits = self.passwords.check(req.password.clone(), stored).await?;
        let Some(account) = account.filter(|_| fits) else {
            tracing::info!(security.event = "login_failed", "refused a sign-in");
            return Err(AuthRefusal::InvalidCredentials.into());
        };

        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let signed = self.open_session(&write, &account, &device, false).await?;
        Ok(write.commit(signed).await?)
    }
}
