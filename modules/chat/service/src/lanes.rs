//! Lanes keep one person's sends in the order in which they came, although checking them takes time.

use kernel::{ConversationId, UserId};
use tokio::sync::{Mutex, MutexGuard};

/// How many lanes; people share them by chance, which costs them nothing but a moment's wait.
const LANES: usize = 256;

/// A fixed set of fair locks.
pub(crate) struct Lanes {
    lanes: Vec<Mutex<()>>,
    spare: Mutex<()>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { lanes: (0..LANES).map(|_| Mutex::new(())).collect(), spare: Mutex::new(()) }
    }
}

impl Lanes {
    /// Waits for one's turn: first come, first served, counted from the first poll.
    pub(crate) async fn turn(&self, user: UserId, conversation: ConversationId) -> MutexGuard<'_, ()> {
        let mixed = user.0.as_u64_pair().1 ^ conversation.0.as_u64_pair().1;
        let lane = usize::try_from(mixed % LANES as u64).unwrap_or(0);
        self.lanes.get(lane).unwrap_or(&self.spare).lock().await
    }
}
