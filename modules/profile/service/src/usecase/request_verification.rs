//! Asks a moderator to see that the caller is on their photos.

use kernel::{Cx, Outcome};
use platform::Once;
use profile_contract::{ProfileRefusal, RequestVerification, Verification, VerificationState};

use crate::Service;
use crate::store::{person, verification};
use crate::viewer::actor;

impl Service {
    pub(crate) async fn request_verification(
        &self,
        cx: &Cx,
        req: RequestVerification,
    ) -> Outcome<Verification, ProfileRefusal> {
        let me = actor(cx)?;
        self.own(me).await?;
        self.own_file(cx, me, req.file).await?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(first) => return Ok(first),
            Once::Fresh(write) => write,
        };
        let person = person::locked(write.conn(), me).await?.ok_or(ProfileRefusal::NoProfile)?;
        let earlier = verification::of(write.conn(), me).await?;
        if person.is_verified {
            return Err(ProfileRefusal::AlreadyVerified.into());
        }
        if earlier.is_some_and(|earlier| earlier.state == VerificationState::Pending) {
            return Err(ProfileRefusal::VerificationPending.into());
        }
        let now = self.clock.now();
        verification::request(write.conn(), me, req.file, now).await?;
        let state = VerificationState::Pending;
        let reply = Verification { state, reason: None, requested_at: Some(now), decided_at: None };
        self.announcer.commit(write.commit(reply), vec![me]).await
    }
}
