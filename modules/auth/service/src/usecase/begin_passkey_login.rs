//! Starts a sign-in with a passkey. Nobody is named yet: the authenticator will do that.

use auth_contract::{AuthRefusal, BeginPasskeyLogin, PasskeyRequest};
use kernel::{Cx, Failure, Outcome};

use crate::Service;
use crate::passkey::{Ceremony, Purpose, request_options};

impl Service {
    pub(crate) async fn begin_passkey_login(
        &self,
        _cx: &Cx,
        _req: BeginPasskeyLogin,
    ) -> Outcome<PasskeyRequest, AuthRefusal> {
        let ceremony = Ceremony::begin(Purpose::SignIn, self.clock.now()).map_err(Failure::internal)?;
        let options = request_options(&self.relying_party, &ceremony.challenge);
        Ok(PasskeyRequest { ceremony: self.ceremonies.ticket(&ceremony).map_err(Failure::internal)?, options })
    }
}
