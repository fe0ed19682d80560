//! Decides about somebody who waits for a moderator.

use kernel::{Cx, Done, FieldError, Outcome};
use platform::Once;
use profile_contract::{DecideVerification, ProfileRefusal, ProfileUpdated, VerificationDecided, VerificationState};

use crate::Service;
use crate::domain::text::{Lines, tidy};
use crate::store::{person, verification};
use crate::viewer::Viewer;

/// Most characters of a reason.
const LONGEST: usize = 500;

impl Service {
    pub(crate) async fn decide_verification(&self, cx: &Cx, req: DecideVerification) -> Outcome<Done, ProfileRefusal> {
        if Viewer::of(cx)? != Viewer::Service {
            return Err(ProfileRefusal::Forbidden.into());
        }
        let (state, reason) = verdict(req.approve, req.reason.as_deref())?;
        let user = req.user;
        let mut write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        let before = person::locked(write.conn(), user).await?.ok_or(ProfileRefusal::NotPending)?;
        let now = self.clock.now();
        if !verification::decide(write.conn(), user, state, reason, now).await? {
            return Err(ProfileRefusal::NotPending.into());
        }
        if req.approve {
            person::save(write.conn(), &before, &before.verified(now)).await?;
            write.append(&*self.clock, &*self.ids, &ProfileUpdated { user_id: user }).await?;
        }
        let event = VerificationDecided { user_id: user, verified: req.approve };
        let fact = write.append_settling(&*self.clock, &*self.ids, &event).await?;
        let done = self.announcer.commit(write.commit(Done {}), vec![user]).await?;
        self.announcer.settle(fact).await;
        Ok(done)
    }
}

/// A refusal has a reason, and only a refusal.
fn verdict(approve: bool, reason: Option<&str>) -> Result<(VerificationState, Option<String>), ProfileRefusal> {
    let refused = |code: &str, message: &str| ProfileRefusal::Invalid(vec![FieldError::new("reason", code, message)]);
    match (approve, reason.map(|reason| tidy(reason, Lines::Many))) {
        (true, None) => Ok((VerificationState::Verified, None)),
        (true, Some(_)) => Err(refused("not_allowed", "Only a refusal has a reason.")),
        (false, Some(Ok(reason))) if (1..=LONGEST).contains(&reason.chars().count()) => {
            Ok((VerificationState::Rejected, Some(reason)))
        }
        (false, Some(Err(_))) => Err(refused("control_characters", "Control characters are not allowed here.")),
        (false, _) => Err(refused("bad_length", "A refusal needs a reason of 1-500 characters.")),
    }
}
