//! Signs in with a Telegram Mini App's init data, creating the account at first sight.

use auth_contract::{AuthRefusal, SignIn, UserRegistered, ValidateTelegram};
use kernel::{Cx, Failure, Outcome, Role};
use platform::{Once, StoreResult, Write};

use crate::Service;
use crate::domain::telegram::{self, Fault, TelegramUser};
use crate::domain::username::Username;
use crate::store::account::{self, Roles};
use crate::store::identity::{self, TELEGRAM};

/// Two first sights of one person at once, or a derived name that is taken: the second try finds what is there.
const TRIES: usize = 3;

impl Service {
    pub(crate) async fn validate_telegram(&self, cx: &Cx, mut req: ValidateTelegram) -> Outcome<SignIn, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let scheme = self.telegram.as_ref().ok_or(AuthRefusal::TelegramNotConfigured)?;
        let person =
            telegram::authenticate(&req.init_data, scheme, self.clock.now(), self.telegram_max_age).map_err(why)?;
        for _ in 0..TRIES {
            let mut write = match self.db.once(&*self.clock, cx, &req).await? {
                Once::Replay(earlier) => return Ok(earlier),
                Once::Fresh(write) => write,
            };
            let (account, new_user) = match self.known(&write, &person).await? {
                Some(account) => (account, false),
                None => match self.admit(&mut write, &person).await {
                    Ok(account) => (account, true),
                    Err(error) if error.is_duplicate() => continue,
                    Err(error) => return Err(error.into()),
                },
            };
            let signed = self.open_session(&write, &account, &device, new_user).await?;
            return Ok(write.commit(signed).await?);
        }
        Err(Failure::Unavailable)
    }

    async fn known(&self, write: &Write, person: &TelegramUser) -> StoreResult<Option<account::Model>> {
        match identity::owner(write.conn(), TELEGRAM, &person.id.to_string()).await? {
            Some(owner) => account::find(write.conn(), owner).await,
            None => Ok(None),
        }
    }

    async fn admit(&self, write: &mut Write, person: &TelegramUser) -> StoreResult<account::Model> {
        let now = self.clock.now();
        let (id, chance) = (self.ids.fresh(), self.ids.fresh().as_u128() as u32);
        let username = Username::derived(person.first_name.as_deref(), chance);
        let account = account::Model {
            id,
            username: username.as_str().to_owned(),
            username_key: username.key(),
            email: None,
            email_key: None,
            password_hash: None,
            roles: Roles(vec![Role::User]),
            created_at: now.as_millis(),
        };
        account::insert(write.conn(), account.clone()).await?;
        identity::link(write.conn(), TELEGRAM, &person.id.to_string(), account.user_id(), now).await?;
        write.append(&*self.clock, &*self.ids, &UserRegistered { user_id: account.user_id() }).await?;
        Ok(account)
    }
}

fn why(fault: Fault) -> AuthRefusal {
    tracing::info!(security.event = "telegram_refused", ?fault, "refused a sign-in");
    match fault {
        Fault::Forged => AuthRefusal::TelegramBadSignature,
        Fault::Expired => AuthRefusal::TelegramExpired,
        Fault::Useless => AuthRefusal::TelegramUnusable,
    }
}
