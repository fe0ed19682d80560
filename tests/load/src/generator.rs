//! The closed-loop load generator: so many connections, each with exactly one request under way.
//!
//! One thread with a runtime of its own for every core, so that no task moves between threads and the generator takes
//! as little as it can of the processor time it shares with the server.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{Builder, available_parallelism};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::http::Connection;
use crate::statistics::Histogram;

/// Prebuilt requests; every connection goes round them, each from a place of its own.
pub type Requests = Arc<[Vec<u8>]>;

/// Makes a request out of the body of an answer, which the same connection sends next.
pub type Follow = fn(request: &[u8], body: &[u8]) -> Result<Option<Vec<u8>>>;

/// Connections that are open and wait for the word.
pub struct Fleet {
    squads: Vec<Squad>,
    follow: Option<Follow>,
}

/// Until when to ask, and how to go on after an answer.
#[derive(Clone, Copy)]
struct Word {
    deadline: Instant,
    follow: Option<Follow>,
}

/// What a fleet did.
pub struct Volley {
    /// Latency of every request.
    pub latencies: Histogram,
    /// From the word to the last answer.
    pub elapsed: Duration,
}

/// The far ends of one generator thread.
struct Squad {
    go: oneshot::Sender<Word>,
    tally: oneshot::Receiver<Result<Histogram>>,
}

impl Fleet {
    /// Opens `connections` connections to a server, shared out among the threads.
    pub async fn connect(address: SocketAddr, requests: &Requests, connections: u64) -> Result<Self> {
        let connections = usize::try_from(connections)?;
        let threads = available_parallelism().map_or(1, usize::from).min(connections);
        let mut squads = Vec::new();
        let mut openings = Vec::new();
        for thread in 0..threads {
            let (opened, opening) = oneshot::channel();
            let (go, word) = oneshot::channel();
            let (report, tally) = oneshot::channel();
            let requests = Arc::clone(requests);
            let places: Vec<usize> = (thread..connections).step_by(threads).collect();
            Builder::new().name(format!("generator-{thread}")).spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                match runtime {
                    Ok(runtime) => runtime.block_on(squad(address, requests, places, opened, word, report)),
                    // The other end is gone only when the run was given up.
                    Err(error) => drop(opened.send(Err(error.into()))),
                }
            })?;
            openings.push(opening);
            squads.push(Squad { go, tally });
        }
        for opening in openings {
            opening.await.context("a generator thread died")??;
        }
        Ok(Self { squads, follow: None })
    }

    /// Lets every prebuilt request be followed by one that depends on its answer.
    pub fn following(self, follow: Option<Follow>) -> Self {
        Self { follow, ..self }
    }

    /// Gives the word, and waits until every connection has its last answer. A request starts only before `turn` is
    /// over. Any failed request, and any status but 200, fails the whole.
    pub async fn fire(self, turn: Duration) -> Result<Volley> {
        let begun = Instant::now();
        let mut tallies = Vec::new();
        let word = Word { deadline: begun + turn, follow: self.follow };
        for squad in self.squads {
            let told = squad.go.send(word);
            told.ok().context("a generator thread died")?;
            tallies.push(squad.tally);
        }
        let mut latencies = Histogram::new();
        for tally in tallies {
            latencies.merge(&tally.await.context("a generator thread died")??);
        }
        Ok(Volley { latencies, elapsed: begun.elapsed() })
    }
}

/// The life of one generator thread. Sends that nobody receives mean that the run was given up.
async fn squad(
    address: SocketAddr,
    requests: Requests,
    places: Vec<usize>,
    opened: oneshot::Sender<Result<()>>,
    word: oneshot::Receiver<Word>,
    report: oneshot::Sender<Result<Histogram>>,
) {
    let mut connections = Vec::new();
    for place in places {
        match Connection::open(address).await {
            Ok(connection) => connections.push((place, connection)),
            Err(error) => return drop(opened.send(Err(error))),
        }
    }
    if opened.send(Ok(())).is_err() {
        return;
    }
    let Ok(word) = word.await else { return };
    drop(report.send(volley(connections, requests, word).await));
}

