//! Does away with one-time codes, for whoever has a code or a recovery code.

use auth_contract::{AuthRefusal, Device, RemoveTotp};
use kernel::{Caller, Cx, Done, Failure, Outcome, Role};
use platform::{Once, Tx};

use crate::Service;
use crate::audit::Deed;
use crate::store::{account, recovery_code, session, sign_in_method};

impl Service {
    pub(crate) async fn remove_totp(&self, cx: &Cx, req: RemoveTotp) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let guess = self.begin_code(user).await?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => {
                guess.void();
                self.sessions.forget(user, &[]);
                return Ok(earlier);
            }
            Once::Fresh(write) => write,
        };
        match self.remove(&write, cx, &req.code).await {
            Ok(()) => {}
            Err(Failure::Refused(AuthRefusal::TotpInvalid)) => {
                self.audit.refused(user, Deed::ReauthenticationFailed, &Device::default());
                return Err(AuthRefusal::TotpInvalid.into());
            }
            Err(failure) => {
                guess.void();
                return Err(failure);
            }
        }
        let done = write.commit(Done {}).await?;
        guess.right();
        self.sessions.forget(user, &[]);
        Ok(done)
    }

    async fn remove(&self, tx: &Tx, cx: &Cx, typed: &str) -> Outcome<(), AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let here = session::live(tx.conn(), user, session, self.clock.now()).await?.ok_or(AuthRefusal::InvalidToken)?;
        let account = account::hold(tx.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        if account.totp_confirmed_at.is_none() {
            return Err(AuthRefusal::TotpMissing.into());
        }
        let has_passkey = sign_in_method::has_passkey(tx.conn(), user).await?;
        if account.roles.0.iter().any(|role| *role != Role::User) && !has_passkey {
            return Err(AuthRefusal::SecondFactorRequired.into());
        }
        let device = Device { label: here.label.clone(), ip: here.ip.clone() };
        self.take_code(tx, &account, typed, &device).await?;
        account::remove_totp(tx.conn(), user).await?;
        recovery_code::forget(tx.conn(), user).await?;
        if !has_passkey {
            // Whoever is made a moderator later has to show a second factor first.
            session::weaken_all(tx.conn(), user).await?;
        }
        self.audit.note_on(tx, Deed::TotpRemoved, &here).await?;
        Ok(())
    }
}
