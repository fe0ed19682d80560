//! A database of a test's own, gone afterwards.

use std::path::{Path, PathBuf};

use platform::{Database, DatabaseSettings, Engine, Secret};
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;

use crate::engine::postgres_url;

/// A migrated database that disappears with this value.
pub struct TestDatabase {
    db: Database,
    home: Home,
}

enum Home {
    Folder(PathBuf),
    Postgres(String),
}

impl TestDatabase {
    /// A fresh database of `module`, brought up to date by its migrator.
    pub async fn new<M: MigratorTrait>(engine: Engine, module: &'static str) -> Self {
        let (url, home) = match engine {
            Engine::Sqlite => {
                let folder = scratch_folder();
                (format!("sqlite:{}", folder.display()), Home::Folder(folder))
            }
            Engine::Postgres => {
                let name = create_postgres().await;
                (format!("{}/{name}", postgres_url()), Home::Postgres(name))
            }
        };
        let settings = DatabaseSettings { url, connections: 8, acquire_timeout_ms: 10_000, ..Default::default() };
        let db = Database::open(&settings, module, &Secret::random().unwrap()).await.unwrap();
        M::up(db.writer(), None).await.unwrap();
        Self { db, home }
    }

    /// The database.
    pub fn db(&self) -> Database {
        self.db.clone()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.home {
            Home::Folder(folder) => remove(folder),
            Home::Postgres(name) => {
                let name = name.clone();
                // Dropping needs a runtime of its own: the test's may be in the middle of a panic.
                let thread = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(drop_postgres(&name));
                });
                drop(thread.join());
            }
        }
    }
}

/// A PostgreSQL database of a test's own, for tests that start whole servers.
pub struct ScratchPostgres {
    name: String,
}

impl ScratchPostgres {
    /// An empty database.
    pub async fn create() -> Self {
        Self { name: create_postgres().await }
    }
    /// Its address.
    pub fn url(&self) -> String {
        format!("{}/{}", postgres_url(), self.name)
    }
    /// Removes it, whoever is still connected.
    pub async fn drop(self) {
        drop_postgres(&self.name).await;
    }
}

/// An empty folder of a test's own.
pub fn scratch_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(fresh_name());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn remove(folder: &Path) {
    // A file that is still open elsewhere may stay; the folder is in the system's temporary one.
    let _kept = std::fs::remove_dir_all(folder);
}

async fn create_postgres() -> String {
    let name = fresh_name();
    let admin = sea_orm::Database::connect(format!("{}/postgres", postgres_url())).await.unwrap();
    admin.execute_unprepared(&["CREATE DATABASE ", &name].concat()).await.unwrap();
    admin.close().await.unwrap();
    name
}

async fn drop_postgres(name: &str) {
    let admin = sea_orm::Database::connect(format!("{}/postgres", postgres_url())).await.unwrap();
    let drop = ["DROP DATABASE IF EXISTS ", name, " WITH (FORCE)"].concat();
    admin.execute_unprepared(&drop).await.unwrap();
    admin.close().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "a scratch place only needs a name nobody else has")]
fn fresh_name() -> String {
    format!("kindling_test_{}", uuid::Uuid::new_v4().simple())
}
