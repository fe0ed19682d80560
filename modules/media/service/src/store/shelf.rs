//! Files by id, with the most wanted ones in memory. The bytes of a file never change, so all that can outdate a copy is
//! its deletion or a review, and both forget it; those of another process are heard of when the copy is due.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kernel::FileId;
use moka::sync::Cache;
use platform::{Database, StoreResult};

use super::file::{self, Stored};

/// About 1 KiB each.
const MOST_WANTED: u64 = 20_000;
/// How long a copy may be believed.
const BELIEVED: Duration = Duration::from_secs(30);

/// Where files are looked up.
pub struct Shelf {
    db: Database,
    files: Cache<FileId, Arc<Stored>>,
    changes: AtomicU64,
}

impl Shelf {
    /// A shelf over the module's database.
    pub fn new(db: Database) -> Self {
        let files = Cache::builder().max_capacity(MOST_WANTED).time_to_live(BELIEVED).build();
        Self { db, files, changes: AtomicU64::new(0) }
    }

    /// A file, whoever owns it: what the caller may do with it is the caller's question.
    pub async fn find(&self, id: FileId) -> StoreResult<Option<Arc<Stored>>> {
        Ok(self.find_all(&[id]).await?.remove(&id))
    }

    /// The files that exist, by id.
    pub async fn find_all(&self, ids: &[FileId]) -> StoreResult<HashMap<FileId, Arc<Stored>>> {
        let mut found = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match self.files.get(id) {
                Some(file) => drop(found.insert(*id, file)),
                None => missing.push(*id),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let before = self.changes.load(Ordering::Acquire);
        for file in file::all_of(self.db.read(), &missing).await? {
            let (id, file) = (file.file.file_id(), Arc::new(file));
            self.files.insert(id, Arc::clone(&file));
            found.insert(id, file);
        }
        // A change that committed after the query may have looked for copies before this one was made.
        if self.changes.load(Ordering::Acquire) != before {
            missing.iter().for_each(|id| self.files.invalidate(id));
        }
        Ok(found)
    }

    /// Forgets a file; to be called after its deletion or review has committed.
    pub fn forget(&self, id: FileId) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.files.invalidate(&id);
    }
}
