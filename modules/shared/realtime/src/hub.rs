//! The hub: who is connected, and how to reach them. Pushing never waits for anybody.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use kernel::{Clock, Frame, Ids, Live, Presence, SessionId, Signal, Signals, UserId};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::outbound::Outbound;
use crate::{Close, Outgoing, Queue, RealtimeSettings};

/// Locks over which people are spread.
const SHARDS: usize = 64;

/// Clients of a server that restarts come back within so many milliseconds, each at another moment.
const COMEBACK_MS: u64 = 10_000;

/// People with their open connections.
type People = RwLock<HashMap<UserId, Vec<Arc<Connection>>>>;

/// All open connections of this process.
pub struct Hub {
    pub(crate) settings: RealtimeSettings,
    pub(crate) clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    started: Instant,
    shards: Vec<People>,
    draining: AtomicBool,
    drain: Notify,
    left: Notify,
}

/// One open connection of a signed-in person.
#[derive(Debug)]
pub struct Connection {
    /// Unique.
    pub id: Uuid,
    /// Who.
    pub user: UserId,
    /// On which device.
    pub session: SessionId,
    queue: Arc<Queue>,
    heard_ms: AtomicU64,
}

/// How many are connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People with at least one connection.
    pub users: usize,
    /// Connections.
    pub connections: usize,
}

/// A place in the hub; dropping it leaves.
pub struct Entry {
    hub: Arc<Hub>,
    connection: Arc<Connection>,
}

impl Entry {
    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
    /// Remembers that the peer was heard of now.
    pub fn heard(&self) {
        self.connection.heard_ms.store(self.hub.uptime_ms(), Ordering::Relaxed);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.hub.leave(&self.connection);
    }
}

impl Hub {
    /// A hub nobody is connected to yet.
    pub fn new(settings: RealtimeSettings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Arc<Self> {
        Arc::new(Self {
            settings,
            clock,
            ids,
            started: Instant::now(),
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            draining: AtomicBool::new(false),
            drain: Notify::new(),
            left: Notify::new(),
        })
    }

    /// The limits that connections live under.
    pub fn settings(&self) -> &RealtimeSettings {
        &self.settings
    }

    /// Closes connections when sign-ins end.
    pub fn obey(self: &Arc<Self>, signals: &Signals) {
        let hub = Arc::downgrade(self);
        signals.listen(move |signal| {
            if let (Signal::SessionsRevoked { user, sessions }, Some(hub)) = (signal, hub.upgrade()) {
                hub.close_sessions(*user, sessions);
            }
        });
    }

    /// Adds a connection. Beyond the limit a person's longest silent one goes with 4409; while draining nobody enters.
    pub fn enter(self: &Arc<Self>, user: UserId, session: SessionId, queue: Arc<Queue>) -> Result<Entry, Close> {
        let connection = Arc::new(Connection {
            id: self.ids.fresh(),
            user,
            session,
            queue,
            heard_ms: AtomicU64::new(self.uptime_ms()),
        });
        let Some(shard) = self.shard(user) else { return Err(Close::NORMAL) };
        let mut people = shard.write().unwrap_or_else(PoisonError::into_inner);
        if self.draining.load(Ordering::SeqCst) {
            return Err(self.restart(&connection));
        }
        let mine = people.entry(user).or_default();
        if mine.len() >= self.settings.connections_per_user.max(1) {
            let silent = mine.iter().enumerate().min_by_key(|(_, other)| other.heard_ms.load(Ordering::Relaxed));
            if let Some(place) = silent.map(|(place, _)| place) {
                mine.remove(place).queue.close(Close::TOO_MANY);
            }
        }
        mine.push(Arc::clone(&connection));
        drop(people);
        Ok(Entry { hub: Arc::clone(self), connection })
    }

    fn leave(&self, connection: &Arc<Connection>) {
        let Some(shard) = self.shard(connection.user) else { return };
        let mut people = shard.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = people.get_mut(&connection.user) {
            mine.retain(|other| !Arc::ptr_eq(other, connection));
            if mine.is_empty() {
                people.remove(&connection.user);
            }
        }
        drop(people);
        self.left.notify_waiters();
    }

    /// Ends the connections of these sign-ins, or all of a person's when `sessions` is empty.
    pub fn close_sessions(&self, user: UserId, sessions: &[SessionId]) {
        self.each_of(user, |connection| {
            if sessions.is_empty() || sessions.contains(&connection.session) {
                Outbound::SessionRevoked.push(&connection.queue);
                connection.queue.close(Close::UNAUTHENTICATED);
            }
        });
    }

    /// How many are connected.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for shard in &self.shards {
            let people = shard.read().unwrap_or_else(PoisonError::into_inner);
            counts.users += people.len();
            counts.connections += people.values().map(Vec::len).sum::<usize>();
        }
        counts
    }

    /// Sends everybody away with 1012 after their pending answers, lets nobody in any more, and waits until all are
    /// gone, at most `patience`.
    pub async fn drain(&self, patience: Duration) {
        self.draining.store(true, Ordering::SeqCst);
        self.drain.notify_waiters();
        for shard in &self.shards {
            for connection in shard.read().unwrap_or_else(PoisonError::into_inner).values().flatten() {
                connection.queue.close(self.restart(connection));
            }
        }
        let gone = async {
            loop {
                let mut left = std::pin::pin!(self.left.notified());
                left.as_mut().enable();
                if self.counts().connections == 0 {
                    return;
                }
                left.await;
            }
        };
        if tokio::time::timeout(patience, gone).await.is_err() {
            tracing::warn!(connections = self.counts().connections, "connections left open at shutdown");
        }
    }

    /// Waits until the hub drains; for connections that have not signed in.
    pub(crate) async fn draining(&self) {
        loop {
            let mut drain = std::pin::pin!(self.drain.notified());
            drain.as_mut().enable();
            if self.draining.load(Ordering::SeqCst) {
                return;
            }
            drain.await;
        }
    }

    fn restart(&self, connection: &Connection) -> Close {
        Close::restart(connection.id.as_u64_pair().1 % COMEBACK_MS)
    }

    fn each_of(&self, user: UserId, act: impl Fn(&Connection)) {
        let Some(shard) = self.shard(user) else { return };
        let people = shard.read().unwrap_or_else(PoisonError::into_inner);
        people.get(&user).into_iter().flatten().for_each(|connection| act(connection));
    }

    fn shard(&self, user: UserId) -> Option<&People> {
        let spread = usize::try_from(user.0.as_u64_pair().1 % SHARDS as u64).unwrap_or(0);
        self.shards.get(spread)
    }

    fn uptime_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Presence for Hub {
    fn online(&self, user: UserId) -> bool {
        let Some(shard) = self.shard(user) else { return false };
        shard.read().unwrap_or_else(PoisonError::into_inner).contains_key(&user)
    }
}

