//! Sends a link that confirms an address to it; the account has the address once the link is followed.

use auth_contract::{AuthRefusal, ChangeEmail};
use kernel::{Caller, Cx, Done, Failure, Outcome};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::domain::email::{Email, LoginName};
use crate::domain::link::LinkToken;
use crate::store::one_time_token::{self, Purpose};
use crate::store::{account, session};

impl Service {
    pub(crate) async fn change_email(&self, cx: &Cx, req: ChangeEmail) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        self.letters.configured()?;
        let email = Email::parse(&req.email).map_err(|fault| AuthRefusal::Invalid(vec![fault]))?;
        let account = account::find(self.db.read(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        self.reauthenticate(&account, req.password.as_deref()).await?;

        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let here = session::live(write.conn(), user, session, self.clock.now()).await?;
        let here = here.ok_or(AuthRefusal::InvalidToken)?;
        let holder = account::by_login(write.conn(), &LoginName::Email(email.key())).await?;
        if holder.is_some_and(|holder| holder.user_id() != user) {
            return Err(AuthRefusal::EmailTaken.into());
        }
        self.letters.admit(Purpose::Email, &email)?;
        let token = LinkToken::fresh().map_err(Failure::internal)?;
        let (address, end) = (Some(email.as_str().to_owned()), self.letters.end_of(Purpose::Email));
        one_time_token::replace(write.conn(), Purpose::Email, Some(user), address, &token, end).await?;
        self.audit.note_on(&write, Deed::EmailChangeRequested, &here).await?;
        let done = write.commit(Done {}).await?;

        self.letters.confirm(&email, &token);
        if let Some(old) = confirmed(&account).filter(|old| old.key() != email.key()) {
            self.letters.leaving(&old);
        }
        Ok(done)
    }
}

/// The address that is known to be the owner's.
fn confirmed(account: &account::Model) -> Option<Email> {
    account.email_verified_at?;
    Email::parse(account.email.as_deref()?).ok()
}
