//! Says how far the caller has come with setting up. Completeness is the server's word, never the client's.

use kernel::{Cx, Outcome};
use platform::Once;
use profile_contract::{ProfileRefusal, ProgressView, UpdateProgress};

use crate::Service;
use crate::domain::{completeness, progress};
use crate::store::onboarding;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn update_progress(&self, cx: &Cx, req: UpdateProgress) -> Outcome<ProgressView, ProfileRefusal> {
        let me = actor(cx)?;
        let known = self.directory.person(me).await?;
        let (completeness, missing) = match &known {
            Some(known) => (completeness::score(&known.value), completeness::missing(&known.value)),
            None => (0, completeness::everything()),
        };
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(first) => return Ok(first),
            Once::Fresh(write) => write,
        };
        let before = onboarding::of(write.conn(), me).await?;
        let progress = progress::after(before.clone(), req.step.clone(), req.completed_steps.clone())?;
        let reply = ProgressView { progress, completeness, missing };
        if reply.progress == before {
            return Ok(write.commit(reply).await?);
        }
        onboarding::put(write.conn(), me, &reply.progress).await?;
        self.announcer.commit(write.commit(reply), vec![me]).await
    }
}
