//! Accounts leave, stay, and end.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use auth_contract::{
    Accounts, AuthRefusal, CloseAccount, DeleteAccount, DueErasure, EraseAccount, Erasure, ErasureReceipt,
    ExportAccount, GetErasure, ListDueErasures, RestoreAccount, SignIn, ValidateTelegram,
};
use common::{House, PASSWORD, anyone, caller, refresh_token, refused};
use kernel::{Cx, Done, Outcome, ReceiptId, UserId};
use sea_orm::ConnectionTrait;
use testkit::{Placement, engines, place, service_cx, service_cx_keyed};

const GRACE_S: u64 = 7 * 24 * 3600;

async fn leave(accounts: &dyn Accounts, cx: &Cx, password: &str) -> Outcome<Erasure, AuthRefusal> {
    accounts.delete_account(cx, DeleteAccount { password: Some(password.into()) }).await
}

async fn receipt(accounts: &dyn Accounts, receipt: ReceiptId) -> Outcome<ErasureReceipt, AuthRefusal> {
    accounts.get_erasure(&anyone(), GetErasure { receipt }).await
}

async fn due(accounts: &dyn Accounts) -> Vec<DueErasure> {
    accounts.list_due_erasures(&service_cx(), ListDueErasures { limit: 10 }).await.unwrap().due
}

fn counts(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts.iter().map(|(module, count)| ((*module).to_owned(), *count)).collect()
}

#[tokio::test]
async fn an_account_leaves_stays_leaves_again_and_ends_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let placed = place(placement, house.contract.clone()).await;
            journey(&*placed, &house).await;
        }
    }
}

async fn journey(accounts: &dyn Accounts, house: &House) {
    let signed = house.register("marigold").await;
    let elsewhere = house.log_in("marigold", PASSWORD).await.unwrap();
    let (user, cx) = (signed.user_id, caller(accounts, &signed).await);
    assert_eq!(refused(leave(accounts, &anyone(), PASSWORD).await), AuthRefusal::InvalidToken);
    assert_eq!(refused(leave(accounts, &cx, "wrong").await), AuthRefusal::InvalidCredentials);
    let none = accounts.delete_account(&cx, DeleteAccount { password: None }).await;
    assert_eq!(refused(none), AuthRefusal::InvalidCredentials, "one who has a password needs it");

    let started = leave(accounts, &cx, PASSWORD).await.unwrap();
    assert_eq!(started.erased_at.since(house.world.clock().now()).as_secs(), GRACE_S);
    assert_eq!(leave(accounts, &cx, PASSWORD).await.unwrap(), started);
    assert!(house.verify(&elsewhere.access_token).await.is_err(), "other devices are signed out");
    assert!(house.verify(&signed.access_token).await.is_ok());
    let standing = receipt(accounts, started.receipt).await.unwrap();
    assert_eq!((standing.due_at, standing.done_at, standing.erased), (started.erased_at, None, BTreeMap::new()));

    assert_eq!(accounts.restore_account(&cx, RestoreAccount {}).await, Ok(Done {}));
    assert_eq!(accounts.restore_account(&cx, RestoreAccount {}).await, Ok(Done {}), "what stays anyway stays");
    assert_eq!(refused(receipt(accounts, started.receipt).await), AuthRefusal::ErasureNotFound);
    house.later(GRACE_S);
    assert_eq!(due(accounts).await, []);

    let signed = house.log_in("marigold", PASSWORD).await.unwrap();
    let cx = caller(accounts, &signed).await;
    let again = leave(accounts, &cx, PASSWORD).await.unwrap();
    let close = CloseAccount { user };
    let erase = EraseAccount { user, erased: counts(&[("media", 3)]) };
    house.later(GRACE_S - 1);
    assert_eq!(due(accounts).await, []);
    let early = accounts.close_account(&service_cx(), close.clone()).await;
    assert_eq!(refused(early), AuthRefusal::ErasureNotFound);
    let early = accounts.erase_account(&service_cx(), erase.clone()).await;
    assert_eq!(refused(early), AuthRefusal::ErasureNotFound);
    house.later(1);
    assert_eq!(due(accounts).await, [DueErasure { user, receipt: again.receipt }]);

    for cx in [&cx, &anyone()] {
        let refusals = [
            refused(accounts.list_due_erasures(cx, ListDueErasures { limit: 1 }).await),
            refused(accounts.close_account(cx, close.clone()).await),
            refused(accounts.erase_account(cx, erase.clone()).await),
        ];
        assert!(refusals.iter().all(|refusal| *refusal == AuthRefusal::Forbidden), "{refusals:?}");
    }
    let late = accounts.restore_account(&cx, RestoreAccount {}).await;
    assert_eq!(refused(late), AuthRefusal::ErasureNotFound, "there is no way back from here");
    assert_eq!(refused(house.log_in("marigold", PASSWORD).await), AuthRefusal::InvalidCredentials);
    assert_eq!(accounts.close_account(&service_cx(), close.clone()).await, Ok(Done {}));
    assert!(house.verify(&signed.access_token).await.is_err());
    assert!(house.refresh(&refresh_token(&signed)).await.is_err());

    let done = accounts.erase_account(&service_cx_keyed("one"), erase.clone()).await.unwrap();
    assert_eq!(accounts.erase_account(&service_cx_keyed("one"), erase.clone()).await.unwrap(), done);
    assert_eq!(refused(accounts.erase_account(&service_cx(), erase).await), AuthRefusal::ErasureNotFound);
    assert_eq!(receipt(accounts, again.receipt).await.unwrap(), done);
    assert_eq!((done.done_at, done.erased["media"]), (Some(house.world.clock().now()), 3));
    assert!(done.erased["auth"] > 8, "sessions, tokens, the log and the account: {done:?}");
    assert_eq!(due(accounts).await, []);
    assert_ne!(house.register("marigold").await.user_id, user, "the name is free again");
}

