//! Input and output for services: a database per module, the outbox and inbox, the event bus, blob storage, mail, work
//! pools and secrets. It knows no module; services use it, http crates do not.

pub mod blobs;
pub mod bus;
pub mod database;
pub mod inbox;
pub mod mail;
pub mod once;
pub mod outbox;
pub mod pool;
pub mod relay;
pub mod secret;
pub mod store;
pub mod tx;

pub use blobs::{BlobSettings, StoreBlobs, open_blobs};
pub use bus::{Bus, BusFailure, LocalBus};
pub use database::{Database, DatabaseSettings, Durability, Engine};
pub use mail::{Mail, Mailbox, Mailer, SmtpMailer, SmtpSettings};
pub use once::{Once, Write};
pub use outbox::Settling;
pub use pool::{Busy, WorkPool};
pub use relay::{Relay, RelaySettings};
pub use secret::{Sealed, Secret};
pub use store::{StoreError, StoreResult};
pub use tx::Tx;
