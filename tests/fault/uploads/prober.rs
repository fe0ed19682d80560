//! Asks for `/health` again and again, and remembers how long each answer took.

use std::fmt;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Pause between an answer and the next question.
const PAUSE: Duration = Duration::from_millis(20);
/// Threads that ask, each on a connection of its own: the server keeps a connection on one of its workers, and each of
/// them has to answer.
const LANES: usize = 4;

pub struct Prober {
    over: Arc<AtomicBool>,
    lanes: Vec<JoinHandle<Vec<Duration>>>,
}

/// How long answers took.
pub struct Health {
    pub count: usize,
    pub median: Duration,
    pub p99: Duration,
    pub longest: Duration,
}

impl Prober {
    pub fn start(address: SocketAddr) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let lane = |_| {
            let over = Arc::clone(&over);
            std::thread::spawn(move || ask(address, &over))
        };
        let lanes = (0..LANES).map(lane).collect();
        Self { over, lanes }
    }

    /// Stops, and says how it was. An answer other than 200 fails the test.
    pub fn finish(self) -> Health {
        self.over.store(true, Ordering::Relaxed);
        let answers = self.lanes.into_iter().flat_map(|lane| lane.join().expect("every answer is 200"));
        let mut latencies: Vec<Duration> = answers.collect();
        latencies.sort();
        assert!(latencies.len() > 100, "only {} answers", latencies.len());
        let at = |share: usize| latencies[(latencies.len() - 1) * share / 100];
        Health { count: latencies.len(), median: at(50), p99: at(99), longest: at(100) }
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, median, p99, longest } = self;
        write!(f, "{count} answers, median {median:.1?}, p99 {p99:.1?}, longest {longest:.1?}")
    }
}

fn ask(address: SocketAddr, over: &AtomicBool) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut latencies = Vec::new();
    let mut answer = [0; 8192];
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        // Short enough for one packet on the loopback interface.
        let length = stream.read(&mut answer).unwrap();
        latencies.push(begun.elapsed());
        assert!(answer[..length].starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer[..length]));
        std::thread::sleep(PAUSE);
    }
    latencies
}
