//! Limits of live connections.

use std::time::Duration;

use serde::Deserialize;

/// Limits of live connections; the defaults are those of the published protocol.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct RealtimeSettings {
    /// Seconds between pings of the server; two unanswered ones end the connection.
    pub heartbeat_s: u64,
    /// How long a connection may stay unauthenticated.
    pub auth_timeout_ms: u64,
    /// Open connections of one person; one more ends the one that has been silent longest.
    pub connections_per_user: usize,
    /// Frames that may wait for a slow reader.
    pub queue_frames: usize,
    /// Bytes that may wait for a slow reader.
    pub queue_bytes: usize,
    /// Largest frame a client may send, in bytes.
    pub frame_bytes: usize,
    /// Commands a second that one connection may send on average, and at once.
    pub commands_per_second: u32,
    /// Commands of one connection that may be under way; beyond that nothing more is read from it.
    pub commands_in_flight: usize,
    /// How long one command may take.
    pub command_budget_ms: u64,
}

impl Default for RealtimeSettings {
    fn default() -> Self {
        Self {
            heartbeat_s: 25,
            auth_timeout_ms: 10_000,
            connections_per_user: 10,
            queue_frames: 256,
            queue_bytes: 1024 * 1024,
            frame_bytes: 64 * 1024,
            commands_per_second: 50,
            commands_in_flight: 64,
            command_budget_ms: 10_000,
        }
    }
}

impl RealtimeSettings {
    pub(crate) fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat_s.max(1))
    }
    pub(crate) fn auth_timeout(&self) -> Duration {
        Duration::from_millis(self.auth_timeout_ms)
    }
    pub(crate) fn command_budget(&self) -> Duration {
        Duration::from_millis(self.command_budget_ms)
    }
}
