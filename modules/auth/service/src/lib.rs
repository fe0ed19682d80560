//! The auth module: who somebody is, and how they prove it.
//!
//! Access tokens are short-lived JWTs that anyone can check with the published key; refresh tokens are opaque, rotate at
//! each use, and are stored as digests. A session ends in the database first, then in memory, and only then is the caller
//! told: what was ended does not work once more. Passwords are hashed in a bounded pool, so that a storm of sign-ins
//! holds up nothing else.

mod domain;
mod keys;
mod passwords;
mod revocation;
mod sessions;
mod settings;
mod sign_in;
mod store;
mod sweep;
mod tokens;
mod usecase;

use std::sync::Arc;
use std::time::Duration;

use auth_contract::{
    AccountCards, Accounts, AuthRefusal, ChangePassword, GetAccounts, GetJwks, Identity, ImportAccounts, Jwks,
    ListSessions, LogIn, LogOut, Refresh, Register, RenewAccess, RevokeOtherSessions, RevokeSession, RevokedSessions,
    SessionCard, SignIn, ValidateTelegram, VerifyToken,
};
use kernel::{Clock, Cx, Done, Ids, Outcome, Page, Reaction, Signals};
use platform::{Database, Secret};

pub use settings::Settings;
pub use sweep::Sweep;

use domain::telegram::Scheme;
use keys::Keyring;
use passwords::Passwords;
use sessions::Sessions;
use tokens::Tokens;

/// What the module needs from outside.
pub struct Deps {
    /// Its database.
    pub db: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// Where ended sessions are told at once.
    pub signals: Signals,
    /// The installation's secret; successors of refresh tokens are made with one derived from it.
    pub secret: Secret,
}

/// The module, ready to be asked.
pub struct Built {
    /// What others ask.
    pub contract: Arc<dyn Accounts>,
    /// What it does when facts arrive.
    pub reactions: Vec<Arc<dyn Reaction>>,
    /// Forgets expired sessions and tokens; to be run every hour or so.
    pub sweep: Sweep,
}

/// Builds the module. Fails when the signing key cannot be read or made, when the hashing costs are not possible, or when
/// Telegram's keys are none.
pub fn build(settings: &Settings, deps: Deps) -> std::io::Result<Built> {
    let Deps { db, clock, ids, signals, secret } = deps;
    let service = Service {
        tokens: Tokens::new(settings, Keyring::load_or_create(&settings.key_file)?),
        passwords: Passwords::new(settings)?,
        sessions: Sessions::new(db.clone(), &signals),
        telegram: settings.telegram_scheme().map_err(std::io::Error::other)?,
        telegram_max_age: Duration::from_secs(settings.telegram_max_age_s),
        refresh_ttl: Duration::from_secs(settings.refresh_ttl_s),
        refresh_grace: Duration::from_secs(settings.refresh_grace_s),
        successors: secret.derive("successors of refresh tokens"),
        db: db.clone(),
        clock: Arc::clone(&clock),
        ids,
        signals,
    };
    Ok(Built { contract: Arc::new(service), reactions: Vec::new(), sweep: Sweep::new(db, clock) })
}

struct Service {
    db: Database,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    signals: Signals,
    tokens: Tokens,
    passwords: Passwords,
    sessions: Sessions,
    telegram: Option<Scheme>,
    telegram_max_age: Duration,
    refresh_ttl: Duration,
    refresh_grace: Duration,
    successors: Secret,
}

#[async_trait::async_trait]
impl Accounts for Service {
    async fn register(&self, cx: &Cx, req: Register) -> Outcome<SignIn, AuthRefusal> {
        self.register(cx, req).await
    }
    async fn log_in(&self, cx: &Cx, req: LogIn) -> Outcome<SignIn, AuthRefusal> {
        self.log_in(cx, req).await
    }
    async fn validate_telegram(&self, cx: &Cx, req: ValidateTelegram) -> Outcome<SignIn, AuthRefusal> {
        self.validate_telegram(cx, req).await
    }
    async fn refresh(&self, cx: &Cx, req: Refresh) -> Outcome<SignIn, AuthRefusal> {
        self.refresh(cx, req).await
    }
    async fn renew_access(&self, cx: &Cx, req: RenewAccess) -> Outcome<SignIn, AuthRefusal> {
        self.renew_access(cx, req).await
    }
    async fn log_out(&self, cx: &Cx, req: LogOut) -> Outcome<Done, AuthRefusal> {
        self.log_out(cx, req).await
    }
    async fn list_sessions(&self, cx: &Cx, req: ListSessions) -> Outcome<Page<SessionCard>, AuthRefusal> {
        self.list_sessions(cx, req).await
    }
    async fn revoke_session(&self, cx: &Cx, req: RevokeSession) -> Outcome<Done, AuthRefusal> {
        self.revoke_session(cx, req).await
    }
    async fn revoke_other_sessions(&self, cx: &Cx, req: RevokeOtherSessions) -> Outcome<RevokedSessions, AuthRefusal> {
        self.revoke_other_sessions(cx, req).await
    }
    async fn change_password(&self, cx: &Cx, req: ChangePassword) -> Outcome<Done, AuthRefusal> {
        self.change_password(cx, req).await
    }
    async fn verify_token(&self, cx: &Cx, req: VerifyToken) -> Outcome<Identity, AuthRefusal> {
        self.verify_token(cx, req).await
    }
    async fn get_jwks(&self, cx: &Cx, req: GetJwks) -> Outcome<Jwks, AuthRefusal> {
        self.get_jwks(cx, req).await
    }
    async fn get_accounts(&self, cx: &Cx, req: GetAccounts) -> Outcome<AccountCards, AuthRefusal> {
        self.get_accounts(cx, req).await
    }
    async fn import_accounts(&self, cx: &Cx, req: ImportAccounts) -> Outcome<Done, AuthRefusal> {
        self.import_accounts(cx, req).await
    }
}
