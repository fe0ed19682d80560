//! Somebody asked for their account to be erased, or changed their mind: nobody meets them meanwhile.

use std::sync::Arc;

use auth_contract::{Accounts, GetAccounts, UserLeaving, UserStaying};
use kernel::{Clock, Cx, DomainEvent, Event, Failure, Reaction, ReactionFailure, UserId, async_trait};
use platform::Database;

use crate::announce::Announcer;
use crate::store::leaving;

/// Hides people who are about to leave, and shows them again.
pub struct FollowDeparture {
    pub db: Database,
    pub clock: Arc<dyn Clock>,
    pub accounts: Arc<dyn Accounts>,
    pub announcer: Announcer,
}

#[async_trait]
impl Reaction for FollowDeparture {
    fn name(&self) -> &'static str {
        "profile.follow_departure"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[UserLeaving::KIND, UserStaying::KIND]
    }
    async fn react(&self, cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let unreadable = |error: serde_json::Error| ReactionFailure(error.to_string());
        if let Some(leaving) = event.read::<UserLeaving>() {
            let user = leaving.map_err(unreadable)?.user_id;
            // A fact that comes after the account has gone must leave nothing of the person here.
            if self.has_account(cx, user).await? {
                self.mark(event, user, true).await?;
            }
        } else if let Some(staying) = event.read::<UserStaying>() {
            self.mark(event, staying.map_err(unreadable)?.user_id, false).await?;
        }
        Ok(())
    }
}

impl FollowDeparture {
    async fn has_account(&self, cx: &Cx, user: UserId) -> Result<bool, ReactionFailure> {
        let known = self.accounts.get_accounts(cx, GetAccounts { users: vec![user] }).await;
        Ok(!known.map_err(Failure::unexpected::<()>)?.accounts.is_empty())
    }

    async fn mark(&self, event: &Event, user: UserId, leaves: bool) -> Result<(), ReactionFailure> {
        let Some(tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        if leaves {
            leaving::insert(tx.conn(), user, event.time).await?;
        } else {
            leaving::remove(tx.conn(), user).await?;
        }
        Ok(self.announcer.commit(tx.commit(), vec![user]).await?)
    }
}
