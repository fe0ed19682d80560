//! A match ends, for both.

use std::time::Duration;

use discovery_contract::{DiscoveryRefusal, MatchRemoved, Unmatch};
use kernel::{ConversationId, Cx, Done, Outcome, UserId};
use platform::{Once, StoreError};

use super::asking;
use crate::Service;
use crate::domain::decision::Pair;
use crate::store::encounter::{self, Encounter};
use crate::store::match_side;

impl Service {
    /// Both sides go, and the encounter remembers that there was a match: neither is shown to the other again. What they
    /// wrote stays with the chat module, which closes the conversation.
    pub(crate) async fn end_match(&self, cx: &Cx, req: Unmatch) -> Outcome<Done, DiscoveryRefusal> {
        let user = asking(cx)?;
        let turn = self.turn(cx).await?;
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        let side = match_side::of(write.conn(), user, req.match_id).await?;
        let side = side.ok_or(DiscoveryRefusal::MatchNotFound)?;
        let pair = Pair::of(user, UserId(side.peer_id)).ok_or_else(|| StoreError::corrupt("a match with oneself"))?;
        let Encounter::Matched(found) = encounter::lock(write.conn(), pair).await? else {
            return Err(DiscoveryRefusal::MatchNotFound.into());
        };
        encounter::ended(write.conn(), pair, self.clock.now()).await?;
        match_side::close(write.conn(), ConversationId(side.conversation_id)).await?;
        let removed =
            MatchRemoved { match_id: found.id, users: [pair.low, pair.high], conversation_id: found.conversation };
        let settling = write.append_settling(&*self.clock, &*self.ids, &removed).await?;
        let done = write.commit(Done {}).await?;
        drop(turn);
        settling.wait(Duration::from_millis(self.settings.settle_ms)).await;
        Ok(done)
    }
}
