//! How often somebody may guess: with each failure the next try has to wait longer, for this account and this network.
//!
//! Nobody can lock somebody else's account: networks from which the owner has signed in before are not held up by what
//! others do, and everybody else waits half a minute at most on account of strangers. Sign-ins that live go on.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use auth_contract::AuthRefusal;
use kernel::{Clock, Timestamp};
use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// About 300 bytes each.
const MOST_REMEMBERED: u64 = 100_000;
/// For how long nothing has to happen until failures are forgotten.
const MEMORY: Duration = Duration::from_secs(3600);
/// Tries that are judged at the same time; more wait, so that a burst is not one big free guess.
const AT_ONCE: usize = 4;

/// From which failure on the next try waits, and for how long at most. The wait doubles with each failure.
#[derive(Debug, Clone, Copy)]
struct Patience {
    free: u32,
    longest: Duration,
}

/// For one account from one network.
const PAIR: Patience = Patience { free: 5, longest: Duration::from_secs(900) };
/// For one account from all networks that its owner has not signed in from.
const STRANGERS: Patience = Patience { free: 50, longest: Duration::from_secs(30) };

/// Counts failures in memory.
pub struct Guesses {
    clock: Arc<dyn Clock>,
    tallies: Cache<String, Arc<Tally>>,
}

struct Tally {
    failures: Mutex<Failures>,
    turns: Arc<Semaphore>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Failures {
    count: u32,
    last: Timestamp,
}

/// A try that is being judged. Dropped without a verdict, it has failed.
pub struct Guess {
    clock: Arc<dyn Clock>,
    tallies: Vec<Arc<Tally>>,
    decided: bool,
    _turns: Vec<OwnedSemaphorePermit>,
}

impl Guesses {
    /// Nobody has failed yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, tallies: Cache::builder().max_capacity(MOST_REMEMBERED).time_to_idle(MEMORY).build() }
    }

    /// A try at `subject` (an account, or the name of none) from `ip`, or how long it has to wait. `known` tells whether
    /// the owner has signed in from this network; it is asked only where strangers have failed often.
    pub async fn begin<E, F>(&self, subject: &str, ip: Option<&str>, known: F) -> Result<Guess, Held<E>>
    where
        F: AsyncFnOnce() -> Result<bool, E>,
    {
        let pair = self.tally(["pair", subject, &network(ip)].join(" "));
        let strangers = self.tally(["all", subject].join(" "));
        let mut tallies = vec![(pair, PAIR)];
        if strangers.wait(STRANGERS, self.clock.now()).is_none() || !known().await.map_err(Held::Unknown)? {
            tallies.push((strangers, STRANGERS));
        }
        self.turn(tallies).await
    }

    /// A try by somebody who is signed in as `subject`.
    pub async fn begin_at_home(&self, subject: &str) -> Result<Guess, AuthRefusal> {
        let own = self.tally(["own", subject].join(" "));
        match self.turn::<std::convert::Infallible>(vec![(own, PAIR)]).await {
            Ok(guess) => Ok(guess),
            Err(Held::Back(refusal)) => Err(refusal),
            Err(Held::Unknown(never)) => match never {},
        }
    }

    async fn turn<E>(&self, tallies: Vec<(Arc<Tally>, Patience)>) -> Result<Guess, Held<E>> {
        let mut turns = Vec::with_capacity(1);
        if let Some((first, _)) = tallies.first()
            && let Ok(turn) = Arc::clone(&first.turns).acquire_owned().await
        {
            turns.push(turn);
        }
        // After the turn has come: those before may have failed.
        let now = self.clock.now();
        let wait = tallies.iter().filter_map(|(tally, patience)| tally.wait(*patience, now)).max();
        if let Some(wait) = wait {
            tracing::info!(security.event = "guessing_held_back", wait_s = wait.as_secs(), "held back a try");
            let retry_after_s = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            return Err(Held::Back(AuthRefusal::Throttled { retry_after_s }));
        }
        let tallies = tallies.into_iter().map(|(tally, _)| tally).collect();
        Ok(Guess { clock: Arc::clone(&self.clock), tallies, decided: false, _turns: turns })
    }

    fn tally(&self, key: String) -> Arc<Tally> {
        let fresh = || Tally { failures: Mutex::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) };
        self.tallies.get_with(key, || Arc::new(fresh()))
    }
}

/// Why a try is not judged now.
#[derive(Debug)]
pub enum Held<E> {
    /// It has to wait.
    Back(AuthRefusal),
    /// Whether the network is known could not be found out.
    Unknown(E),
}

impl<E: Into<kernel::Failure<AuthRefusal>>> From<Held<E>> for kernel::Failure<AuthRefusal> {
    fn from(held: Held<E>) -> Self {
        match held {
            Held::Back(refusal) => refusal.into(),
            Held::Unknown(error) => error.into(),
        }
    }
}

impl Tally {
    /// How long the next try has to wait.
    fn wait(&self, patience: Patience, now: Timestamp) -> Option<Duration> {
        let Failures { count, last } = *self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let doublings = count.checked_sub(patience.free)?;
        let pause = Duration::from_secs(1 << doublings.min(16)).min(patience.longest);
        pause.checked_sub(now.since(last)).filter(|wait| !wait.is_zero())
    }
}

impl Guess {
    /// It was right: this network has proved itself. What strangers did elsewhere stays counted.
    pub fn right(mut self) {
        self.decided = true;
        if let Some(pair) = self.tallies.first() {
            *pair.failures.lock().unwrap_or_else(PoisonError::into_inner) = Failures::default();
        }
    }

    /// There was nothing to judge.
    pub fn void(mut self) {
        self.decided = true;
    }
}

impl Drop for Guess {
    fn drop(&mut self) {
        if self.decided {
            return;
        }
        for tally in &self.tallies {
            let mut failures = tally.failures.lock().unwrap_or_else(PoisonError::into_inner);
            *failures = Failures { count: failures.count.saturating_add(1), last: self.clock.now() };
        }
    }
}

/// The network an address belongs to: itself for IPv4, the first 64 bits for IPv6, which one subscriber has at least.
pub fn network(ip: Option<&str>) -> String {
    match ip.and_then(|ip| ip.parse::<IpAddr>().ok()) {
        Some(IpAddr::V4(ip)) => ip.to_string(),
        Some(IpAddr::V6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => ip.to_string(),
            None => format!("{:x}", ip.to_bits() >> 64),
        },
        None => String::new(),
    }
}
