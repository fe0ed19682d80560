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
        let Some(proved) = account.filter(|_| fits) else { return Err(wrong().into()) };

        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        // A change of password ends all sessions; one that was proved with the old password must not begin after it.
        let account = account::hold(write.conn(), proved.user_id()).await?;
        let account = account.filter(|now| now.password_hash == proved.password_hash).ok_or_else(wrong)?;
        let signed = self.open_session(&write, &account, &device, false).await?;
        Ok(write.commit(signed).await?)
    }
}

fn wrong() -> AuthRefusal {
    tracing::info!(security.event = "login_failed", "refused a sign-in");
    AuthRefusal::InvalidCredentials
}
