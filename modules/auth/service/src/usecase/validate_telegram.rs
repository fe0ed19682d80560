//! Signs in with a Telegram Mini App's init data, creating the account at first sight.

use auth_contract::{AuthRefusal, SignIn, UserRegistered, ValidateTelegram};
use kernel::{Cx, Failure, Outcome};
use platform::{Once, StoreResult, Write};
use sea_orm::ConnectionTrait;

use crate::Service;
use crate::domain::telegram::{self, Fault, TelegramUser};
use crate::domain::username::Username;
use crate::sign_in::Opening;
use crate::store::account;
use crate::store::identity::{self, TELEGRAM};

/// Two first sights of one person at once, or a derived name that is taken: the second try finds what is there.
const TRIES: usize = 3;

impl Service {
    pub(crate) async fn validate_telegram(&self, cx: &Cx, mut req: ValidateTelegram) -> Outcome<SignIn, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let person = self.telegram_user(&req.init_data)?;
        for _ in 0..TRIES {
            // Before the transaction: a try may have to wait for others of this account, and they for the database.
            let known = opened_by(self.db.read(), &person).await?;
            let nobody = ["telegram", &person.id.to_string()].join(" ");
            let guess = self.begin_guess(known.as_ref(), &nobody, &device).await?;
            let mut write = match self.db.once(&*self.clock, cx, &req).await? {
                Once::Replay(earlier) => {
                    guess.void();
                    return Ok(earlier);
                }
                Once::Fresh(write) => write,
            };
            if let Some(known) = &known {
                // Held before the second look: a reset that throws an earlier occupant's Telegram account out ends all
                // sessions, and none of it may begin after that.
                account::hold(write.conn(), known.user_id()).await?;
            }
            let (account, new_user) = match opened_by(write.conn(), &person).await? {
                Some(account) if known.is_some_and(|known| known.id == account.id) => (account, false),
                Some(_) => {
                    // It has come to open this account a moment ago, and the try counts for none or for another one.
                    guess.void();
                    continue;
                }
                None => match self.admit(&mut write, &person).await {
                    Ok(account) => (account, true),
                    Err(error) if error.is_duplicate() => {
                        guess.void();
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                },
            };
            let strong = match self.second_factor(&write, &account, req.totp.as_deref(), &device).await {
                Ok(strong) => strong,
                Err(Failure::Refused(AuthRefusal::TotpRequired)) => {
                    guess.void();
                    return Err(AuthRefusal::TotpRequired.into());
                }
                Err(failure) => {
                    self.refuse_login(Some(&account), &device);
                    return Err(failure);
                }
            };
            let signed = self.open_session(&write, &account, &device, Opening { new_user, strong }).await?;
            let signed = write.commit(signed).await?;
            guess.right();
            return Ok(signed);
        }
        Err(Failure::Unavailable)
    }

    /// Whom init data names, if it is authentic and fresh.
    pub(crate) fn telegram_user(&self, init_data: &str) -> Result<TelegramUser, AuthRefusal> {
        let scheme = self.telegram.as_ref().ok_or(AuthRefusal::TelegramNotConfigured)?;
        telegram::authenticate(init_data, scheme, self.clock.now(), self.telegram_max_age).map_err(why)
    }

    async fn admit(&self, write: &mut Write, person: &TelegramUser) -> StoreResult<account::Model> {
        let now = self.clock.now();
        let (id, chance) = (self.ids.fresh(), self.ids.fresh().as_u128() as u32);
        let username = Username::derived(person.first_name.as_deref(), chance);
        let account = account::Model::new(id, &username, now);
        account::insert(write.conn(), account.clone()).await?;
        identity::link(write.conn(), TELEGRAM, &person.id.to_string(), account.user_id(), now).await?;
        write.append(&*self.clock, &*self.ids, &UserRegistered { user_id: account.user_id() }).await?;
        Ok(account)
    }
}

/// The account that a person's Telegram account opens.
async fn opened_by<C: ConnectionTrait>(conn: &C, person: &TelegramUser) -> StoreResult<Option<account::Model>> {
    match identity::owner(conn, TELEGRAM, &person.id.to_string()).await? {
        Some(owner) => account::find(conn, owner).await,
        None => Ok(None),
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
