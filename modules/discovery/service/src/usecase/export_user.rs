//! Everything the module holds of somebody: what they decided, their matches, and what matching knows of them. What
//! others decided about them is the others'.

use discovery_contract::{DiscoveryRefusal, ExportUser, Preferences};
use kernel::{Caller, ConversationId, Cx, Exported, Failure, MatchId, Outcome, Timestamp, UserId};
use serde::Serialize;

use crate::Service;
use crate::domain::person::Person;
use crate::domain::standing::Days;
use crate::store::instant::Instant;
use crate::store::{activity, favorite, match_side, person, preference, swipe};

/// Rows read at once.
const BATCH: u64 = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    /// What they decided about whom.
    decisions: Vec<Decision>,
    /// Newest first.
    matches: Vec<Match>,
    /// Newest first.
    favorites: Vec<Favorite>,
    /// What they ask of others.
    preferences: Preferences,
    /// On which days they looked for others.
    activity: Days,
    /// The copy of their profile that candidates are found in.
    known_for_matching: Option<Person>,
}

#[derive(Serialize)]
struct Decision {
    user_id: UserId,
    action: String,
    comment: Option<String>,
    decided_at: Timestamp,
}

#[derive(Serialize)]
struct Favorite {
    user_id: UserId,
    added_at: Timestamp,
}

#[derive(Serialize)]
struct Match {
    match_id: MatchId,
    user_id: UserId,
    conversation_id: ConversationId,
    matched_at: Timestamp,
    last_message_at: Option<Timestamp>,
}

impl Service {
    pub(crate) async fn export(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, DiscoveryRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) && cx.caller().user() != Some(req.user) {
            return Err(DiscoveryRefusal::NotFound.into());
        }
        let holdings = Holdings {
            decisions: self.decisions_of(req.user).await?,
            matches: self.matches_of(req.user).await?,
            favorites: self.favorites_of(req.user).await?,
            preferences: preference::of(self.db.read(), req.user).await?,
            activity: activity::of(self.db.read(), req.user).await?,
            known_for_matching: person::facts_of(self.db.read(), req.user).await?,
        };
        Exported::of(&holdings).map_err(Failure::internal)
    }

    async fn decisions_of(&self, user: UserId) -> Outcome<Vec<Decision>, DiscoveryRefusal> {
        let (mut decisions, mut after) = (Vec::new(), None);
        loop {
            let rows = swipe::by(self.db.read(), user, after, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(decisions) };
            after = Some(UserId(last.target_id));
            decisions.extend(rows.into_iter().map(|row| Decision {
                user_id: UserId(row.target_id),
                action: row.action,
                comment: row.comment,
                decided_at: Timestamp::from_millis(row.decided_at),
            }));
        }
    }

    async fn favorites_of(&self, user: UserId) -> Outcome<Vec<Favorite>, DiscoveryRefusal> {
        let (mut favorites, mut after) = (Vec::new(), None);
        loop {
            let rows = favorite::newest_of(self.db.read(), user, after, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(favorites) };
            after = Some(Instant { at: last.added_at, who: last.target_id });
            favorites.extend(rows.into_iter().map(|row| Favorite {
                user_id: UserId(row.target_id),
                added_at: Timestamp::from_millis(row.added_at),
            }));
        }
    }

    async fn matches_of(&self, user: UserId) -> Outcome<Vec<Match>, DiscoveryRefusal> {
        let (mut matches, mut after) = (Vec::new(), None);
        loop {
            let rows = match_side::newest_of(self.db.read(), user, after, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(matches) };
            after = Some(last.into());
            matches.extend(rows.into_iter().map(|row| Match {
                match_id: MatchId(row.match_id),
                user_id: UserId(row.peer_id),
                conversation_id: ConversationId(row.conversation_id),
                matched_at: Timestamp::from_millis(row.matched_at),
                last_message_at: row.last_message_at.map(Timestamp::from_millis),
            }));
        }
    }
}
