//! The contract's suite: one body in three placements, one of which delivers every call twice.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use auth_contract::{
    Accounts, AuthRefusal, ChangePassword, Device, GetAccounts, GetJwks, ImportAccount, ImportAccounts, ListSessions,
    LogIn, LogOut, Refresh, Register, RenewAccess, RevokeOtherSessions, RevokeSession, ValidateTelegram, VerifyToken,
};
use common::{House, PASSWORD, anyone, caller, credentials, refresh_token, registration};
use kernel::Failure;
use testkit::{Placement, engines, place, service_cx, user};

#[tokio::test]
async fn the_contract_holds_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let placed = place(placement, house.contract.clone()).await;
            holds(&*placed, &house).await;
        }
    }
}

#[tokio::test]
async fn a_repeat_under_one_key_answers_the_same_from_any_network_and_another_request_does_not() {
    for engine in engines() {
        let house = House::new(engine).await;
        let keyed = |key: &str| anyone().with_idempotency(kernel::IdempotencyKey::parse(key).unwrap());
        let from = |ip: &str| Device { label: Some("phone".into()), ip: Some(ip.into()) };
        let register = |ip| Register { device: from(ip), ..registration("marigold") };
        let first = house.contract.register(&keyed("a"), register("192.0.2.1")).await.unwrap();
        let again = keyed("a");
        assert_eq!(house.contract.register(&again, register("192.0.2.2")).await.unwrap(), first);
        assert!(again.is_replayed());
        let other = house.contract.register(&keyed("a"), registration("mariposa")).await;
        assert_eq!(other, Err(Failure::IdempotencyMismatch));

        let log_in = |ip| LogIn { device: from(ip), ..credentials("marigold", PASSWORD) };
        let first = house.contract.log_in(&keyed("b"), log_in("192.0.2.1")).await.unwrap();
        assert_eq!(house.contract.log_in(&keyed("b"), log_in("192.0.2.2")).await.unwrap(), first);
        let wrong = house.contract.log_in(&keyed("b"), credentials("marigold", "wrong")).await;
        assert_eq!(wrong, Err(AuthRefusal::InvalidCredentials.into()), "a key opens nothing without the password");
    }
}

#[tokio::test]
async fn sessions_and_passwords_change_hands_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let placed = place(placement, house.contract.clone()).await;
            sessions_hold(&*placed).await;
        }
    }
}

async fn sessions_hold(accounts: &dyn Accounts) {
    let here = accounts.register(&anyone(), registration("marigold")).await.unwrap();
    let cx = caller(accounts, &here).await;
    let mut elsewhere = Vec::new();
    for _ in 0..3 {
        elsewhere.push(accounts.log_in(&anyone(), credentials("marigold", PASSWORD)).await.unwrap());
    }
    let list = async || accounts.list_sessions(&cx, ListSessions { limit: 100, cursor: None }).await.unwrap().items;
    let listed = list().await;
    assert_eq!((listed.len(), listed.iter().filter(|card| card.current).count()), (4, 1));
    let nobody = accounts.list_sessions(&anyone(), ListSessions { limit: 100, cursor: None }).await;
    assert_eq!(nobody, Err(AuthRefusal::InvalidToken.into()));

    let stranger = accounts.register(&anyone(), registration("mariposa")).await.unwrap();
    let stranger = caller(accounts, &stranger).await;
    let other = listed.iter().find(|card| !card.current).unwrap().session_id;
    let refused = accounts.revoke_session(&stranger, RevokeSession { session: other }).await;
    assert_eq!(refused, Err(AuthRefusal::SessionNotFound.into()));
    accounts.revoke_session(&cx, RevokeSession { session: other }).await.unwrap();
    assert_eq!(list().await.len(), 3);
    let revoked = accounts.revoke_other_sessions(&cx, RevokeOtherSessions {}).await.unwrap();
    assert_eq!((revoked.revoked, list().await.len()), (2, 1));

    let change =
        |current: &str, new: &str| ChangePassword { current_password: current.into(), new_password: new.into() };
    let wrong = accounts.change_password(&cx, change("wrong", "seven-quiet-lanterns")).await;
    assert_eq!(wrong, Err(AuthRefusal::InvalidCredentials.into()));
    let weak = accounts.change_password(&cx, change(PASSWORD, "password")).await;
    assert!(matches!(weak, Err(Failure::Refused(AuthRefusal::Invalid(fields))) if fields[0].field == "new_password"));
    accounts.change_password(&cx, change(PASSWORD, "seven-quiet-lanterns")).await.unwrap();
    let old = accounts.log_in(&anyone(), credentials("marigold", PASSWORD)).await;
    assert_eq!(old, Err(AuthRefusal::InvalidCredentials.into()));
    assert!(accounts.log_in(&anyone(), credentials("marigold", "seven-quiet-lanterns")).await.is_ok());
    for dead in elsewhere {
        let verified = accounts.verify_token(&anyone(), VerifyToken { token: dead.access_token }).await;
        assert_eq!(verified, Err(AuthRefusal::InvalidToken.into()));
    }
    assert!(accounts.verify_token(&anyone(), VerifyToken { token: here.access_token }).await.is_ok());
}

