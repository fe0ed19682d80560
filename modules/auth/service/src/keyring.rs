//! The signing keys as they stand in the database, where all processes of an installation find them.

use std::io::{Error, Result};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use kernel::{Clock, Timestamp};
use platform::{Database, Secret, StoreResult};
use tokio::sync::Mutex;

use crate::keys::{Key, RELOAD, Ring, generate};
use crate::settings::Settings;
use crate::store::signing_key::{self, Model};

/// How often an unknown key may make the database be asked.
const ASK: Duration = Duration::from_secs(2);

/// Keeps the keys: lists them, rotates them. `kindling keys` works with this beside running servers.
#[derive(Clone)]
pub struct Keys {
    db: Database,
    clock: Arc<dyn Clock>,
    secret: Secret,
    lead: Duration,
    ttl: Duration,
}

/// What a key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It is published and does not sign yet.
    Next,
    /// It signs.
    Signing,
    /// It checks what it signed.
    Checking,
    /// It is worth nothing any more.
    Retired,
}

/// A key, for people who look after the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCard {
    /// Its name (`kid`).
    pub id: String,
    /// What it is good for.
    pub state: KeyState,
    /// When it signs first.
    pub signs_from: Timestamp,
}

/// How to bring in a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It is published first and signs later; nobody notices.
    Planned,
    /// It signs at once and the others are worth nothing any more: for a key that was stolen. Access tokens end within
    /// a minute, refresh tokens get new ones.
    Emergency,
}

impl Keys {
    /// The keys of a module's database; `secret` is the one that the module is built with.
    pub fn new(settings: &Settings, db: Database, clock: Arc<dyn Clock>, secret: &Secret) -> Self {
        let (lead, ttl) = (Duration::from_secs(settings.key_lead_s), Duration::from_secs(settings.access_ttl_s));
        Self { db, clock, secret: secret.derive("signing keys"), lead, ttl }
    }

    /// All keys, oldest first.
    pub async fn list(&self) -> StoreResult<Vec<KeyCard>> {
        let (ring, now) = (self.ring().await?, self.clock.now());
        let signing = ring.signing(now).map(|key| key.id.clone());
        let state = |id: &str, signs_from: Timestamp| match () {
            () if signing.as_deref() == Some(id) => KeyState::Signing,
            () if signs_from > now => KeyState::Next,
            () if ring.find(id, now).is_some() => KeyState::Checking,
            () => KeyState::Retired,
        };
        let rows = signing_key::all(self.db.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let signs_from = Timestamp::from_millis(row.signs_from);
                KeyCard { state: state(&row.id, signs_from), signs_from, id: row.id }
            })
            .collect())
    }

    /// Brings in a new key and tells its name. Where one waits to sign already, that is the new one.
    pub async fn rotate(&self, rotation: Rotation) -> Result<String> {
        let now = self.clock.now();
        let tx = self.db.begin().await.map_err(Error::other)?;
        let rows = signing_key::all(tx.conn()).await.map_err(Error::other)?;
        let signs_from = match rotation {
            Rotation::Planned => {
                if let Some(next) = rows.iter().find(|row| row.signs_from > now.as_millis()) {
                    return Ok(next.id.clone());
                }
                now.after(self.lead)
            }
            Rotation::Emergency => {
                for row in &rows {
                    signing_key::delete(tx.conn(), &row.id).await.map_err(Error::other)?;
                }
                now
            }
        };
        let fresh = self.fresh(signs_from)?;
        let id = fresh.id.clone();
        signing_key::insert(tx.conn(), fresh).await.map_err(Error::other)?;
        tx.commit().await.map_err(Error::other)?;
        tracing::info!(security.event = "signing_key_rotated", key.id = id, ?rotation, "security");
        Ok(id)
    }

    /// Forgets keys that were retired a day ago or earlier.
    pub async fn sweep(&self) -> StoreResult<u64> {
        let ring = self.ring().await?;
        let horizon = self.clock.now().before(Duration::from_secs(24 * 3600));
        let mut swept = 0;
        for row in signing_key::all(self.db.read()).await? {
            if ring.retires(&row.id).is_some_and(|end| end < horizon) {
                let tx = self.db.begin().await?;
                signing_key::delete(tx.conn(), &row.id).await?;
                tx.commit().await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// The keys that can be opened. One that was sealed with another secret is worth nothing.
    async fn ring(&self) -> StoreResult<Ring> {
        let rows = signing_key::all(self.db.read()).await?;
        let opened = rows.into_iter().filter_map(|row| {
            let key = self.secret.open(&row.sealed);
            let key = key.and_then(|document| Key::from_pkcs8(&document, Timestamp::from_millis(row.signs_from)));
            if key.is_none() {
                tracing::warn!(key.id = row.id, "a signing key was sealed with another secret and is not used");
            }
            key.map(Arc::new)
        });
        Ok(Ring::new(opened.collect(), self.ttl))
    }

    async fn first(&self) -> Result<()> {
        let fresh = self.fresh(self.clock.now())?;
        let stored = async {
            let tx = self.db.begin().await?;
            signing_key::insert(tx.conn(), fresh).await?;
            tx.commit().await
        };
        stored.await.map_err(Error::other)
    }

    fn fresh(&self, signs_from: Timestamp) -> Result<Model> {
        let document = generate()?;
        let key = Key::from_pkcs8(&document, signs_from);
        let key = key.ok_or_else(|| Error::other("a key that was just made is none"))?;
        Ok(Model {
            id: key.id,
            sealed: self.secret.seal(&document),
            created_at: self.clock.now().as_millis(),
            signs_from: signs_from.as_millis(),
        })
    }
}

/// The keys in memory, looked up again every minute and when a token names one that is not known.
pub struct Keyring {
    keys: Keys,
    ring: RwLock<Arc<Ring>>,
    read_at: AtomicI64,
    turn: Mutex<()>,
}

impl Keyring {
    /// Opens the keys, and makes the first one where none signs.
    pub async fn open(keys: Keys) -> Result<Self> {
        let mut ring = keys.ring().await.map_err(Error::other)?;
        if ring.signing(keys.clock.now()).is_none() {
            keys.first().await?;
            ring = keys.ring().await.map_err(Error::other)?;
        }
        let read_at = AtomicI64::new(keys.clock.now().as_millis());
        Ok(Self { ring: RwLock::new(Arc::new(ring)), keys, read_at, turn: Mutex::default() })
    }

    /// The keys that are known.
    pub fn known(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys as they were a minute ago or later.
    pub async fn recent(&self) -> StoreResult<Arc<Ring>> {
        self.no_older_than(RELOAD).await
    }

    /// The keys as they are, if nobody has asked a moment ago: for a token that names an unknown one.
    pub async fn again(&self) -> StoreResult<Arc<Ring>> {
        self.no_older_than(ASK).await
    }

    async fn no_older_than(&self, age: Duration) -> StoreResult<Arc<Ring>> {
        if self.age() < age {
            return Ok(self.known());
        }
        let _turn = self.turn.lock().await;
        if self.age() >= age {
            let ring = Arc::new(self.keys.ring().await?);
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
            self.read_at.store(self.keys.clock.now().as_millis(), Ordering::Release);
        }
        Ok(self.known())
    }

    fn age(&self) -> Duration {
        self.keys.clock.now().since(Timestamp::from_millis(self.read_at.load(Ordering::Acquire)))
    }
}
