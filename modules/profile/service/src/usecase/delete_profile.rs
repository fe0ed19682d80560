//! Removes the caller's profile; its photos are released. Blocks stay: whoever comes back is still blocked.

use kernel::{Cx, Done, Outcome};
use platform::Once;
use profile_contract::{DeleteProfile, ProfileDeleted, ProfileRefusal};

use crate::Service;
use crate::store::person;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn delete_profile(&self, cx: &Cx, req: DeleteProfile) -> Outcome<Done, ProfileRefusal> {
        let me = actor(cx)?;
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        let gone = person::locked(write.conn(), me).await?.ok_or(ProfileRefusal::NoProfile)?;
        person::remove(write.conn(), me).await?;
        let event = ProfileDeleted { user_id: me, photos: gone.photos };
        let fact = write.append_settling(&*self.clock, &*self.ids, &event).await?;
        let done = self.announcer.commit(write.commit(Done {}), vec![me]).await?;
        self.announcer.settle(fact).await;
        Ok(done)
    }
}
