//! What every change of one's own profile has in common.

use kernel::{Call, Cx, Outcome, Timestamp, UserId};
use platform::{Once, Tx};
use profile_contract::{ProfileRefusal, ProfileUpdated};

use crate::Service;
use crate::domain::moves::{self, TooOften};
use crate::domain::person::Person;
use crate::store::{person, relocation};
use crate::viewer::actor;

impl Service {
    /// Changes the caller's profile: `decide` says what becomes of it, `None` being nothing new, and `reply` what the
    /// caller gets to see. Pictures that the reply needs are asked for before, since no transaction spans a call; a
    /// photo that another device adds in the same instant shows up in the next read. Whatever moves the caller counts.
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
        let now = self.clock.now();
        let Some(after) = decide(&before, now)? else {
            return Ok(write.commit(reply(&before)).await?);
        };
        if after.cell != before.cell {
            self.count_move(&write, me, before.cell.is_some(), now).await?;
        }
        person::save(write.conn(), &before, &after).await?;
        let fact = write.append_settling(&*self.clock, &*self.ids, &ProfileUpdated { user_id: me }).await?;
        let reply = self.announcer.commit(write.commit(reply(&after)), vec![me]).await?;
        self.announcer.settle(fact).await;
        Ok(reply)
    }

    /// Counts that somebody is at another place from now on; `placed` says whether they were anywhere.
    pub(crate) async fn count_move(
        &self,
        tx: &Tx,
        user: UserId,
        placed: bool,
        now: Timestamp,
    ) -> Outcome<(), ProfileRefusal> {
        let earlier = relocation::of(tx.conn(), user).await?;
        let counted = moves::count(earlier.as_deref(), placed, self.location_changes_per_day, now);
        let moves = counted.map_err(|TooOften(retry_after_s)| ProfileRefusal::LocationChanges { retry_after_s })?;
        Ok(relocation::put(tx.conn(), user, &moves).await?)
    }
}
