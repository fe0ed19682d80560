//! Unties the caller's Telegram account, unless they would have no way left to sign in.

use auth_contract::{AuthRefusal, UnlinkTelegram};
use kernel::{Caller, Cx, Done, Outcome};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::store::identity::{self, TELEGRAM};
use crate::store::{account, session, sign_in_method};

impl Service {
    pub(crate) async fn unlink_telegram(&self, cx: &Cx, req: UnlinkTelegram) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let here = session::live(write.conn(), user, session, self.clock.now()).await?;
        let here = here.ok_or(AuthRefusal::InvalidToken)?;
        // Held, so that the other ways to sign in do not go at the same time.
        let account = account::hold(write.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        if !identity::unlink(write.conn(), user, TELEGRAM).await? {
            return Err(AuthRefusal::TelegramNotLinked.into());
        }
        if account.password_hash.is_none() && !sign_in_method::has_passkey(write.conn(), user).await? {
            return Err(AuthRefusal::LastSignInMethod.into());
        }
        self.audit.note_on(&write, Deed::TelegramUnlinked, &here).await?;
        Ok(write.commit(Done {}).await?)
    }
}
