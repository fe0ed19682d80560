//! Who likes whom, and who has matched: whoever hides from others is seen by those.
//!
//! A decision that is taken back, and a match that ends, will be facts of their own: each is one more kind here and one
//! more arm, with `false` for what is no longer so.

use std::sync::Arc;

use discovery_contract::{MatchCreated, SwipeRecorded};
use kernel::{Clock, Cx, DomainEvent, Event, Reaction, ReactionFailure, UserId, async_trait};
use platform::Database;

use crate::announce::Announcer;
use crate::store::{person, tie};

/// Keeps ties.
pub struct FollowEncounters {
    pub db: Database,
    pub clock: Arc<dyn Clock>,
    pub announcer: Announcer,
}

/// What has become of two people.
enum Turn {
    /// The first likes the second, or no longer.
    Liked(UserId, UserId, bool),
    /// They have matched, or have no longer.
    Matched([UserId; 2], bool),
}

#[async_trait]
impl Reaction for FollowEncounters {
    fn name(&self) -> &'static str {
        "profile.follow_encounters"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[SwipeRecorded::KIND, MatchCreated::KIND]
    }
    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let unreadable = |error: serde_json::Error| ReactionFailure(error.to_string());
        if let Some(swipe) = event.read::<SwipeRecorded>() {
            let SwipeRecorded { user_id, target_id, action } = swipe.map_err(unreadable)?;
            self.take(event, Turn::Liked(user_id, target_id, action.is_yes())).await?;
        } else if let Some(made) = event.read::<MatchCreated>() {
            self.take(event, Turn::Matched(made.map_err(unreadable)?.users, true)).await?;
        }
        Ok(())
    }
}

impl FollowEncounters {
    async fn take(&self, event: &Event, turn: Turn) -> Result<(), ReactionFailure> {
        let Some(tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        let (users, changed) = match turn {
            Turn::Liked(user, other, _) => ([user, other], vec![user]),
            Turn::Matched(users, _) => (users, users.to_vec()),
        };
        // A fact that comes after somebody has gone must leave nothing of them here.
        if person::names_of_all_there(tx.conn(), &users).await?.len() == users.len() {
            match turn {
                Turn::Liked(user, other, likes) => tie::put_liked(tx.conn(), user, other, likes).await?,
                Turn::Matched(users, matched) => tie::put_matched(tx.conn(), users, matched).await?,
            }
        }
        Ok(self.announcer.commit(tx.commit(), changed).await?)
    }
}
