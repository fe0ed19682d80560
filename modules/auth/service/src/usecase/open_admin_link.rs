//! Makes the one-time link of the first admin. It is worth something until the next one is made, and at most for a week.

use std::time::Duration;

use auth_contract::{AdminLink, AuthRefusal, OpenAdminLink};
use kernel::{Caller, Cx, Failure, Outcome};
use platform::Once;

use crate::Service;
use crate::domain::link::LinkToken;
use crate::store::account;
use crate::store::one_time_token::{self, Purpose};

const TTL: Duration = Duration::from_secs(7 * 24 * 3600);

impl Service {
    pub(crate) async fn open_admin_link(&self, cx: &Cx, req: OpenAdminLink) -> Outcome<AdminLink, AuthRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(AuthRefusal::Forbidden.into());
        }
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        if account::any_admin(write.conn()).await? {
            return Ok(write.commit(AdminLink { token: None }).await?);
        }
        let token = LinkToken::fresh().map_err(Failure::internal)?;
        let end = self.clock.now().after(TTL);
        one_time_token::replace(write.conn(), Purpose::Admin, None, None, &token, end).await?;
        Ok(write.commit(AdminLink { token: Some(token.text()) }).await?)
    }
}
