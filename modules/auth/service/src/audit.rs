//! The log that people read of their own account, and the same facts as structured events in the server's log.
//!
//! What changes an account is logged in the transaction that changes it. What was refused is logged by a task of its own,
//! a little later and many at a time: a wrong password must take as long for an account that exists as for one that does
//! not, and a storm of them must not keep the database busy.

use std::sync::Arc;

use auth_contract::Device;
use kernel::{Clock, Ids, UserId};
use platform::{Database, StoreResult, Tx};
use tokio::sync::mpsc;

use crate::store::audit_entry::{self, Model};
use crate::store::session;

/// Entries that may wait, and those that one statement writes.
const QUEUE: usize = 4096;
const BATCH: usize = 256;

macro_rules! deeds {
    ($( $(#[$meta:meta])* $Name:ident = $name:literal; )+) => {
        /// What can happen to an account.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Deed { $( $(#[$meta])* $Name, )+ }
        impl Deed {
            /// Its name in both logs.
            pub fn name(self) -> &'static str {
                match self { $( Self::$Name => $name, )+ }
            }
        }
    };
}

deeds! {
    /// It came into being.
    Registered = "registered";
    /// Somebody signed in.
    LoggedIn = "logged_in";
    /// A password or a one-time code was wrong.
    LogInFailed = "log_in_failed";
    /// A change was asked for with a wrong password.
    ReauthenticationFailed = "reauthentication_failed";
    /// A refresh token came a second time, and its sign-in was ended.
    TokenReused = "token_reused";
    /// Somebody signed out.
    LoggedOut = "logged_out";
    /// A device was signed out from another one.
    SessionRevoked = "session_revoked";
    /// All other devices were signed out.
    SessionsRevoked = "sessions_revoked";
    /// The password was changed.
    PasswordChanged = "password_changed";
    /// A link to set a new password was asked for.
    PasswordForgotten = "password_forgotten";
    /// The password was set by such a link.
    PasswordReset = "password_reset";
    /// A link to confirm an address was asked for.
    EmailChangeRequested = "email_change_requested";
    /// An address was confirmed.
    EmailVerified = "email_verified";
    /// A Telegram account was tied to it.
    TelegramLinked = "telegram_linked";
    /// It was untied.
    TelegramUnlinked = "telegram_unlinked";
    /// One-time codes became active.
    TotpActivated = "totp_activated";
    /// They were done away with.
    TotpRemoved = "totp_removed";
    /// A recovery code was used up.
    RecoveryCodeUsed = "recovery_code_used";
    /// A passkey was registered.
    PasskeyAdded = "passkey_added";
    /// A passkey was forgotten.
    PasskeyRemoved = "passkey_removed";
    /// A passkey's signature counter went back: there may be a copy of it.
    PasskeySuspected = "passkey_suspected";
    /// What the account may do was changed.
    RolesChanged = "roles_changed";
    /// Its erasure was asked for.
    ErasureRequested = "erasure_requested";
    /// It stays.
    ErasureCancelled = "erasure_cancelled";
}

/// Writes the log.
pub struct Audit {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    later: mpsc::Sender<Model>,
}

impl Audit {
    /// Starts the task that writes what was refused; it ends once this is dropped.
    pub fn start(db: Database, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        let (later, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write(db, waiting));
        Self { clock, ids, later }
    }

    /// Logs what a transaction does, with the device it is done on.
    pub async fn note(&self, tx: &Tx, user: UserId, deed: Deed, device: &Device) -> StoreResult<()> {
        audit_entry::insert_all(tx.conn(), vec![self.entry(user, deed, device)]).await
    }

    /// Logs what a transaction does on the device of one of the account's sessions.
    pub async fn note_on(&self, tx: &Tx, deed: Deed, session: &session::Model) -> StoreResult<()> {
        let device = Device { label: session.label.clone(), ip: session.ip.clone() };
        self.note(tx, session.owner(), deed, &device).await
    }

    /// Logs what was refused, soon. Where too many wait, the server's log alone has it.
    pub fn refused(&self, user: UserId, deed: Deed, device: &Device) {
        if self.later.try_send(self.entry(user, deed, device)).is_err() {
            tracing::warn!(user.id = %user, "too many refusals at once to keep them all for the account's owner");
        }
    }

    fn entry(&self, user: UserId, deed: Deed, device: &Device) -> Model {
        tracing::info!(security.event = deed.name(), user.id = %user, client.ip = device.ip, "security");
        Model {
            id: self.ids.fresh(),
            account_id: user.0,
            at: self.clock.now().as_millis(),
            event: deed.name().to_owned(),
            ip: device.ip.clone(),
            label: device.label.clone(),
        }
    }
}

async fn write(db: Database, mut waiting: mpsc::Receiver<Model>) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let entries = std::mem::take(&mut batch);
        let written = async {
            let tx = db.begin().await?;
            audit_entry::insert_all(tx.conn(), entries).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "refusals could not be kept for the accounts' owners");
        }
    }
}
