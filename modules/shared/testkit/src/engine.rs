//! Which engines a test runs on.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use platform::Engine;

/// The PostgreSQL server tests use, without a database name: `KINDLING_TEST_POSTGRES`, or the one on this machine.
pub fn postgres_url() -> String {
    std::env::var("KINDLING_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432".into())
}

/// Whether a missing service fails the run instead of skipping tests.
pub fn services_required() -> bool {
    std::env::var_os("KINDLING_REQUIRE_SERVICES").is_some()
}

/// SQLite, and PostgreSQL where one answers. A skip is said aloud, and is a failure when services are required.
pub fn engines() -> Vec<Engine> {
    let mut engines = vec![Engine::Sqlite];
    if reachable(&postgres_url()) {
        engines.push(Engine::Postgres);
    } else if services_required() {
        panic!("PostgreSQL is required and does not answer at {}", postgres_url());
    } else {
        eprintln!("SKIPPED on PostgreSQL: none answers at {}", postgres_url());
    }
    engines
}

fn reachable(url: &str) -> bool {
    let host = url.rsplit('@').next().unwrap_or(url).trim_start_matches("postgres://");
    let host = host.split('/').next().unwrap_or(host);
    let Ok(mut addresses) = host.to_socket_addrs() else { return false };
    addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_millis(300)).is_ok())
}
