//! Servers as processes of their own: started, waited for, weighed, and never left behind.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::http::{self, Connection};
use crate::scratch::Scratch;

/// How often a starting server is asked whether it is healthy.
const POLL: Duration = Duration::from_micros(500);
/// Longer than any honest start, also with very many people.
const PATIENCE: Duration = Duration::from_secs(120);
/// One tick of the times in `/proc/PID/stat`: `USER_HZ` is 100 on every common architecture (proc_pid_stat(5)).
const TICK: Duration = Duration::from_millis(10);

/// A running server; killed on drop.
pub struct Server {
    child: Child,
    address: SocketAddr,
    ready_in: Duration,
    /// Holds its log, and its data if it has any.
    folder: Arc<Scratch>,
}

impl Server {
    /// Starts a server that will listen on `port` of the loopback address, and waits for `GET /health` to answer 200.
    /// What it prints goes to `server.log` in `folder`, whose last lines are quoted when it does not come up.
    pub async fn start(mut command: Command, port: u16, folder: &Arc<Scratch>) -> Result<Self> {
        let log = File::create(folder.path().join("server.log"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let begun = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut server = Self { child, address, ready_in: Duration::ZERO, folder: Arc::clone(folder) };
        let health = http::get("/health", None);
        while !is_healthy(address, &health).await {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended ({status}) before it was healthy; its last words:\n{}", server.last_words());
            }
            if begun.elapsed() > PATIENCE {
                bail!("the server was not healthy within {PATIENCE:?}; its last words:\n{}", server.last_words());
            }
            // A timer of the runtime is no finer than a millisecond; the yield lets a signal through.
            std::thread::sleep(POLL);
            tokio::task::yield_now().await;
        }
        server.ready_in = begun.elapsed();
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From just before the process was made to its first healthy answer.
    pub fn ready_in(&self) -> Duration {
        self.ready_in
    }

    /// Processor time it has used so far, in user and kernel mode, all threads.
    pub fn cpu(&self) -> Result<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident memory in bytes, counted page by page (`VmRSS` may lag behind by some megabytes on many cores).
    pub fn resident_bytes(&self) -> Result<u64> {
        resident_of(&self.child.id().to_string())
    }

    /// Asks it to end (SIGTERM) and waits until it has, so that it leaves a tidy data folder.
    pub async fn stop(mut self) -> Result<()> {
        // The standard library can only kill; every POSIX shell has `kill` built in.
        let asked = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status()?;
        anyhow::ensure!(asked.success(), "cannot signal the server");
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() > PATIENCE {
                bail!("the server did not end within {PATIENCE:?} after SIGTERM");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    fn last_words(&self) -> String {
        let log = std::fs::read(self.folder.path().join("server.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let mut lines: Vec<&str> = log.lines().rev().take(12).collect();
        lines.reverse();
        lines.join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has already ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback address that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

async fn is_healthy(address: SocketAddr, health: &[u8]) -> bool {
    let asked = async { Connection::open(address).await?.exchange(health).await?.expect_status(200) };
    tokio::time::timeout(Duration::from_secs(1), asked).await.is_ok_and(|answer| answer.is_ok())
}

/// Processor time that a process has used so far, by its id or as `self`, in user and kernel mode, all threads.
pub fn cpu_of(process: &str) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    cpu_time(&stat).context("cannot read the processor times of /proc/PID/stat")
}

/// Resident memory of a process in bytes, by its id or as `self`.
pub fn resident_of(process: &str) -> Result<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    resident(&rollup).context("cannot read the resident size of /proc/PID/smaps_rollup")
}

/// Fields 14 and 15 of `/proc/PID/stat`; the second field is a name in parentheses that may contain anything.
fn cpu_time(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11);
    let mut ticks = || times.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

fn resident(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_past_any_name() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 9 8 7 6 250 30 5 4 20 0 3 0 100 1 2";
        assert_eq!(cpu_time(stat), Some(Duration::from_millis(2_800)));
        assert_eq!(cpu_time("42 (a"), None);
    }

    #[test]
    fn resident_size_is_in_bytes() {
        let rollup = "5581-7ffc ---p 0 00:00 0 [rollup]\nRss:                6920 kB\nPss:  100 kB\n";
        assert_eq!(resident(rollup), Some(6920 * 1024));
        assert_eq!(resident("Pss: 1 kB\n"), None);
    }

    #[test]
    fn this_process_can_be_weighed() {
        assert!(cpu_of("self").is_ok());
        assert!(resident_of("self").unwrap() > 100_000);
    }

    #[tokio::test]
    async fn a_server_that_ends_is_quoted() {
        let folder = Arc::new(Scratch::new().unwrap());
        let mut command = Command::new("sh");
        command.args(["-c", "echo no secret configured >&2; exit 3"]);
        let refusal = Server::start(command, free_port().unwrap(), &folder).await.err().unwrap().to_string();
        assert!(refusal.contains("exit status: 3") && refusal.ends_with("no secret configured"), "{refusal}");
    }
}
