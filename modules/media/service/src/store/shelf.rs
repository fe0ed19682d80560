//! Files by id, with the most wanted ones in memory. A file never changes, so all that can outdate a copy is its
//! deletion, and that forgets it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::FileId;
use moka::sync::Cache;
use platform::{Database, StoreResult};

use super::file::{self, Model};

/// About 1 KiB each.
const MOST_WANTED: u64 = 20_000;

/// Where files are looked up.
pub struct Shelf {
    db: Database,
    files: Cache<FileId, Arc<Model>>,
    deletions: AtomicU64,
}

impl Shelf {
    /// A shelf over the module's database.
    pub fn new(db: Database) -> Self {
        Self { db, files: Cache::new(MOST_WANTED), deletions: AtomicU64::new(0) }
    }

    /// A file, whoever owns it: what the caller may do with it is the caller's question.
    pub async fn find(&self, id: FileId) -> StoreResult<Option<Arc<Model>>> {
        Ok(self.find_all(&[id]).await?.remove(&id))
    }

    /// The files that exist, by id.
    pub async fn find_all(&self, ids: &[FileId]) -> StoreResult<HashMap<FileId, Arc<Model>>> {
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
        let before = self.deletions.load(Ordering::Acquire);
        for file in file::all_of(self.db.read(), &missing).await? {
            let (id, file) = (file.file_id(), Arc::new(file));
            self.files.insert(id, Arc::clone(&file));
            found.insert(id, file);
        }
        // A deletion that committed after the query may have looked for copies before this one was made.
        if self.deletions.load(Ordering::Acquire) != before {
            missing.iter().for_each(|id| self.files.invalidate(id));
        }
        Ok(found)
    }

    /// Forgets a file; to be called after its deletion has committed.
    pub fn forget(&self, id: FileId) {
        self.deletions.fetch_add(1, Ordering::AcqRel);
        self.files.invalidate(&id);
    }
}
