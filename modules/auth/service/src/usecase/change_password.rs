//! Gives the caller's account a new password and ends all its sign-ins but the one they ask with.

use auth_contract::{AuthRefusal, ChangePassword, Device};
use kernel::{Caller, Cx, Done, Failure, FieldError, Outcome};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::domain::email::Email;
use crate::domain::username::Username;
use crate::store::{account, session};

impl Service {
    pub(crate) async fn change_password(&self, cx: &Cx, req: ChangePassword) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let account = account::find(self.db.read(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        let guess = self.guesses.begin_at_home(&account.id.to_string()).await?;
        let change = match self.prove_and_choose(&account, &req).await {
            Ok(change) => change,
            Err(failure) => {
                // The current password was right, or was not judged.
                guess.void();
                return Err(failure);
            }
        };

        // Only here, since a repeat comes with a password that fitted the first time.
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => {
                guess.void();
                self.announce_again(user, session).await?;
                return Ok(earlier);
            }
            Once::Fresh(write) => write,
        };
        let Some(Change { old, new }) = change else {
            self.audit.refused(user, Deed::ReauthenticationFailed, &Device::default());
            return Err(AuthRefusal::InvalidCredentials.into());
        };
        guess.right();
        let here = session::live(write.conn(), user, session, self.clock.now()).await?;
        let here = here.ok_or(AuthRefusal::InvalidToken)?;
        if !account::replace_password(write.conn(), user, old, &new).await? {
            return Err(AuthRefusal::InvalidCredentials.into());
        }
        let ended = self.end_others(&mut write, user, session).await?;
        self.audit.note_on(&write, Deed::PasswordChanged, &here).await?;
        let done = write.commit(Done {}).await?;
        self.announce(user, ended.sessions);
        Ok(done)
    }

    /// The old hash and the new one; `None` when the current password is wrong or the account has none.
    async fn prove_and_choose<'a>(
        &self,
        account: &'a account::Model,
        req: &ChangePassword,
    ) -> Outcome<Option<Change<'a>>, AuthRefusal> {
        let stored = account.password_hash.as_deref();
        let fits = self.passwords.check(req.current_password.clone(), stored).await?;
        let Some(old) = stored.filter(|_| fits) else { return Ok(None) };
        let new = self.choose_password(account, req.new_password.clone()).await?;
        Ok(Some(Change { old, new }))
    }

    /// Judges a password that is to follow an account's old one, and hashes it.
    pub(crate) async fn choose_password(&self, account: &account::Model, new: String) -> Outcome<String, AuthRefusal> {
        let corrupt = |fault: FieldError| Failure::internal(format_args!("stored {}: {}", fault.field, fault.message));
        let username = Username::parse(&account.username).map_err(corrupt)?;
        let email = account.email.as_deref().map(Email::parse).transpose().map_err(corrupt)?;
        let chosen = self.passwords.choose(new, username, email).await;
        chosen.map_err(|failure| failure.map_refusal(of_the_new_one))
    }
}

/// Hashes.
struct Change<'a> {
    old: &'a str,
    new: String,
}

/// The same refusal, with the field as it is called here.
fn of_the_new_one(refusal: AuthRefusal) -> AuthRefusal {
    match refusal {
        AuthRefusal::Invalid(faults) => {
            let renamed = |fault| FieldError { field: "new_password".into(), ..fault };
            AuthRefusal::Invalid(faults.into_iter().map(renamed).collect())
        }
        other => other,
    }
}
