//! Hides the caller and another person from each other.
//!
//! Anybody can be blocked, also somebody the caller cannot see and somebody who does not exist: any other answer would
//! tell the difference.

use kernel::{Cx, Done, Outcome};
use platform::Once;
use profile_contract::{Block, ProfileRefusal, UserBlocked};

use crate::Service;
use crate::store::block;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn block(&self, cx: &Cx, req: Block) -> Outcome<Done, ProfileRefusal> {
        let (me, other) = (actor(cx)?, req.user);
        if me == other {
            return Err(ProfileRefusal::Yourself.into());
        }
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        if !block::insert(write.conn(), me, other, self.clock.now()).await? {
            return Ok(write.commit(Done {}).await?);
        }
        let event = UserBlocked { user_id: me, blocked: other };
        let fact = write.append_settling(&*self.clock, &*self.ids, &event).await?;
        let done = self.announcer.commit(write.commit(Done {}), vec![me, other]).await?;
        self.announcer.settle(fact).await;
        Ok(done)
    }
}
