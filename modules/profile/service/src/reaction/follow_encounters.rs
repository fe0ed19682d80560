//! Who likes whom, and who has matched: whoever hides from others is seen by those.

use std::sync::Arc;

use discovery_contract::{MatchCreated, MatchRemoved, SwipeRecorded, SwipeUndone};
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
    /// They have matched.
    Matched([UserId; 2]),
    /// Their match has ended, and what they thought of each other with it.
    Parted([UserId; 2]),
}

#[async_trait]
impl Reaction for FollowEncounters {
    fn name(&self) -> &'static str {
        "profile.follow_encounters"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[SwipeRecorded::KIND, SwipeUndone::KIND, MatchCreated::KIND, MatchRemoved::KIND]
    }
    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let unreadable = |error: serde_json::Error| ReactionFailure(error.to_string());
        if let Some(swipe) = event.read::<SwipeRecorded>() {
            let SwipeRecorded { user_id, target_id, action } = swipe.map_err(unreadable)?;
            self.take(event, Turn::Liked(user_id, target_id, action.is_yes())).await?;
        } else if let Some(undone) = event.read::<SwipeUndone>() {
            let SwipeUndone { user_id, target_id } = undone.map_err(unreadable)?;
            self.take(event, Turn::Liked(user_id, target_id, false)).await?;
        } else if let Some(made) = event.read::<MatchCreated>() {
            self.take(event, Turn::Matched(made.map_err(unreadable)?.users)).await?;
        } else if let Some(ended) = event.read::<MatchRemoved>() {
            self.take(event, Turn::Parted(ended.map_err(unreadable)?.users)).await?;
        }
        Ok(())
    }
}

impl FollowEncounters {
    async fn take(&self, event: &Event, turn: Turn) -> Result<(), ReactionFailure> {
        let Some(tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        let (users, changed) = match turn {
            Turn::Liked(user, other, _) => ([user, other], vec![user]),
            Turn::Matched(users) | Turn::Parted(users) => (users, users.to_vec()),
        };
        // A fact that comes after somebody has gone must leave nothing of them here.
        if person::names_of_all_there(tx.conn(), &users).await?.len() == users.len() {
            match turn {
                Turn::Liked(user, other, likes) => tie::put_liked(tx.conn(), user, other, likes).await?,
                Turn::Matched(users) => tie::put_matched(tx.conn(), users).await?,
                Turn::Parted([user, other]) => {
                    tie::remove_all(tx.conn(), user, &[other]).await?;
                }
            }
        }
        Ok(self.announcer.commit(tx.commit(), changed).await?)
    }
}
