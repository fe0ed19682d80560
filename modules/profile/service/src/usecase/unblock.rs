//! Takes a block back. A block in the other direction still hides both from each other.

use kernel::{Cx, Done, Outcome};
use platform::Once;
use profile_contract::{ProfileRefusal, Unblock, UserUnblocked};

use crate::Service;
use crate::store::block;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn unblock(&self, cx: &Cx, req: Unblock) -> Outcome<Done, ProfileRefusal> {
        let (me, other) = (actor(cx)?, req.user);
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        if !block::remove(write.conn(), me, other).await? {
            return Ok(write.commit(Done {}).await?);
        }
        let event = UserUnblocked { user_id: me, unblocked: other };
        let fact = write.append_settling(&*self.clock, &*self.ids, &event).await?;
        let done = self.announcer.commit(write.commit(Done {}), vec![me, other]).await?;
        self.announcer.settle(fact).await;
        Ok(done)
    }
}
