//! Answers forgotten passwords, away from the request: the request only says which address, and so takes as long, and
//! answers the same, whether or not anybody has it.

use std::sync::Arc;

use auth_contract::Device;
use platform::{Busy, Database, StoreError, StoreResult};
use tokio::sync::mpsc;

use crate::audit::{Audit, Deed};
use crate::domain::email::{Email, LoginName};
use crate::domain::link::LinkToken;
use crate::letters::Letters;
use crate::store::account;
use crate::store::one_time_token::{self, Purpose};

/// Addresses that may wait.
const QUEUE: usize = 1024;

/// Takes addresses.
pub struct Forgotten {
    queue: mpsc::Sender<Plea>,
}

struct Plea {
    email: Email,
    device: Device,
}

/// A place in the queue, to be filled once the request counts.
pub struct Place<'a>(mpsc::Permit<'a, Plea>);

impl Forgotten {
    /// Starts the task that looks accounts up; it ends once this is dropped.
    pub fn start(db: Database, audit: Arc<Audit>, letters: Arc<Letters>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(Desk { db, audit, letters }.work(waiting));
        Self { queue }
    }

    /// A place for one address; `Busy` when too many wait.
    pub fn place(&self) -> Result<Place<'_>, Busy> {
        self.queue.try_reserve().map(Place).map_err(|_| Busy)
    }
}

impl Place<'_> {
    /// Says which address.
    pub fn fill(self, email: Email, device: Device) {
        self.0.send(Plea { email, device });
    }
}

struct Desk {
    db: Database,
    audit: Arc<Audit>,
    letters: Arc<Letters>,
}

impl Desk {
    async fn work(self, mut waiting: mpsc::Receiver<Plea>) {
        while let Some(plea) = waiting.recv().await {
            if let Err(error) = self.answer(plea).await {
                tracing::warn!(%error, "a forgotten password could not be answered");
            }
        }
    }

    async fn answer(&self, Plea { email, device }: Plea) -> StoreResult<()> {
        let Some(account) = account::by_login(self.db.read(), &LoginName::Email(email.key())).await? else {
            return Ok(());
        };
        // As it is stored: two spellings with one key may lead to two mailboxes.
        let Some(Ok(address)) = account.email.as_deref().map(Email::parse) else { return Ok(()) };
        if self.letters.admit(Purpose::Reset, &address).is_err() {
            tracing::info!(security.event = "mail_held_back", user.id = %account.user_id(), "security");
            return Ok(());
        }
        let token = LinkToken::fresh().map_err(StoreError::corrupt)?;
        let end = self.letters.end_of(Purpose::Reset);
        let tx = self.db.begin().await?;
        one_time_token::replace(tx.conn(), Purpose::Reset, Some(account.user_id()), Some(address.key()), &token, end)
            .await?;
        self.audit.note(&tx, account.user_id(), Deed::PasswordForgotten, &device).await?;
        tx.commit().await?;
        self.letters.reset(&address, &token);
        Ok(())
    }
}
