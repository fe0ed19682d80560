//! The auth module: who somebody is, and how they prove it.
//!
//! Access tokens are short-lived JWTs that anyone can check with the published key; refresh tokens are opaque, rotate at
//! each use, and are stored as digests. A session ends in the database first, then in memory, and only then is the caller
//! told: what was ended does not work once more. Passwords are hashed in a bounded pool, so that a storm of sign-ins
//! holds up nothing else.

mod audit;
mod domain;
mod forgotten;
mod guesses;
mod keyring;
mod keys;
mod letters;
mod passkey;
mod passwords;
mod reauthentication;
mod rehash;
mod revocation;
mod second_factor;
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
    AccountCards, Accounts, AdminLink, AuditEntry, AuthRefusal, BeginPasskeyLogin, BeginPasskeyRegistration, BeginTotp,
    ChangeEmail, ChangePassword, ClaimAdmin, CloseAccount, ConfirmTotp, DeleteAccount, DueErasures, EraseAccount,
    Erasure, ErasureReceipt, ExportAccount, FinishPasskeyLogin, FinishPasskeyRegistration, ForgotPassword, GetAccounts,
    GetErasure, GetJwks, GetOwnAccount, Identity, ImportAccounts, Introspect, Introspection, Jwks, LinkTelegram,
    ListAudit, ListDueErasures, ListPasskeys, ListSessions, LogIn, LogOut, OpenAdminLink, OwnAccount, PasskeyCard,
    PasskeyCreation, PasskeyRequest, Passkeys, RecoveryCodes, Refresh, Register, RemovePasskey, RemoveTotp,
    RenewAccess, ResetPassword, RestoreAccount, RevokeOtherSessions, RevokeSession, RevokedSessions, SessionCard,
    SetRoles, SignIn, TotpOffer, UnlinkTelegram, ValidateTelegram, VerifyEmail, VerifyToken,
};
use kernel::{Clock, Cx, Done, Exported, Ids, Outcome, Page, Reaction, Signals};
use platform::{Database, Mailer, Secret};

pub use keyring::{KeyCard, KeyState, Keys, Rotation};
pub use settings::Settings;
pub use sweep::Sweep;

use audit::Audit;
use domain::telegram::Scheme;
use forgotten::Forgotten;
use guesses::Guesses;
use keyring::Keyring;
use letters::Letters;
use passkey::{Ceremonies, RelyingParty};
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
    /// Sends mail; `None` where there is none.
    pub mailer: Option<Arc<dyn Mailer>>,
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

/// Builds the module. Fails when the signing keys cannot be read or made, when the hashing costs are not possible, or when
/// Telegram's keys or the settings of passkeys are none.
pub async fn build(settings: &Settings, deps: Deps) -> std::io::Result<Built> {
    let Deps { db, clock, ids, signals, mailer, secret } = deps;
    let keys = Keys::new(settings, db.clone(), clock.clone(), &secret);
    let sweep = Sweep::new(settings, db.clone(), clock.clone(), keys.clone());
    let audit = Arc::new(Audit::start(db.clone(), clock.clone(), ids.clone()));
    let letters = Arc::new(Letters::new(settings, mailer, clock.clone()));
    let relying_party = RelyingParty::new(settings).map_err(std::io::Error::other)?;
    let service = Service {
        tokens: Tokens::new(settings),
        keyring: Keyring::open(keys).await?,
        passwords: Passwords::new(settings)?,
        sessions: Sessions::new(db.clone(), &signals),
        telegram: settings.telegram_scheme().map_err(std::io::Error::other)?,
        telegram_max_age: Duration::from_secs(settings.telegram_max_age_s),
        refresh_ttl: Duration::from_secs(settings.refresh_ttl_s),
        refresh_grace: Duration::from_secs(settings.refresh_grace_s),
        relying_party,
        ceremonies: Ceremonies::new(&secret),
        successors: secret.derive("successors of refresh tokens"),
        secret,
        forgotten: Forgotten::start(db.clone(), audit.clone(), letters.clone()),
        audit,
        guesses: Guesses::new(clock.clone()),
        letters,
        settings: settings.clone(),
        db: db.clone(),
        clock: Arc::clone(&clock),
        ids,
        signals,
    };
    Ok(Built { contract: Arc::new(service), reactions: Vec::new(), sweep })
}

struct Service {
    db: Database,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    signals: Signals,
    tokens: Tokens,
    keyring: Keyring,
    passwords: Passwords,
    sessions: Sessions,
    telegram: Option<Scheme>,
    telegram_max_age: Duration,
    refresh_ttl: Duration,
    refresh_grace: Duration,
    relying_party: RelyingParty,
    ceremonies: Ceremonies,
    successors: Secret,
    secret: Secret,
    audit: Arc<Audit>,
    guesses: Guesses,
    letters: Arc<Letters>,
    forgotten: Forgotten,
    settings: Settings,
}