#[tokio::test]
async fn who_signs_in_with_telegram_leaves_without_a_password_and_nothing_names_them_afterwards() {
    for engine in engines() {
        let house = House::new(engine).await;
        let accounts = &*house.contract;
        let init_data = house.init_data(7_700_001, "Ann");
        let request = ValidateTelegram { init_data, totp: None, device: Default::default() };
        let signed = accounts.validate_telegram(&anyone(), request).await.unwrap();
        let cx = house.as_caller(&signed).await;
        for purpose in ["insert into one_time_token values ($1, 'email', $2, 'x', 9)", CODE, KEY] {
            plant(&house, purpose, &signed).await;
        }
        let exported = accounts.export_account(&cx, ExportAccount {}).await.unwrap().data;
        assert_eq!(exported["identities"][0]["subject"], "7700001");
        assert_eq!((&exported["passkeys"][0]["name"], &exported["recovery_codes_left"]), (&"phone".into(), &1.into()));
        assert_eq!(exported["audit"][0]["event"], "registered");
        assert_eq!(exported["sessions"].as_array().unwrap().len(), 1);

        let started = accounts.delete_account(&cx, DeleteAccount { password: None }).await.unwrap();
        let log: Vec<_> = accounts.export_account(&cx, ExportAccount {}).await.unwrap().data["audit"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["event"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(log, ["erasure_requested", "registered"]);
        house.later(GRACE_S);
        let user = signed.user_id;
        accounts.close_account(&service_cx(), CloseAccount { user }).await.unwrap();
        let erase = EraseAccount { user, erased: BTreeMap::new() };
        let done = accounts.erase_account(&service_cx(), erase).await.unwrap();
        // A session and its token, an identity, a mailed link, a code, a passkey, two entries, the account.
        assert_eq!(done.erased, counts(&[("auth", 9)]));
        assert_eq!(done.receipt, started.receipt);
        for table in [
            "account",
            "identity",
            "session",
            "refresh_token",
            "one_time_token",
            "recovery_code",
            "passkey",
            "audit_entry",
        ] {
            assert_eq!(rows(&house, table, "1 = 1").await, 0, "{table}");
        }
        assert_eq!(rows(&house, "erasure", &format!("account_id = {}", literal(user, engine))).await, 0);
        assert_eq!(rows(&house, "erasure", "done_at is not null").await, 1, "the receipt stays");
    }
}

#[tokio::test]
async fn of_two_devices_that_leave_at_once_both_get_the_same_receipt() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        let mut devices = Vec::new();
        for _ in 0..4 {
            devices.push(house.as_caller(&house.log_in("marigold", PASSWORD).await.unwrap()).await);
        }
        let leaving = devices.iter().map(|cx| leave(&*house.contract, cx, PASSWORD));
        let outcomes = futures_util::future::join_all(leaving).await;
        let mut receipts: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
        assert!(!receipts.is_empty(), "{outcomes:?}");
        receipts.dedup();
        assert_eq!(receipts.len(), 1);
        assert_eq!(rows(&house, "erasure", "1 = 1").await, 1);
    }
}

const CODE: &str = "insert into recovery_code (digest, account_id) values ($1, $2)";
const KEY: &str = "insert into passkey values ($1, $2, 'phone', $1, 9, null)";

/// Adds a row that another part of the module would write.
async fn plant(house: &House, sql: &str, signed: &SignIn) {
    let db = house.database.db();
    let values = [vec![7_u8; 32].into(), signed.user_id.0.into()];
    let backend = db.writer().get_database_backend();
    let statement = sea_orm::Statement::from_sql_and_values(backend, sql, values);
    db.writer().execute_raw(statement).await.unwrap();
}

async fn rows(house: &House, table: &str, wanted: &str) -> i64 {
    let db = house.database.db();
    let sql = format!("select count(*) as n from {table} where {wanted}");
    let statement = sea_orm::Statement::from_string(db.writer().get_database_backend(), sql);
    db.writer().query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

fn literal(user: UserId, engine: platform::Engine) -> String {
    match engine {
        platform::Engine::Sqlite => format!("x'{}'", user.0.simple()),
        platform::Engine::Postgres => format!("'{user}'"),
    }
}
