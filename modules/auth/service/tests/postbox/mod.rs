//! What the tests of mail share: accounts with addresses, and the links in their mails.

use std::time::Duration;

use auth_contract::{
    Accounts, AuthRefusal, ChangeEmail, Device, ForgotPassword, GetOwnAccount, OwnAccount, Register, ResetPassword,
    SignIn, VerifyEmail,
};
use kernel::{Cx, Done, IdempotencyKey, Outcome, UserId};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::common::{House, anyone, registration};

pub use crate::common::refused;

pub const ANN: &str = "ann@example.org";
pub const NEW_PASSWORD: &str = "seven-quiet-lanterns";
const LAST: &str = "@last.example";

pub async fn register(accounts: &dyn Accounts, username: &str, email: &str) -> SignIn {
    let request = Register { email: Some(email.into()), ..registration(username) };
    accounts.register(&anyone(), request).await.unwrap()
}

pub async fn account(accounts: &dyn Accounts, cx: &Cx) -> OwnAccount {
    accounts.get_own_account(cx, GetOwnAccount {}).await.unwrap()
}

pub async fn change_email(accounts: &dyn Accounts, cx: &Cx, email: &str, password: &str) -> Outcome<Done, AuthRefusal> {
    let request = ChangeEmail { email: email.into(), password: Some(password.into()) };
    accounts.change_email(cx, request).await
}

pub async fn verify(accounts: &dyn Accounts, token: &str) -> Outcome<Done, AuthRefusal> {
    accounts.verify_email(&anyone(), VerifyEmail { token: token.into() }).await
}

pub async fn forget(accounts: &dyn Accounts, email: &str) -> Outcome<Done, AuthRefusal> {
    let device = Device { label: Some("phone".into()), ip: Some("192.0.2.7".into()) };
    accounts.forgot_password(&anyone(), ForgotPassword { email: email.into(), device }).await
}

pub async fn reset(accounts: &dyn Accounts, token: &str, password: &str) -> Outcome<Done, AuthRefusal> {
    let request = ResetPassword { token: token.into(), new_password: password.into(), device: Device::default() };
    accounts.reset_password(&anyone(), request).await
}

/// Waits until all forgotten passwords so far have been worked on: they take their turns, and this one comes last.
pub async fn settled(house: &House) {
    let name = IdempotencyKey::fresh().as_str().replace('-', "")[..16].to_owned();
    let address = [&name, LAST].concat();
    register(&*house.contract, &name, &address).await;
    forget(&*house.contract, &address).await.unwrap();
    let arrived = async {
        while !house.mailbox.mails().iter().any(|(_, mail)| mail.to == address && mail.text.contains("#reset=")) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), arrived).await.unwrap();
}

/// Addresses and subjects of the mails of a test, oldest first.
pub fn posted(house: &House) -> Vec<(String, String)> {
    let mails = house.mailbox.mails().into_iter().rev().map(|(_, mail)| (mail.to, mail.subject));
    mails.filter(|(to, _)| !to.ends_with(LAST)).collect()
}

/// The token of the newest link of a kind that went to an address.
pub fn token(house: &House, to: &str, kind: &str) -> String {
    let start = format!("/static/account.html#{kind}=");
    let mails = house.mailbox.mails();
    let links = mails.iter().filter(|(_, mail)| mail.to == to);
    let link = links.flat_map(|(_, mail)| mail.text.lines()).find_map(|line| line.split_once(&start));
    link.unwrap().1.to_owned()
}

/// Gives an account a Telegram account, a passkey, a recovery code and one-time codes.
pub async fn equip(house: &House, user: UserId, telegram: &str) {
    let (owner, key) = (Value::from(user.0), Value::from(telegram.as_bytes().to_vec()));
    let rows: [(&str, Vec<Value>); 4] = [
        (
            "INSERT INTO identity (provider, subject, account_id, created_at) VALUES ('telegram', $1, $2, 0)",
            vec![telegram.into(), owner.clone()],
        ),
        (
            "INSERT INTO passkey (id, account_id, name, credential, created_at) VALUES ($1, $2, 'key', $1, 0)",
            vec![key.clone(), owner.clone()],
        ),
        ("INSERT INTO recovery_code (account_id, digest) VALUES ($1, $2)", vec![owner.clone(), key.clone()]),
        ("UPDATE account SET totp_secret = $1, totp_confirmed_at = 1, totp_step = 1 WHERE id = $2", vec![key, owner]),
    ];
    for (sql, values) in rows {
        let db = house.database.db();
        let backend = db.writer().get_database_backend();
        db.writer().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    }
}
