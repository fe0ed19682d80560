//! Offers a secret for one-time codes; it counts once it is confirmed, and until then each offer replaces the one before.

use auth_contract::{AuthRefusal, BeginTotp, TotpOffer};
use kernel::{Caller, Cx, Failure, Outcome};
use platform::Once;

use crate::Service;
use crate::domain::totp::TotpSecret;
use crate::store::{account, session};

impl Service {
    pub(crate) async fn begin_totp(&self, cx: &Cx, req: BeginTotp) -> Outcome<TotpOffer, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let account = account::find(self.db.read(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        self.reauthenticate(&account, req.password.as_deref()).await?;

        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        session::live(write.conn(), user, session, self.clock.now()).await?.ok_or(AuthRefusal::InvalidToken)?;
        let secret = TotpSecret::fresh().map_err(Failure::internal)?;
        if !account::offer_totp(write.conn(), user, self.totp_key().seal(secret.bytes())).await? {
            return Err(AuthRefusal::TotpActive.into());
        }
        let offer = TotpOffer { secret: secret.text(), uri: secret.uri(&account.username) };
        Ok(write.commit(offer).await?)
    }
}
