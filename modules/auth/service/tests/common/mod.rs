//! What the module's tests share: the module on a database of its own, with cheap hashing and a bot.
#![expect(dead_code, clippy::panic, reason = "each test binary uses its own part of this, and says what went wrong")]

pub mod factor;

use std::sync::Arc;
use std::time::Duration;

use auth_contract::{
    Accounts, AuthRefusal, Device, Identity, LogIn, Refresh, Register, SessionRevoked, SignIn, VerifyToken,
};
use auth_service::{Built, Deps, Settings, Sweep};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Caller, Clock, Cx, Event, Failure, Outcome, Reaction, ReactionFailure, Signal};
use platform::{Engine, Mailbox};
use std::sync::Mutex;
use testkit::{TestDatabase, World};

pub const PASSWORD: &str = "k7#mQz!w-teapot";
pub const BOT_TOKEN: &str = "1234567890:a-bot-of-this-test";

pub struct House {
    pub database: TestDatabase,
    pub world: World,
    pub contract: Arc<dyn Accounts>,
    pub sweep: Sweep,
    pub mailbox: Arc<Mailbox>,
    pub signals: Arc<Mutex<Vec<Signal>>>,
}

impl House {
    pub async fn new(engine: Engine) -> Self {
        Self::with(engine, |_| ()).await
    }

    pub async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let database = TestDatabase::new::<migration::auth::Migrator>(engine, "auth").await;
        let world = World::new();
        let mailbox = Arc::new(Mailbox::default());
        let Built { contract, sweep, .. } = build(&database, &world, &mailbox, change).await;
        let signals = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&signals);
        world.signals.listen(move |signal| heard.lock().unwrap().push(signal.clone()));
        Self { database, world, contract, sweep, mailbox, signals }
    }

    /// The same installation in another process, with other settings.
    pub async fn elsewhere(&self, change: impl FnOnce(&mut Settings)) -> Arc<dyn Accounts> {
        build(&self.database, &self.world, &self.mailbox, change).await.contract
    }

    pub fn later(&self, seconds: u64) {
        self.world.clock.advance(Duration::from_secs(seconds));
    }

    pub async fn register(&self, username: &str) -> SignIn {
        self.contract.register(&anyone(), registration(username)).await.unwrap()
    }

    pub async fn log_in(&self, login: &str, password: &str) -> Outcome<SignIn, AuthRefusal> {
        self.contract.log_in(&anyone(), credentials(login, password)).await
    }

    pub async fn refresh(&self, token: &str) -> Outcome<SignIn, AuthRefusal> {
        self.contract.refresh(&anyone(), Refresh { refresh_token: token.into(), device: Device::default() }).await
    }

    pub async fn verify(&self, token: &str) -> Outcome<Identity, AuthRefusal> {
        self.contract.verify_token(&anyone(), VerifyToken { token: token.into() }).await
    }

    /// The context of somebody's requests.
    pub async fn as_caller(&self, signed: &SignIn) -> Cx {
        caller(&*self.contract, signed).await
    }

    pub fn init_data(&self, id: i64, first_name: &str) -> String {
        init_data(self.world.clock.now().as_secs(), id, first_name)
    }
}

async fn build(
    database: &TestDatabase,
    world: &World,
    mailbox: &Arc<Mailbox>,
    change: impl FnOnce(&mut Settings),
) -> Built {
    let mut settings = Settings {
        telegram_bot_token: Some(BOT_TOKEN.into()),
        hash_memory_kib: 32,
        hash_iterations: 1,
        hash_queue: 1000,
        settle_ms: 0,
        ..Settings::default()
    };
    change(&mut settings);
    let deps = Deps {
        db: database.db(),
        clock: world.clock(),
        ids: world.ids(),
        signals: world.signals.clone(),
        mailer: Some(mailbox.clone()),
        secret: world.secret.clone(),
    };
    auth_service::build(&settings, deps).await.unwrap()
}

pub async fn caller(contract: &dyn Accounts, signed: &SignIn) -> Cx {
    let token = signed.access_token.clone();
    let identity = contract.verify_token(&anyone(), VerifyToken { token }).await.unwrap();
    Cx::new(Caller::User { user: identity.user_id, session: identity.session_id, roles: identity.roles })
}

pub fn anyone() -> Cx {
    Cx::new(Caller::Anonymous)
}

pub fn registration(username: &str) -> Register {
    Register { username: username.into(), password: PASSWORD.into(), email: None, device: Device::default() }
}

pub fn credentials(login: &str, password: &str) -> LogIn {
    LogIn { login: login.into(), password: password.into(), totp: None, device: Device::default() }
}

pub fn refresh_token(signed: &SignIn) -> String {
    signed.refresh_token.clone().unwrap()
}

/// Init data as Telegram signs it, with a `signature` inside the check string.
pub fn init_data(auth_date: i64, id: i64, first_name: &str) -> String {
    let sign =
        |key: &[u8], message: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec();
    let user = format!("{{\"id\":{id},\"first_name\":\"{first_name}\"}}");
    let lines = format!("auth_date={auth_date}\nsignature=c2ln\nuser={user}");
    let hash = sign(&sign(b"WebAppData", BOT_TOKEN.as_bytes()), lines.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let user: String = user.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("user={user}&auth_date={auth_date}&signature=c2ln&hash={hash}")
}

/// The key that stands for Telegram's own in these tests.
fn telegram() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

pub fn telegram_public_key() -> String {
    telegram().public_key().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Init data as Telegram signs it for third parties, without a `hash`.
pub fn signed_by_telegram(auth_date: i64, id: i64, bot: u64) -> String {
    let message = format!("{bot}:WebAppData\nauth_date={auth_date}\nuser={{\"id\":{id}}}");
    let signature = URL_SAFE_NO_PAD.encode(telegram().sign(message.as_bytes()));
    format!("auth_date={auth_date}&signature={signature}&user=%7B%22id%22%3A{id}%7D")
}

#[derive(Default)]
struct Endings(Mutex<Vec<SessionRevoked>>);

#[kernel::async_trait]
impl Reaction for Endings {
    fn name(&self) -> &'static str {
        "endings"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &["session.revoked"]
    }
    async fn react(&self, _cx: &kernel::Cx, event: &Event) -> Result<(), ReactionFailure> {
        self.0.lock().unwrap().push(event.read::<SessionRevoked>().unwrap().unwrap());
        Ok(())
    }
}

/// All sign-ins that ended, as the module told others.
pub async fn endings(house: &House) -> Vec<SessionRevoked> {
    let endings = Arc::new(Endings::default());
    testkit::drain(&house.database.db(), [endings.clone() as Arc<dyn Reaction>]).await;
    endings.0.lock().unwrap().clone()
}

pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure<AuthRefusal>>) -> AuthRefusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}