async fn volley(connections: Vec<(usize, Connection)>, requests: Requests, word: Word) -> Result<Histogram> {
    let mut loops = JoinSet::new();
    for (place, connection) in connections {
        loops.spawn(closed_loop(connection, Arc::clone(&requests), place, word));
    }
    let mut latencies = Histogram::new();
    while let Some(tally) = loops.join_next().await {
        latencies.merge(&tally??);
    }
    Ok(latencies)
}

async fn closed_loop(
    mut connection: Connection,
    requests: Requests,
    place: usize,
    Word { deadline, follow }: Word,
) -> Result<Histogram> {
    let mut latencies = Histogram::new();
    let mut begun = Instant::now();
    let mut rounds = requests.iter().cycle().skip(place % requests.len().max(1));
    let mut next = None;
    while begun < deadline {
        let is_prebuilt = next.is_none();
        let Some(request) = next.take().or_else(|| rounds.next().map(Cow::from)) else { break };
        let answer = connection.exchange(&request).await?;
        let answered = Instant::now();
        answer.expect_status(200)?;
        latencies.record(answered - begun);
        begun = answered;
        if let Some(follow) = follow.filter(|_| is_prebuilt) {
            next = follow(&request, answer.body)?.map(Cow::from);
            begun = Instant::now();
        }
    }
    Ok(latencies)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::http;

    /// A server that gives every request the same answer, and a count of the requests it saw.
    async fn server(answer: &'static str) -> (SocketAddr, Arc<AtomicU64>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    let mut request = [0; 1024];
                    while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                        count.fetch_add(1, Ordering::Relaxed);
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                });
            }
        });
        (address, seen)
    }

    #[tokio::test]
    async fn every_answer_is_counted_once() {
        let (address, seen) = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
        let requests: Requests = [http::get("/a", None), http::get("/b", None)].into();
        let fleet = Fleet::connect(address, &requests, 5).await.unwrap();
        let volley = fleet.fire(Duration::from_millis(50)).await.unwrap();
        assert!(volley.latencies.count() >= 5);
        assert_eq!(volley.latencies.count(), seen.load(Ordering::Relaxed));
        assert!(volley.elapsed >= Duration::from_millis(50));
    }

    #[tokio::test]
    async fn answers_are_followed_once() {
        let (address, seen) = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/c").await;
        let requests: Requests = [http::get("/a", None)].into();
        let follow: Follow = |request, body| {
            anyhow::ensure!(request.starts_with(b"GET /a ") && body == b"/c", "a followed answer is followed");
            Ok(Some(http::get("/c", None)))
        };
        let fleet = Fleet::connect(address, &requests, 2).await.unwrap().following(Some(follow));
        let volley = fleet.fire(Duration::from_millis(50)).await.unwrap();
        assert_eq!(volley.latencies.count(), seen.load(Ordering::Relaxed));
        let failing: Follow = |_, _| anyhow::bail!("no next page");
        let fleet = Fleet::connect(address, &requests, 2).await.unwrap().following(Some(failing));
        assert!(fleet.fire(Duration::from_millis(50)).await.is_err(), "nobody asked how to go on");
    }

    #[tokio::test]
    async fn one_refusal_fails_the_run() {
        let (address, _) = server("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n").await;
        let requests: Requests = [http::get("/", None)].into();
        let fleet = Fleet::connect(address, &requests, 2).await.unwrap();
        let refusal = fleet.fire(Duration::from_millis(50)).await.err().unwrap().to_string();
        assert!(refusal.contains("429"), "{refusal}");
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let requests: Requests = [http::get("/", None)].into();
        assert!(Fleet::connect(address, &requests, 2).await.is_err());
    }
}
