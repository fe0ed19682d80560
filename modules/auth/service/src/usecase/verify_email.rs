//! Takes the token of a link that confirms an address, from whoever holds it.

use auth_contract::{AuthRefusal, Device, VerifyEmail};
use kernel::{Cx, Done, Failure, Outcome};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::domain::email::Email;
use crate::domain::link::LinkToken;
use crate::store::account;
use crate::store::one_time_token::{self, Purpose};

impl Service {
    pub(crate) async fn verify_email(&self, cx: &Cx, req: VerifyEmail) -> Outcome<Done, AuthRefusal> {
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        let token = LinkToken::parse(&req.token).ok_or(AuthRefusal::InvalidLink)?;
        let link = one_time_token::take(write.conn(), Purpose::Email, &token, now).await?;
        let link = link.ok_or(AuthRefusal::InvalidLink)?;
        let (Some(user), Some(address)) = (link.user_id(), link.payload) else {
            return Err(AuthRefusal::InvalidLink.into());
        };
        let account = account::hold(write.conn(), user).await?.ok_or(AuthRefusal::InvalidLink)?;
        let email = Email::parse(&address)
            .map_err(|fault| Failure::internal(format_args!("stored {}: {}", fault.field, fault.message)))?;
        let account = account::Model {
            email: Some(email.as_str().to_owned()),
            email_key: Some(email.key()),
            email_verified_at: Some(now.as_millis()),
            ..account
        };
        match account::save(write.conn(), account).await {
            // Somebody else got the address since the link was sent.
            Err(error) if error.is_duplicate() => return Err(AuthRefusal::EmailTaken.into()),
            saved => saved?,
        }
        self.audit.note(&write, user, Deed::EmailVerified, &Device::default()).await?;
        Ok(write.commit(Done {}).await?)
    }
}
