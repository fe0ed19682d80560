//! What leaves no trace: passwords and tokens in logs and in the database; and how often passwords are hashed.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};

use auth_contract::{
    BeginTotp, ChangePassword, ConfirmTotp, Device, ForgotPassword, LogIn, LogOut, Register, ResetPassword,
    ValidateTelegram,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::factor::Authenticator;
use common::{House, PASSWORD, anyone, refresh_token};
use sea_orm::{ConnectionTrait, Statement};

const NEW_PASSWORD: &str = "seven-quiet-lanterns";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
    fn hashes(&self) -> usize {
        self.text().matches("worked on a password").count()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything this thread logs, at every level.
fn listen() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn unknown_names_cost_one_hash_like_known_ones() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.register("marigold").await;
    let telegram = ValidateTelegram { init_data: house.init_data(7, "Ann"), totp: None, device: Device::default() };
    let without_password = house.contract.validate_telegram(&anyone(), telegram).await.unwrap().username;
    for login in ["marigold", "nobody", "nobody@example.org", "", "no\0body", "@", &without_password] {
        let (log, _guard) = listen();
        assert!(house.log_in(login, "wrong password").await.is_err());
        assert_eq!(log.hashes(), 1, "{login:?}");
    }
    let (log, _guard) = listen();
    assert!(house.log_in("marigold", PASSWORD).await.is_ok());
    assert_eq!(log.hashes(), 1);
}

#[tokio::test]
async fn an_import_hashes_once() {
    let house = House::new(platform::Engine::Sqlite).await;
    let accounts = (0..50)
        .map(|n| auth_contract::ImportAccount { user_id: testkit::user(n), username: format!("person_{n}") })
        .collect();
    let (log, _guard) = listen();
    let request = auth_contract::ImportAccounts { password: "demo".into(), accounts };
    house.contract.import_accounts(&testkit::service_cx(), request).await.unwrap();
    assert_eq!(log.hashes(), 1);
}

#[tokio::test]
async fn no_secret_is_logged_or_stored_as_it_is() {
    let (log, _guard) = listen();
    let house = House::new(platform::Engine::Sqlite).await;
    let keyed = || anyone().with_idempotency(kernel::IdempotencyKey::fresh());
    let signed = house.contract.register(&keyed(), common::registration("marigold")).await.unwrap();
    let signed_in = house.contract.log_in(&keyed(), common::credentials("marigold", PASSWORD)).await.unwrap();
    assert!(house.log_in("marigold", "canary-of-a-wrong-password").await.is_err());
    let refreshed = house.refresh(&refresh_token(&signed_in)).await.unwrap();
    house.later(60);
    assert!(house.refresh(&refresh_token(&signed_in)).await.is_err());
    let init_data = house.init_data(7, "Ann");
    let telegram = ValidateTelegram { init_data: init_data.clone(), totp: None, device: Device::default() };
    let by_telegram = house.contract.validate_telegram(&keyed(), telegram).await.unwrap();
    house.contract.log_out(&house.as_caller(&by_telegram).await, LogOut {}).await.unwrap();
    let change = |current: &str| ChangePassword { current_password: current.into(), new_password: NEW_PASSWORD.into() };
    let cx = house.as_caller(&signed).await.with_idempotency(kernel::IdempotencyKey::fresh());
    assert!(house.contract.change_password(&cx, change("canary-of-a-wrong-current-password")).await.is_err());
    house.contract.change_password(&cx, change(PASSWORD)).await.unwrap();
    let offer = house.contract.begin_totp(&cx, BeginTotp { password: Some(NEW_PASSWORD.into()) }).await.unwrap();
    let code = Authenticator::scan(&offer).code(&house);
    let recovery = house.contract.confirm_totp(&cx, ConfirmTotp { code: code.clone() }).await.unwrap().codes;
    let with_code = LogIn { totp: Some(recovery[0].clone()), ..common::credentials("marigold", NEW_PASSWORD) };
    let by_code = house.contract.log_in(&keyed(), with_code).await.unwrap();

    let email = Some("canary@example.org".to_owned());
    house.contract.register(&keyed(), Register { email, ..common::registration("mariposa") }).await.unwrap();
    let forgotten = ForgotPassword { email: "canary@example.org".into(), device: Device::default() };
    house.contract.forgot_password(&keyed(), forgotten).await.unwrap();
    while house.mailbox.mails().len() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let mails = house.mailbox.mails();
    let links: Vec<_> =
        mails.iter().filter_map(|(_, mail)| mail.text.split(['=', '\n']).find(|part| part.len() == 43)).collect();
    assert_eq!(links.len(), 2);
    let token = links.first().unwrap().to_string();
    let reset = ResetPassword { token, new_password: NEW_PASSWORD.into(), device: Device::default() };
    house.contract.reset_password(&keyed(), reset).await.unwrap();

    let mut secrets =
        vec![PASSWORD.to_owned(), "canary-of-a-wrong-password".into(), init_data, common::BOT_TOKEN.into()];
    secrets.extend([NEW_PASSWORD.to_owned(), "canary-of-a-wrong-current-password".into()]);
    secrets
        .extend(recovery.iter().chain(&recovery.iter().map(|code| code.replace('-', "")).collect::<Vec<_>>()).cloned());
    secrets.extend([offer.secret, format!("{:?}", offer.uri), code]);
    secrets.extend(links.iter().map(ToString::to_string));
    for signed in [&signed, &signed_in, &refreshed, &by_telegram, &by_code] {
        secrets.extend([signed.access_token.clone(), refresh_token(signed)]);
    }
    let log = log.text();
    for heard in ["token_reused", "reauthentication_failed", "password_changed"] {
        assert!(log.contains(heard), "{heard}: the log was heard");
    }
    assert!(log.contains("password_reset") && !log.contains("canary@"), "addresses stay out of it");
    let db = house.database.db();
    let all = async |sql: String| {
        let rows = db.read().query_all_raw(Statement::from_string(sea_orm::DbBackend::Sqlite, sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>()
    };
    // Every column of every table, bytes in hexadecimal.
    let mut stored = Vec::new();
    for table in all("select name from sqlite_master where type = 'table'".into()).await {
        for column in all(format!("select name from pragma_table_info('{table}')")).await {
            stored.extend(all(format!("select hex({column}) from {table}")).await);
        }
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    assert!(stored.iter().any(|value| value.contains(&hex(b"marigold"))), "the control");
    for (n, secret) in secrets.iter().enumerate() {
        assert!(!log.contains(secret), "secret {n} is in the log");
        let mut spellings = vec![hex(secret.as_bytes())];
        spellings.extend(URL_SAFE_NO_PAD.decode(secret).ok().filter(|raw| raw.len() >= 16).map(|raw| hex(&raw)));
        let found = stored.iter().any(|value| spellings.iter().any(|spelling| value.contains(spelling)));
        assert!(!found, "secret {n} is in the database");
    }
}
