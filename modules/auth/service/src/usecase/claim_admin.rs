//! Makes the caller the first admin. Only somebody who signed in with a second factor can be one.

use auth_contract::{AuthRefusal, ClaimAdmin};
use kernel::{Caller, Cx, Done, Outcome, Role};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::domain::link::LinkToken;
use crate::store::one_time_token::{self, Purpose};
use crate::store::{account, session};

impl Service {
    pub(crate) async fn claim_admin(&self, cx: &Cx, req: ClaimAdmin) -> Outcome<Done, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let token = LinkToken::parse(&req.token).ok_or(AuthRefusal::InvalidLink)?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        let here = session::live(write.conn(), user, session, now).await?.ok_or(AuthRefusal::InvalidToken)?;
        if !here.strong {
            return Err(AuthRefusal::SecondFactorRequired.into());
        }
        let link = one_time_token::take(write.conn(), Purpose::Admin, &token, now).await?;
        if link.is_none() || account::any_admin(write.conn()).await? {
            return Err(AuthRefusal::InvalidLink.into());
        }
        account::set_roles(write.conn(), user, &[Role::User, Role::Admin]).await?;
        self.audit.note_on(&write, Deed::RolesChanged, &here).await?;
        let done = write.commit(Done {}).await?;
        self.forget_rights(user);
        Ok(done)
    }
}
