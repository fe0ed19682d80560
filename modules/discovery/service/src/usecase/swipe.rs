//! Somebody decides about somebody.

use std::time::Duration;

use discovery_contract::{DiscoveryRefusal, MatchCreated, Swipe, SwipeRecorded, SwipeResult};
use kernel::{ConversationId, Cx, Failure, MatchId, Outcome};
use tokio::sync::SemaphorePermit;

use super::asking;
use super::learning::changes;
use crate::Service;
use crate::domain::decision::{self, Pair};
use crate::store::encounter::{self, Encounter, Match};
use crate::store::swipe::Decision;
use crate::store::{match_side, standing, swipe};

impl Service {
    /// Writes a decision down and finds the match it completes. A repeat changes nothing by nature, so it needs no
    /// stored reply: it tells how things stand.
    pub(crate) async fn decide(&self, cx: &Cx, req: Swipe) -> Outcome<SwipeResult, DiscoveryRefusal> {
        let pair = Pair::of(asking(cx)?, req.target).ok_or(DiscoveryRefusal::Yourself)?;
        let comment = decision::comment(req.action, req.comment.as_deref())
            .map_err(|error| DiscoveryRefusal::Invalid(vec![error]))?;
        let user = self.known(cx).await?;
        if !self.visible(cx, user, &[req.target]).await?.contains(&req.target) {
            return Err(DiscoveryRefusal::NotFound.into());
        }

        // Held until memory knows what the tables do, so that no list is made in between.
        let mut viewer = self.viewers.of(user, &self.db, &self.crowd).await?;
        let incognito = self.viewer_said(cx, user, &viewer).await?.incognito;
        let turn = self.turn(cx).await?;
        let mut tx = self.db.begin().await?;
        match encounter::lock(tx.conn(), pair).await? {
            Encounter::Open => {}
            Encounter::Matched(found) => {
                tx.rollback().await?;
                return Ok(result(Some(found)));
            }
            Encounter::Ended => {
                tx.rollback().await?;
                return Err(DiscoveryRefusal::NotFound.into());
            }
        }
        let before = swipe::between(tx.conn(), user, req.target).await?;
        let mine = before.mine.map(|mine| mine.action);
        let Some(action) = decision::next(mine, req.action) else {
            tx.rollback().await?;
            return Ok(result(None));
        };
        if let Some(counted) = decision::counted(mine, action) {
            self.count(tx.conn(), user, counted).await?;
        }
        let now = self.clock.now();
        let taught = self.lesson(user, req.target, &viewer, action);
        swipe::put(tx.conn(), user, req.target, Decision { action, taught }, comment, now).await?;
        let effect = before.effect(Some(taught));
        standing::add(tx.conn(), changes(user, req.target, effect)).await?;
        let recorded = SwipeRecorded { user_id: user, target_id: req.target, action };
        let recorded = tx.append_settling(&*self.clock, &*self.ids, &recorded).await?;
        let mut found = None;
        // A like lets somebody incognito be seen, which must be so before they are told that it was made. Others' likes
        // change nothing that anybody sees, and their answers wait for nobody.
        let mut settling = (action.is_yes() && incognito).then_some(recorded);
        if action.is_yes() && before.theirs.is_some_and(|theirs| theirs.action.is_yes()) {
            let made = Match { id: MatchId(self.ids.fresh()), conversation: ConversationId(self.ids.fresh()) };
            encounter::matched(tx.conn(), pair, made, now).await?;
            match_side::open(tx.conn(), pair, made, now).await?;
            let created =
                MatchCreated { match_id: made.id, users: [pair.low, pair.high], conversation_id: made.conversation };
            settling = Some(tx.append_settling(&*self.clock, &*self.ids, &created).await?);
            found = Some(made);
        }
        tx.commit().await?;
        drop(turn);
        self.remember(user, req.target, effect);
        viewer.decide(&self.crowd, req.target);
        drop(viewer);
        self.tell(req.target, user, before.theirs.is_none().then_some(taught)).await;
        if let Some(settling) = settling {
            settling.wait(Duration::from_millis(self.settings.settle_ms)).await;
        }
        Ok(result(found))
    }

    /// A turn to write: a crowd that decides at the same instant waits here, in order and as long as each caller has
    /// time, instead of failing for want of a connection.
    pub(super) async fn turn(&self, cx: &Cx) -> Outcome<SemaphorePermit<'_>, DiscoveryRefusal> {
        match tokio::time::timeout(cx.remaining(), self.turns.acquire()).await {
            Ok(turn) => turn.map_err(|_closed| Failure::Unavailable),
            Err(_too_late) => Err(Failure::DeadlineExceeded),
        }
    }
}

fn result(found: Option<Match>) -> SwipeResult {
    SwipeResult {
        matched: found.is_some(),
        match_id: found.map(|found| found.id),
        conversation_id: found.map(|found| found.conversation),
    }
}