impl Live for Hub {
    fn push(&self, users: &[UserId], frame: Frame) {
        for user in users {
            self.each_of(*user, |connection| connection.queue.push(Outgoing::Frame(frame.clone())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Next;
    use kernel::{ManualClock, SeededIds, Timestamp};

    fn hub() -> Arc<Hub> {
        let now = Timestamp::from_millis(1_700_000_000_000);
        Hub::new(RealtimeSettings::default(), Arc::new(ManualClock::new(now)), Arc::new(SeededIds::new(now, 1)))
    }

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn queue(hub: &Hub) -> Arc<Queue> {
        Arc::new(Queue::new(&hub.settings))
    }

    fn frame() -> Frame {
        Frame::json(&"hello").unwrap()
    }

    #[tokio::test]
    async fn a_reader_who_stalls_is_cut_off_and_others_get_everything() {
        let hub = hub();
        let (stalled, brisk) = (queue(&hub), queue(&hub));
        let session = SessionId(Uuid::from_u128(9));
        let _stalled = hub.enter(user(1), session, Arc::clone(&stalled)).ok().unwrap();
        let _brisk = hub.enter(user(2), session, Arc::clone(&brisk)).ok().unwrap();
        for _ in 0..1_000 {
            hub.push(&[user(1), user(2)], frame());
            assert_eq!(brisk.next().await, Next::Write(Outgoing::Frame(frame())));
        }
        assert_eq!(stalled.next().await, Next::Close(Close::SLOW));
    }

    #[tokio::test]
    async fn the_eleventh_connection_ends_the_one_silent_longest() {
        let hub = hub();
        let session = SessionId(Uuid::from_u128(9));
        let queues: Vec<_> = (0..11).map(|_| queue(&hub)).collect();
        let mut entries = Vec::new();
        for waiting in &queues[..10] {
            entries.push(hub.enter(user(1), session, Arc::clone(waiting)).ok().unwrap());
        }
        std::thread::sleep(Duration::from_millis(3));
        entries.iter().enumerate().filter(|(n, _)| *n != 4).for_each(|(_, entry)| entry.heard());
        entries.push(hub.enter(user(1), session, Arc::clone(&queues[10])).ok().unwrap());
        assert_eq!(queues[4].closed().await, Close::TOO_MANY);
        assert_eq!(hub.counts(), Counts { users: 1, connections: 10 });
        drop(entries);
        assert_eq!(hub.counts(), Counts::default());
    }

    #[tokio::test]
    async fn only_revoked_sessions_end_and_they_are_told() {
        let hub = hub();
        let signals = Signals::new();
        hub.obey(&signals);
        let (gone, stays) = (SessionId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        let (first, second) = (queue(&hub), queue(&hub));
        let _first = hub.enter(user(1), gone, Arc::clone(&first)).ok().unwrap();
        let _second = hub.enter(user(1), stays, Arc::clone(&second)).ok().unwrap();
        signals.send(&Signal::SessionsRevoked { user: user(1), sessions: vec![gone] });
        assert_eq!(first.closed().await, Close::UNAUTHENTICATED);
        let Next::Write(Outgoing::Frame(told)) = first.next().await else { panic!("no frame") };
        assert_eq!(told.bytes().as_ref(), br#"{"type":"session.revoked"}"#);
        let still = tokio::time::timeout(Duration::from_millis(20), second.closed()).await;
        assert!(still.is_err(), "the other device stays");
    }

    #[tokio::test]
    async fn a_draining_hub_sends_everybody_away_and_lets_nobody_in() {
        let hub = hub();
        let session = SessionId(Uuid::from_u128(9));
        let waiting = queue(&hub);
        let entry = hub.enter(user(1), session, Arc::clone(&waiting)).ok().unwrap();
        let draining = tokio::spawn({
            let hub = Arc::clone(&hub);
            async move { hub.drain(Duration::from_secs(5)).await }
        });
        assert_eq!(waiting.closed().await.code, 1012);
        drop(entry);
        draining.await.unwrap();
        assert_eq!(hub.enter(user(1), session, queue(&hub)).err().unwrap().code, 1012);
    }
}
