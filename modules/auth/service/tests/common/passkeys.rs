//! What the tests of passkeys share: the module under a name of its own, and its ceremonies in short.

#[path = "authenticator.rs"]
pub mod authenticator;

pub use authenticator::{Authenticator, Key};

use authenticator::ORIGIN;

use auth_contract::{
    Accounts, AuthRefusal, BeginPasskeyLogin, BeginPasskeyRegistration, Device, FinishPasskeyLogin,
    FinishPasskeyRegistration, ListPasskeys, PasskeyCard, PasskeyCreation, PasskeyRequest, SignIn,
};
use kernel::{Cx, Outcome, UserId};
use platform::Engine;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use crate::common::{House, PASSWORD, anyone};

/// The module, for people who come by way of [`ORIGIN`].
pub async fn house(engine: Engine) -> House {
    House::with(engine, |settings| settings.public_url = ORIGIN.into()).await
}

/// Somebody with an account.
pub async fn owner(house: &House, username: &str) -> (UserId, Cx) {
    let signed = house.register(username).await;
    (signed.user_id, house.as_caller(&signed).await)
}

pub async fn begin(accounts: &dyn Accounts, cx: &Cx, password: Option<&str>) -> Outcome<PasskeyCreation, AuthRefusal> {
    accounts.begin_passkey_registration(cx, BeginPasskeyRegistration { password: password.map(Into::into) }).await
}

pub async fn finish(
    accounts: &dyn Accounts,
    cx: &Cx,
    ceremony: &str,
    answer: &Value,
    name: Option<&str>,
) -> Outcome<PasskeyCard, AuthRefusal> {
    let (ceremony, name) = (ceremony.to_owned(), name.map(Into::into));
    accounts
        .finish_passkey_registration(cx, FinishPasskeyRegistration { ceremony, name, credential: answer.clone() })
        .await
}

/// Registers a passkey of somebody with a password.
pub async fn enrol(
    accounts: &dyn Accounts,
    cx: &Cx,
    authenticator: &mut Authenticator,
    name: Option<&str>,
) -> Outcome<PasskeyCard, AuthRefusal> {
    let begun = begin(accounts, cx, Some(PASSWORD)).await?;
    finish(accounts, cx, &begun.ceremony, &authenticator.create(&begun.options), name).await
}

pub async fn sign_in_start(accounts: &dyn Accounts) -> PasskeyRequest {
    accounts.begin_passkey_login(&anyone(), BeginPasskeyLogin {}).await.unwrap()
}

pub async fn sign_in_end(accounts: &dyn Accounts, ceremony: &str, answer: &Value) -> Outcome<SignIn, AuthRefusal> {
    let (ceremony, credential) = (ceremony.to_owned(), answer.clone());
    accounts
        .finish_passkey_login(&anyone(), FinishPasskeyLogin { ceremony, credential, device: Device::default() })
        .await
}

pub async fn sign_in(accounts: &dyn Accounts, authenticator: &mut Authenticator) -> Outcome<SignIn, AuthRefusal> {
    let begun = sign_in_start(accounts).await;
    sign_in_end(accounts, &begun.ceremony, &authenticator.get(&begun.options)).await
}

/// Somebody's passkeys.
pub async fn look(accounts: &dyn Accounts, cx: &Cx) -> Vec<PasskeyCard> {
    accounts.list_passkeys(cx, ListPasskeys {}).await.unwrap().passkeys
}

/// How many rows a statement gives.
pub async fn rows(house: &House, sql: &str) -> usize {
    let db = house.database.db();
    let statement = Statement::from_string(db.writer().get_database_backend(), sql);
    db.writer().query_all_raw(statement).await.unwrap().len()
}
