//! Starts the registration of a passkey, after a look at the password.

use auth_contract::{AuthRefusal, BeginPasskeyRegistration, PasskeyCreation};
use kernel::{Cx, Failure, Outcome};

use crate::Service;
use crate::passkey::{Ceremony, Owner, Purpose, creation_options};
use crate::store::{account, passkey};

/// Most passkeys of one account.
pub const MOST: usize = 20;

impl Service {
    pub(crate) async fn begin_passkey_registration(
        &self,
        cx: &Cx,
        req: BeginPasskeyRegistration,
    ) -> Outcome<PasskeyCreation, AuthRefusal> {
        let user = cx.caller().user().ok_or(AuthRefusal::InvalidToken)?;
        let account = account::find(self.db.read(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        self.reauthenticate(&account, req.password.as_deref()).await?;
        let theirs = passkey::all_of(self.db.read(), user).await?;
        if theirs.len() >= MOST {
            return Err(AuthRefusal::TooManyPasskeys.into());
        }
        let mut known = Vec::with_capacity(theirs.len());
        for passkey in theirs {
            let transports = passkey.record()?.transports;
            known.push((passkey.id, transports));
        }
        let ceremony = Ceremony::begin(Purpose::Registration(user), self.clock.now()).map_err(Failure::internal)?;
        let owner = Owner { handle: user.0.as_bytes(), name: &account.username };
        let options = creation_options(&self.relying_party, &ceremony.challenge, &owner, &known);
        Ok(PasskeyCreation { ceremony: self.ceremonies.ticket(&ceremony).map_err(Failure::internal)?, options })
    }
}
