//! Learns the names of accounts that a search would miss: of profiles that are older than the search, and of those made
//! while the auth module was silent.

use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{Cx, Outcome};
use profile_contract::ProfileRefusal;

use crate::Service;
use crate::store::{person, search_term};

/// Profiles at once, and how often for one search. An installation with very many old profiles takes several searches.
const BATCH: u64 = 200;
const ROUNDS: usize = 10;

/// Whether somebody may be nameless. A process does not know what was before it, so it looks once at least.
#[derive(Debug)]
pub(crate) struct Nameless {
    made: AtomicU64,
    looked: AtomicU64,
}

impl Default for Nameless {
    fn default() -> Self {
        Self { made: AtomicU64::new(1), looked: AtomicU64::new(0) }
    }
}

impl Nameless {
    /// A profile was made whose account's name is not known.
    pub fn note(&self) {
        self.made.fetch_add(1, Ordering::SeqCst);
    }
}

impl Service {
    pub(crate) async fn name_everybody(&self, cx: &Cx) -> Outcome<(), ProfileRefusal> {
        let made = self.nameless.made.load(Ordering::SeqCst);
        if self.nameless.looked.load(Ordering::SeqCst) == made {
            return Ok(());
        }
        let mut after = None;
        for _round in 0..ROUNDS {
            let nameless = search_term::nameless(self.db.read(), after, BATCH).await?;
            let Some(last) = nameless.last() else {
                self.nameless.looked.store(made, Ordering::SeqCst);
                return Ok(());
            };
            after = Some(*last);
            let usernames = self.usernames(cx, nameless.clone()).await?;
            let tx = self.db.begin().await?;
            // Whoever has left in between must not come back as a text.
            for (user, name) in person::names_of_all_there(tx.conn(), &nameless).await? {
                if let Some(username) = usernames.get(&user) {
                    search_term::put_username(tx.conn(), user, username).await?;
                    search_term::put_name(tx.conn(), user, &name).await?;
                }
            }
            tx.commit().await?;
        }
        Ok(())
    }
}
