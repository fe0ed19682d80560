//! How sessions end before their time: in the database, then in memory and on live sockets, and only then the caller is
//! told.

use auth_contract::{AuthRefusal, Device, SessionRevoked};
use kernel::{Outcome, SessionId, Signal, UserId};
use platform::Tx;

use crate::Service;
use crate::audit::Deed;
use crate::store::session;

impl Service {
    /// Ends a session, because of `deed`. Once this returns, its tokens are worth nothing in this process.
    pub(crate) async fn end_session(
        &self,
        user: UserId,
        session: SessionId,
        deed: Deed,
        device: &Device,
    ) -> Outcome<(), AuthRefusal> {
        let mut tx = self.db.begin().await?;
        if session::end(tx.conn(), session, user, self.clock.now()).await? {
            let event = SessionRevoked { user_id: user, session_id: session };
            tx.append(&*self.clock, &*self.ids, &event).await?;
            self.audit.note(&tx, user, deed, device).await?;
        }
        tx.commit().await?;
        // Also for a session that had ended before: whoever ended it may not have come to this line.
        self.signals.send(&Signal::SessionsRevoked { user, sessions: vec![session] });
        Ok(())
    }

    /// Ends all sessions of somebody but `kept` inside `tx`. Once that has committed, the outcome is to be
    /// [announced](Self::announce).
    pub(crate) async fn end_others(&self, tx: &mut Tx, user: UserId, kept: SessionId) -> Outcome<Ended, AuthRefusal> {
        let others = session::others(tx.conn(), user, kept, self.clock.now()).await?;
        self.end_these(tx, user, others).await
    }

    /// The same for all of them.
    pub(crate) async fn end_all(&self, tx: &mut Tx, user: UserId) -> Outcome<Ended, AuthRefusal> {
        let all = session::unexpired_of(tx.conn(), user, self.clock.now()).await?;
        self.end_these(tx, user, all).await
    }

    async fn end_these(&self, tx: &mut Tx, user: UserId, sessions: Vec<session::Model>) -> Outcome<Ended, AuthRefusal> {
        let now = self.clock.now();
        let mut ended = Ended { count: 0, sessions: Vec::new() };
        for session in sessions {
            let id = session.session_id();
            if session::end(tx.conn(), id, user, now).await? {
                ended.count += 1;
                let event = SessionRevoked { user_id: user, session_id: id };
                tx.append(&*self.clock, &*self.ids, &event).await?;
            }
            // Also one that had ended before: whoever ended it may not have come to announcing it.
            ended.sessions.push(id);
        }
        Ok(ended)
    }

    /// Makes sessions that have ended worth nothing in this process.
    pub(crate) fn announce(&self, user: UserId, ended: Vec<SessionId>) {
        // To listeners an empty list means all of somebody's sessions.
        if !ended.is_empty() {
            self.signals.send(&Signal::SessionsRevoked { user, sessions: ended });
        }
    }

    /// The same for a repeat: the call that ended the other sessions may not have come to announcing it.
    pub(crate) async fn announce_again(&self, user: UserId, kept: SessionId) -> Outcome<(), AuthRefusal> {
        let others = session::others(self.db.read(), user, kept, self.clock.now()).await?;
        let ended = others.iter().filter(|other| other.ended_at.is_some());
        self.announce(user, ended.map(session::Model::session_id).collect());
        Ok(())
    }
}

/// Sessions that have ended.
pub struct Ended {
    /// How many of them lived until then.
    pub count: u64,
    /// All of them.
    pub sessions: Vec<SessionId>,
}
