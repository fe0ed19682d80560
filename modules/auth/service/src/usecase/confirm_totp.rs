//! Confirms the offered secret with a code of it. From then on signing in takes a code, and the caller's sign-in, in which
//! one was just shown, counts as a strong one.

use auth_contract::{AuthRefusal, ConfirmTotp, Device, RecoveryCodes};
use kernel::{Caller, Cx, Failure, Outcome};
use platform::{Once, Tx};

use crate::Service;
use crate::audit::Deed;
use crate::domain::recovery_code::RecoveryCode;
use crate::second_factor::one_time;
use crate::store::{account, recovery_code, session};

impl Service {
    pub(crate) async fn confirm_totp(&self, cx: &Cx, req: ConfirmTotp) -> Outcome<RecoveryCodes, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let guess = self.begin_code(user).await?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => {
                guess.void();
                self.sessions.forget(user, &[session]);
                return Ok(earlier);
            }
            Once::Fresh(write) => write,
        };
        let codes = match self.confirm(&write, cx, &req.code).await {
            Ok(codes) => codes,
            Err(Failure::Refused(AuthRefusal::TotpInvalid)) => {
                self.audit.refused(user, Deed::ReauthenticationFailed, &Device::default());
                return Err(AuthRefusal::TotpInvalid.into());
            }
            Err(failure) => {
                guess.void();
                return Err(failure);
            }
        };
        let shown = write.commit(codes).await?;
        guess.right();
        // No signal, which would close the caller's sockets. Another process may know the sign-in as a weak one for a
        // while: that is less than it may do, never more.
        self.sessions.forget(user, &[session]);
        Ok(shown)
    }

    async fn confirm(&self, tx: &Tx, cx: &Cx, typed: &str) -> Outcome<RecoveryCodes, AuthRefusal> {
        let now = self.clock.now();
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let here = session::live(tx.conn(), user, session, now).await?.ok_or(AuthRefusal::InvalidToken)?;
        let account = account::hold(tx.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        if account.totp_confirmed_at.is_some() {
            return Err(AuthRefusal::TotpActive.into());
        }
        let secret = self.totp_secret(&account)?.ok_or(AuthRefusal::TotpMissing)?;
        let step = one_time(typed).and_then(|code| secret.step_of(&code, now, None)).ok_or(AuthRefusal::TotpInvalid)?;
        account::confirm_totp(tx.conn(), user, step, now).await?;

        let codes = RecoveryCode::fresh_set().map_err(Failure::internal)?;
        let key = self.recovery_key();
        let digests = codes.iter().map(|code| code.digest(&key, user)).collect();
        recovery_code::replace(tx.conn(), user, digests).await?;
        session::strengthen(tx.conn(), session).await?;
        self.audit.note_on(tx, Deed::TotpActivated, &here).await?;
        Ok(RecoveryCodes { codes: codes.iter().map(RecoveryCode::text).collect() })
    }
}
