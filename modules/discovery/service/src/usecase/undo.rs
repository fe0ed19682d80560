//! The last decision is taken back.

use std::time::Duration;

use discovery_contract::{Action, DiscoveryRefusal, SwipeUndone, Undo, Undone};
use kernel::{Cx, Failure, Outcome, UserId};
use platform::{Once, StoreError, Write};

use super::learning::changes;
use crate::Service;
use crate::domain::decision::Pair;
use crate::domain::quota::Counted;
use crate::store::encounter::{self, Encounter};
use crate::store::standing;
use crate::store::swipe::{self, Decisions};

/// How often another decision of the same person may come between before they are told to try again.
const TRIES: usize = 5;

impl Service {
    /// Takes the caller's last decision back, as if it had not been made. A match is there for both, and is ended by
    /// other means.
    pub(crate) async fn take_back(&self, cx: &Cx, req: Undo) -> Outcome<Undone, DiscoveryRefusal> {
        let user = self.known(cx).await?;
        let mut viewer = self.viewers.of(user, &self.db, &self.crowd).await?;
        let _turn = self.turn(cx).await?;
        for _try in 0..TRIES {
            let write = match self.db.once(&*self.clock, cx, &req).await? {
                Once::Replay(undone) => return Ok(undone),
                Once::Fresh(write) => write,
            };
            let Some(last) = swipe::latest_of(write.conn(), user).await? else {
                return Err(DiscoveryRefusal::NothingToUndo.into());
            };
            let target = UserId(last.target_id);
            let pair = Pair::of(user, target).ok_or_else(|| StoreError::corrupt("a decision about oneself"))?;
            // The lock comes first, as for decisions; what was read before it may be out of date.
            let encounter = encounter::lock(write.conn(), pair).await?;
            if swipe::latest_of(write.conn(), user).await?.as_ref() != Some(&last) {
                continue;
            }
            if encounter != Encounter::Open {
                return Err(DiscoveryRefusal::AlreadyMatched.into());
            }
            let action = Action::parse(&last.action).ok_or_else(|| StoreError::corrupt("an unknown action"))?;
            let before = swipe::between(write.conn(), user, target).await?;
            let undone = self.remove(write, user, before, Undone { target, action }).await?;
            viewer.take_back(&self.crowd, target, before.theirs.map(|theirs| theirs.taught.of_decider()));
            drop(viewer);
            self.tell(target, user, None).await;
            return Ok(undone);
        }
        Err(Failure::Unavailable)
    }

    async fn remove(
        &self,
        mut write: Write,
        user: UserId,
        before: Decisions,
        undone: Undone,
    ) -> Outcome<Undone, DiscoveryRefusal> {
        self.count(write.conn(), user, Counted::Undo).await?;
        swipe::remove(write.conn(), user, undone.target).await?;
        let effect = before.effect(None);
        standing::add(write.conn(), changes(user, undone.target, effect)).await?;
        let fact = SwipeUndone { user_id: user, target_id: undone.target };
        let settling = write.append_settling(&*self.clock, &*self.ids, &fact).await?;
        let undone = write.commit(undone).await?;
        self.remember(user, undone.target, effect);
        if undone.action.is_yes() {
            // Whoever is incognito was seen by whom they liked, and is no longer.
            settling.wait(Duration::from_millis(self.settings.settle_ms)).await;
        }
        Ok(undone)
    }
}
