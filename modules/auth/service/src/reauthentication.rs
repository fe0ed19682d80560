//! Proving once more who one is, before something is changed that would let a thief keep an account.

use auth_contract::{AuthRefusal, Device};
use kernel::Outcome;

use crate::Service;
use crate::audit::Deed;
use crate::store::account;

impl Service {
    /// Checks the password of somebody who is signed in. An account without a password has nothing to check: its owner
    /// proved themselves elsewhere when they signed in.
    pub(crate) async fn reauthenticate(
        &self,
        account: &account::Model,
        password: Option<&str>,
    ) -> Outcome<(), AuthRefusal> {
        let Some(stored) = account.password_hash.as_deref() else { return Ok(()) };
        let guess = self.guesses.begin_at_home(&account.id.to_string()).await?;
        if self.passwords.check(password.unwrap_or_default().to_owned(), Some(stored)).await? {
            guess.right();
            return Ok(());
        }
        self.audit.refused(account.user_id(), Deed::ReauthenticationFailed, &Device::default());
        Err(AuthRefusal::InvalidCredentials.into())
    }
}