#[async_trait::async_trait]
impl Accounts for Service {
    async fn register(&self, cx: &Cx, req: Register) -> Outcome<SignIn, AuthRefusal> {
        self.keyring.recent().await?;
        self.register(cx, req).await
    }
    async fn log_in(&self, cx: &Cx, req: LogIn) -> Outcome<SignIn, AuthRefusal> {
        self.keyring.recent().await?;
        self.log_in(cx, req).await
    }
    async fn validate_telegram(&self, cx: &Cx, req: ValidateTelegram) -> Outcome<SignIn, AuthRefusal> {
        self.keyring.recent().await?;
        self.validate_telegram(cx, req).await
    }
    async fn refresh(&self, cx: &Cx, req: Refresh) -> Outcome<SignIn, AuthRefusal> {
        self.keyring.recent().await?;
        self.refresh(cx, req).await
    }
    async fn renew_access(&self, cx: &Cx, req: RenewAccess) -> Outcome<SignIn, AuthRefusal> {
        self.keyring.recent().await?;
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
    async fn get_own_account(&self, cx: &Cx, req: GetOwnAccount) -> Outcome<OwnAccount, AuthRefusal> {
        self.get_own_account(cx, req).await
    }
    async fn change_email(&self, cx: &Cx, req: ChangeEmail) -> Outcome<Done, AuthRefusal> {
        self.change_email(cx, req).await
    }
    async fn verify_email(&self, cx: &Cx, req: VerifyEmail) -> Outcome<Done, AuthRefusal> {
        self.verify_email(cx, req).await
    }
    async fn forgot_password(&self, cx: &Cx, req: ForgotPassword) -> Outcome<Done, AuthRefusal> {
        self.forgot_password(cx, req).await
    }
    async fn reset_password(&self, cx: &Cx, req: ResetPassword) -> Outcome<Done, AuthRefusal> {
        self.reset_password(cx, req).await
    }
    async fn link_telegram(&self, cx: &Cx, req: LinkTelegram) -> Outcome<Done, AuthRefusal> {
        self.link_telegram(cx, req).await
    }
    async fn unlink_telegram(&self, cx: &Cx, req: UnlinkTelegram) -> Outcome<Done, AuthRefusal> {
        self.unlink_telegram(cx, req).await
    }
    async fn begin_totp(&self, cx: &Cx, req: BeginTotp) -> Outcome<TotpOffer, AuthRefusal> {
        self.begin_totp(cx, req).await
    }
    async fn confirm_totp(&self, cx: &Cx, req: ConfirmTotp) -> Outcome<RecoveryCodes, AuthRefusal> {
        self.confirm_totp(cx, req).await
    }
    async fn remove_totp(&self, cx: &Cx, req: RemoveTotp) -> Outcome<Done, AuthRefusal> {
        self.remove_totp(cx, req).await
    }
    async fn begin_passkey_registration(
        &self,
        cx: &Cx,
        req: BeginPasskeyRegistration,
    ) -> Outcome<PasskeyCreation, AuthRefusal> {
        self.begin_passkey_registration(cx, req).await
    }
    async fn finish_passkey_registration(
        &self,
        cx: &Cx,
        req: FinishPasskeyRegistration,
    ) -> Outcome<PasskeyCard, AuthRefusal> {
        self.finish_passkey_registration(cx, req).await
    }
    async fn begin_passkey_login(&self, cx: &Cx, req: BeginPasskeyLogin) -> Outcome<PasskeyRequest, AuthRefusal> {
        self.begin_passkey_login(cx, req).await
    }
    async fn finish_passkey_login(&self, cx: &Cx, req: FinishPasskeyLogin) -> Outcome<SignIn, AuthRefusal> {
        self.keyring.recent().await?;
        self.finish_passkey_login(cx, req).await
    }
    async fn list_passkeys(&self, cx: &Cx, req: ListPasskeys) -> Outcome<Passkeys, AuthRefusal> {
        self.list_passkeys(cx, req).await
    }
    async fn remove_passkey(&self, cx: &Cx, req: RemovePasskey) -> Outcome<Done, AuthRefusal> {
        self.remove_passkey(cx, req).await
    }
    async fn list_audit(&self, cx: &Cx, req: ListAudit) -> Outcome<Page<AuditEntry>, AuthRefusal> {
        self.list_audit(cx, req).await
    }
    async fn open_admin_link(&self, cx: &Cx, req: OpenAdminLink) -> Outcome<AdminLink, AuthRefusal> {
        self.open_admin_link(cx, req).await
    }
    async fn claim_admin(&self, cx: &Cx, req: ClaimAdmin) -> Outcome<Done, AuthRefusal> {
        self.claim_admin(cx, req).await
    }
    async fn set_roles(&self, cx: &Cx, req: SetRoles) -> Outcome<Done, AuthRefusal> {
        self.set_roles(cx, req).await
    }
    async fn introspect(&self, cx: &Cx, req: Introspect) -> Outcome<Introspection, AuthRefusal> {
        self.introspect(cx, req).await
    }
    async fn delete_account(&self, cx: &Cx, req: DeleteAccount) -> Outcome<Erasure, AuthRefusal> {
        self.delete_account(cx, req).await
    }
    async fn restore_account(&self, cx: &Cx, req: RestoreAccount) -> Outcome<Done, AuthRefusal> {
        self.restore_account(cx, req).await
    }
    async fn get_erasure(&self, cx: &Cx, req: GetErasure) -> Outcome<ErasureReceipt, AuthRefusal> {
        self.get_erasure(cx, req).await
    }
    async fn list_due_erasures(&self, cx: &Cx, req: ListDueErasures) -> Outcome<DueErasures, AuthRefusal> {
        self.list_due_erasures(cx, req).await
    }
    async fn close_account(&self, cx: &Cx, req: CloseAccount) -> Outcome<Done, AuthRefusal> {
        self.close_account(cx, req).await
    }
    async fn erase_account(&self, cx: &Cx, req: EraseAccount) -> Outcome<ErasureReceipt, AuthRefusal> {
        self.erase_account(cx, req).await
    }
    async fn export_account(&self, cx: &Cx, req: ExportAccount) -> Outcome<Exported, AuthRefusal> {
        self.export_account(cx, req).await
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
