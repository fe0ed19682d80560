//! What every change of one's own profile has in common.

use kernel::{Call, Cx, Outcome, Timestamp};
use platform::Once;
use profile_contract::{ProfileRefusal, ProfileUpdated};

use crate::Service;
use crate::domain::person::Person;
use crate::store::person;
use crate::viewer::actor;

impl Service {
    /// Changes the caller's profile: `decide` says what becomes of it, `None` being nothing new, and `reply` what the
    /// caller gets to see. Pictures that the reply needs are asked for before, since no transaction spans a call; a
    /// photo that another device adds in the same instant shows up in the next read.
    pub(crate) async fn change<Req: Call<Refusal = ProfileRefusal>>(
        &self,
        cx: &Cx,
        req: &Req,
        decide: impl FnOnce(&Person, Timestamp) -> Result<Option<Person>, ProfileRefusal> + Send,
        reply: impl FnOnce(&Person) -> Req::Reply + Send,
    ) -> Outcome<Req::Reply, ProfileRefusal> {
        let me = actor(cx)?;
        let mut write = match self.db.once(&*self.clock, cx, req).await? {
            Once::Replay(first) => return Ok(first),
            Once::Fresh(write) => write,
        };
        let before = person::locked(write.conn(), me).await?.ok_or(ProfileRefusal::NoProfile)?;
        let Some(after) = decide(&before, self.clock.now())? else {
            return Ok(write.commit(reply(&before)).await?);
        };
        person::save(write.conn(), &before, &after).await?;
        let fact = write.append_settling(&*self.clock, &*self.ids, &ProfileUpdated { user_id: me }).await?;
        let reply = self.announcer.commit(write.commit(reply(&after)), vec![me]).await?;
        self.announcer.settle(fact).await;
        Ok(reply)
    }
}
