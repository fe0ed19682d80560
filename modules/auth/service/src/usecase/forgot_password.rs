//! Sends a link that sets a new password, if there is an account with this address.

use auth_contract::{AuthRefusal, ForgotPassword};
use kernel::{Cx, Done, Failure, Outcome};
use platform::{Busy, Once};

use crate::Service;
use crate::domain::email::Email;

impl Service {
    pub(crate) async fn forgot_password(&self, cx: &Cx, mut req: ForgotPassword) -> Outcome<Done, AuthRefusal> {
        self.letters.configured()?;
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let place = self.forgotten.place().map_err(|Busy| Failure::Unavailable)?;
        let done = write.commit(Done {}).await?;
        // Nobody has an address that is none, and that is all there is to say about it.
        if let Ok(email) = Email::parse(&req.email) {
            place.fill(email, device);
        }
        Ok(done)
    }
}
