//! Ties a Telegram account to the caller's account. Only Telegram's own word ties them, never an equal name or address.

use auth_contract::{AuthRefusal, LinkTelegram};
use kernel::{Caller, Cx, Done, Failure, Outcome};
use platform::{Once, Write};

use crate::Service;
use crate::audit::Deed;
use crate::store::identity::{self, TELEGRAM};
use crate::store::{account, session};

/// Two who link one Telegram account at once: the second try finds whose it has become.
const TRIES: usize = 3;

impl Service {
    pub(crate) async fn link_telegram(&self, cx: &Cx, req: LinkTelegram) -> Outcome<Done, AuthRefusal> {
        let person = self.telegram_user(&req.init_data)?.id.to_string();
        for _ in 0..TRIES {
            let write = match self.db.once(&*self.clock, cx, &req).await? {
                Once::Replay(earlier) => return Ok(earlier),
                Once::Fresh(write) => write,
            };
            if self.link(&write, cx, &person).await? {
                return Ok(write.commit(Done {}).await?);
            }
        }
        Err(Failure::Unavailable)
    }

    /// Whether the two are tied now; not when somebody else has just come first.
    async fn link(&self, write: &Write, cx: &Cx, person: &str) -> Outcome<bool, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let now = self.clock.now();
        let here = session::live(write.conn(), user, session, now).await?.ok_or(AuthRefusal::InvalidToken)?;
        // Two different Telegram accounts must not be tied to one account at once.
        account::hold(write.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        match identity::owner(write.conn(), TELEGRAM, person).await? {
            Some(owner) if owner == user => return Ok(true),
            Some(_) => return Err(AuthRefusal::TelegramLinked.into()),
            None => {}
        }
        if identity::of(write.conn(), user, TELEGRAM).await?.is_some() {
            return Err(AuthRefusal::TelegramPresent.into());
        }
        match identity::link(write.conn(), TELEGRAM, person, user, now).await {
            Ok(()) => {}
            Err(error) if error.is_duplicate() => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        self.audit.note_on(write, Deed::TelegramLinked, &here).await?;
        Ok(true)
    }
}
