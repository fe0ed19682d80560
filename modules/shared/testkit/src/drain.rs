//! Delivers waiting events until nothing is left.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Reaction, SystemClock};
use platform::{Database, LocalBus, Relay, RelaySettings};

/// Relays all of a database's waiting events to the reactions; panics when some are still refused after ten seconds.
pub async fn drain(db: &Database, reactions: impl IntoIterator<Item = Arc<dyn Reaction>>) {
    let bus = LocalBus::new();
    bus.subscribe(reactions);
    let relay = Relay::new(db.clone(), Arc::new(bus), Arc::new(SystemClock), RelaySettings::default());
    let running = tokio::spawn(relay.run());
    let started = Instant::now();
    while db.outbox_depth().await.unwrap() > 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "events are still refused");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    running.abort();
}
