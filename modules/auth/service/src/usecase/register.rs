//! Creates an account and signs it in.

use auth_contract::{AuthRefusal, Register, SignIn, UserRegistered};
use kernel::{Cx, Failure, Outcome, UserId};
use platform::{Once, Tx};

use crate::Service;
use crate::domain::email::{Email, LoginName};
use crate::domain::link::LinkToken;
use crate::domain::username::Username;
use crate::sign_in::Opening;
use crate::store::account;
use crate::store::one_time_token::{self, Purpose};

impl Service {
    pub(crate) async fn register(&self, cx: &Cx, mut req: Register) -> Outcome<SignIn, AuthRefusal> {
        let (username, email) = names(&req)?;
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let hash = self.passwords.choose(req.password.clone(), username.clone(), email.clone()).await?;

        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        if let Some(taken) = who_has(write.conn(), &username, email.as_ref()).await? {
            return Err(taken.into());
        }
        let account = account::Model {
            email: email.as_ref().map(|email| email.as_str().to_owned()),
            email_key: email.as_ref().map(Email::key),
            password_hash: Some(hash),
            ..account::Model::new(self.ids.fresh(), &username, self.clock.now())
        };
        if let Err(error) = account::insert(write.conn(), account.clone()).await {
            drop(write);
            return Err(self.lost_race(error, &username, email.as_ref()).await);
        }
        write.append(&*self.clock, &*self.ids, &UserRegistered { user_id: account.user_id() }).await?;
        let signed = self.open_session(&write, &account, &device, Opening { new_user: true, strong: false }).await?;
        let link = match &email {
            Some(email) => self.link_to_confirm(&write, account.user_id(), email).await?,
            None => None,
        };
        let signed = write.commit(signed).await?;
        if let (Some(email), Some(token)) = (&email, &link) {
            self.letters.confirm(email, token);
        }
        Ok(signed)
    }

    /// The token of a link that confirms the address of a new account; none where there is no mail, or where the address
    /// has had enough of it.
    async fn link_to_confirm(&self, tx: &Tx, user: UserId, email: &Email) -> Outcome<Option<LinkToken>, AuthRefusal> {
        if self.letters.configured().is_err() || self.letters.admit(Purpose::Email, email).is_err() {
            return Ok(None);
        }
        let token = LinkToken::fresh().map_err(Failure::internal)?;
        let (address, end) = (Some(email.as_str().to_owned()), self.letters.end_of(Purpose::Email));
        one_time_token::replace(tx.conn(), Purpose::Email, Some(user), address, &token, end).await?;
        Ok(Some(token))
    }

    /// Somebody took the name or the address between the look and the insert.
    async fn lost_race(
        &self,
        error: platform::StoreError,
        username: &Username,
        email: Option<&Email>,
    ) -> Failure<AuthRefusal> {
        if !error.is_duplicate() {
            return error.into();
        }
        match who_has(self.db.read(), username, email).await {
            Ok(Some(taken)) => taken.into(),
            Ok(None) => Failure::Unavailable,
            Err(error) => error.into(),
        }
    }
}

fn names(req: &Register) -> Result<(Username, Option<Email>), AuthRefusal> {
    let username = Username::parse(&req.username);
    let email = req.email.as_deref().map(Email::parse).transpose();
    match (username, email) {
        (Ok(username), Ok(email)) => Ok((username, email)),
        (username, email) => Err(AuthRefusal::Invalid(username.err().into_iter().chain(email.err()).collect())),
    }
}

async fn who_has<C: sea_orm::ConnectionTrait>(
    conn: &C,
    username: &Username,
    email: Option<&Email>,
) -> platform::StoreResult<Option<AuthRefusal>> {
    if account::by_login(conn, &LoginName::Username(username.key())).await?.is_some() {
        return Ok(Some(AuthRefusal::UsernameTaken));
    }
    let Some(email) = email else { return Ok(None) };
    let other = account::by_login(conn, &LoginName::Email(email.key())).await?;
    Ok(other.map(|_| AuthRefusal::EmailTaken))
}
