//! The public keys that access tokens can be checked with.

use auth_contract::{AuthRefusal, GetJwks, Jwks};
use kernel::{Cx, Outcome};

use crate::Service;

impl Service {
    pub(crate) async fn get_jwks(&self, _cx: &Cx, _req: GetJwks) -> Outcome<Jwks, AuthRefusal> {
        Ok(Jwks { keys: self.keyring.recent().await?.public(self.clock.now()) })
    }
}
