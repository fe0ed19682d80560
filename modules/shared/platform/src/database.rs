//! One module's database: a SQLite file of its own, or a PostgreSQL schema of its own, behind the same handle.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use serde::Deserialize;
use tokio::sync::Notify;

use crate::outbox::Waiters;
use crate::secret::Secret;
use crate::store::{StoreError, StoreResult};
use crate::tx::Tx;

/// What runs below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file a module.
    Sqlite,
    /// A schema a module.
    Postgres,
}

/// When a commit counts as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// After its fsync: survives a power cut (SQLite `synchronous=FULL`).
    #[default]
    Full,
    /// Survives a crash of the process, but the last commits may be lost in a power cut (`synchronous=NORMAL`).
    Normal,
}

/// Where a module's data lives.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct DatabaseSettings {
    /// `sqlite:<folder>` for one file a module in that folder, or `postgres://...` for a schema a module.
    pub url: String,
    /// Connections that read (SQLite) or do everything (PostgreSQL).
    pub connections: u32,
    /// How long a request waits for a connection before it is answered 503.
    pub acquire_timeout_ms: u64,
    /// When a commit counts as done (SQLite; PostgreSQL follows its `synchronous_commit`).
    pub durability: Durability,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { url: "sqlite:data".into(), connections: 4, acquire_timeout_ms: 1500, durability: Durability::Full }
    }
}

/// A module's database. Clones share it.
#[derive(Clone)]
pub struct Database {
    pub(crate) write: DatabaseConnection,
    pub(crate) read: DatabaseConnection,
    pub(crate) shared: Arc<Shared>,
    engine: Engine,
}

pub(crate) struct Shared {
    pub(crate) module: &'static str,
    pub(crate) appended: Notify,
    pub(crate) waiters: Waiters,
    pub(crate) seal: Secret,
}

impl Database {
    /// Opens the database of `module`, creating the file or the schema when it is missing. `secret` seals stored
    /// replies at rest.
    pub async fn open(settings: &DatabaseSettings, module: &'static str, secret: &Secret) -> StoreResult<Self> {
        let url = normalise(&settings.url);
        let (write, read, engine) = if let Some(folder) = url.strip_prefix("sqlite:") {
            let folder = PathBuf::from(folder.trim_start_matches("//"));
            std::fs::create_dir_all(&folder)
                .map_err(|error| StoreError::corrupt(format_args!("data folder: {error}")))?;
            let file = folder.join(format!("{module}.db"));
            let write = sea_orm::Database::connect(sqlite(settings, &file, 1, false)).await?;
            // Readers connect when they are first needed: an idle server starts quickly and stays small.
            let mut readers = sqlite(settings, &file, settings.connections, true);
            readers.connect_lazy(true);
            let read = sea_orm::Database::connect(readers).await?;
            (write, read, Engine::Sqlite)
        } else {
            let pool = open_postgres(settings, &url, module).await?;
            (pool.clone(), pool, Engine::Postgres)
        };
        let shared = Shared {
            module,
            appended: Notify::new(),
            waiters: Waiters::default(),
            seal: secret.derive(&format!("stored replies of {module}")),
        };
        Ok(Self { write, read, shared: Arc::new(shared), engine })
    }

    /// What runs below.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// For reads outside a transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For migrations.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Starts a transaction that may write. On SQLite it holds the writer until it ends, so keep it short and never
    /// call another module inside.
    pub async fn begin(&self) -> StoreResult<Tx> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let inner = match self.engine {
            Engine::Sqlite => self.write.begin_with_options(options).await?,
            Engine::Postgres => self.write.begin().await?,
        };
        Ok(Tx::new(inner, Arc::clone(&self.shared)))
    }

    /// Whether reads and writes would work now.
    pub async fn ping(&self) -> StoreResult<()> {
        self.read.execute_unprepared("SELECT 1").await?;
        self.write.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Closes the connections; commits that were acknowledged are on disk already.
    pub async fn close(self) -> StoreResult<()> {
        self.read.close().await?;
        if self.engine == Engine::Sqlite {
            self.write.close().await?;
        }
        Ok(())
    }
}

/// Accepts the spellings other stacks use for the same database.
fn normalise(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) if scheme.starts_with("postgres") => format!("postgres://{rest}"),
        _ => url.to_owned(),
    }
}

fn sqlite(settings: &DatabaseSettings, file: &std::path::Path, connections: u32, reader: bool) -> ConnectOptions {
    let synchronous = match settings.durability {
        Durability::Full => SqliteSynchronous::Full,
        Durability::Normal => SqliteSynchronous::Normal,
    };
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(256)
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-8000")
                .pragma("query_only", if reader { "on" } else { "off" })
        });
    options
}

async fn open_postgres(settings: &DatabaseSettings, url: &str, module: &str) -> StoreResult<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(settings.connections)
        .acquire_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .connect_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .sqlx_logging(false)
        .set_schema_search_path(module)
        .set_application_name(format!("kindling-{module}"));
    let pool = sea_orm::Database::connect(options).await?;
    let create = match module.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        true => ["CREATE SCHEMA IF NOT EXISTS ", module].concat(),
        false => return Err(StoreError::corrupt("module names are lower-case words")),
    };
    // Two processes that start at once may both try; the loser sees the winner's schema.
    if let Err(error) = pool.execute_unprepared(&create).await {
        tracing::debug!(%error, "schema creation raced");
        pool.execute_unprepared(&create).await?;
    }
    Ok(pool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_other_stacks_mean_the_same_database() {
        for url in ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+asyncpg://u@h/d"] {
            assert_eq!(normalise(url), "postgres://u@h/d");
        }
        assert_eq!(normalise("sqlite:data"), "sqlite:data");
    }
}