async fn holds(accounts: &dyn Accounts, house: &House) {
    let registered = accounts.register(&anyone(), registration("marigold")).await.unwrap();
    assert!(registered.new_user);
    let taken = accounts.register(&anyone(), registration("Marigold")).await;
    assert_eq!(taken, Err(AuthRefusal::UsernameTaken.into()));
    let invalid = accounts.register(&anyone(), registration("?")).await;
    assert!(matches!(invalid, Err(Failure::Refused(AuthRefusal::Invalid(fields))) if fields[0].field == "username"));

    let signed = accounts.log_in(&anyone(), credentials("marigold", PASSWORD)).await.unwrap();
    assert_eq!(signed.user_id, registered.user_id);
    let wrong = accounts.log_in(&anyone(), credentials("marigold", "wrong")).await;
    assert_eq!(wrong, Err(AuthRefusal::InvalidCredentials.into()));

    let token = refresh_token(&signed);
    let refreshed =
        accounts.refresh(&anyone(), Refresh { refresh_token: token.clone(), device: Device::default() }).await.unwrap();
    assert_ne!(refreshed.refresh_token, signed.refresh_token);
    let cx = caller(accounts, &refreshed).await;
    assert_eq!(cx.caller().user(), Some(registered.user_id));
    let renewed = accounts.renew_access(&cx, RenewAccess {}).await.unwrap();
    let identity = accounts.verify_token(&anyone(), VerifyToken { token: renewed.access_token }).await.unwrap();
    assert_eq!(identity.username, "marigold");

    house.later(11);
    let reused = accounts.refresh(&anyone(), Refresh { refresh_token: token, device: Device::default() }).await;
    assert_eq!(reused, Err(AuthRefusal::TokenReused.into()));
    let dead = accounts.verify_token(&anyone(), VerifyToken { token: refreshed.access_token }).await;
    assert_eq!(dead, Err(AuthRefusal::InvalidToken.into()));

    let cx = caller(accounts, &registered).await;
    accounts.log_out(&cx, LogOut {}).await.unwrap();
    let dead = accounts.verify_token(&anyone(), VerifyToken { token: registered.access_token }).await;
    assert_eq!(dead, Err(AuthRefusal::InvalidToken.into()));

    let request = ValidateTelegram { init_data: house.init_data(7, "Ann"), totp: None, device: Device::default() };
    assert!(accounts.validate_telegram(&anyone(), request).await.unwrap().new_user);

    let account = ImportAccount { user_id: user(1), username: "alice".into() };
    let import = ImportAccounts { password: "demo".into(), accounts: vec![account] };
    let forbidden = accounts.import_accounts(&anyone(), import.clone()).await;
    assert_eq!(forbidden, Err(AuthRefusal::Forbidden.into()));
    accounts.import_accounts(&service_cx(), import).await.unwrap();
    let ask = GetAccounts { users: vec![user(1), user(2)] };
    let cards = accounts.get_accounts(&service_cx(), ask).await.unwrap().accounts;
    assert_eq!(cards.iter().map(|card| card.username.as_str()).collect::<Vec<_>>(), ["alice"]);
    let keys = accounts.get_jwks(&anyone(), GetJwks {}).await.unwrap().keys;
    assert_eq!(keys[0]["crv"], "Ed25519");
}
