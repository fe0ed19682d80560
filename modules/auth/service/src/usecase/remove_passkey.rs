//! Forgets one of the caller's passkeys. A stranger's is as unknown as one that never was.

use auth_contract::{AuthRefusal, RemovePasskey};
use kernel::{Caller, Cx, Done, Outcome, Role};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::passkey::from_text;
use crate::store::identity::{self, TELEGRAM};
use crate::store::{account, passkey, session};

impl Service {
    pub(crate) async fn remove_passkey(&self, cx: &Cx, req: RemovePasskey) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let id = from_text(&req.passkey_id).ok_or(AuthRefusal::PasskeyNotFound)?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let here = session::live(write.conn(), user, session, self.clock.now()).await?;
        let here = here.ok_or(AuthRefusal::InvalidToken)?;
        // Held, so that the other ways to sign in do not go at the same time.
        let account = account::hold(write.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        let theirs = passkey::all_of(write.conn(), user).await?;
        if !theirs.iter().any(|passkey| passkey.id == id) {
            return Err(AuthRefusal::PasskeyNotFound.into());
        }
        if theirs.len() == 1 {
            let telegram = identity::of(write.conn(), user, TELEGRAM).await?;
            if account.password_hash.is_none() && telegram.is_none() {
                return Err(AuthRefusal::LastSignInMethod.into());
            }
            let staff = account.roles.0.iter().any(|role| *role != Role::User);
            if staff && account.totp_confirmed_at.is_none() {
                return Err(AuthRefusal::SecondFactorRequired.into());
            }
        }
        passkey::remove(write.conn(), user, &id).await?;
        if theirs.len() == 1 && account.totp_confirmed_at.is_none() {
            // Whoever is made a moderator later has to show a second factor first.
            session::weaken_all(write.conn(), user).await?;
        }
        self.audit.note_on(&write, Deed::PasskeyRemoved, &here).await?;
        let done = write.commit(Done {}).await?;
        self.sessions.forget(user, &[]);
        Ok(done)
    }
}
