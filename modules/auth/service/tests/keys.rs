//! Signing keys change under running servers, and nobody is signed out.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use auth_contract::GetJwks;
use auth_service::{KeyState, Keys, Rotation, Settings};
use common::{House, anyone, refresh_token};
use sea_orm::{ConnectionTrait, Statement};
use testkit::engines;

fn keys(house: &House) -> Keys {
    Keys::new(&Settings::default(), house.database.db(), house.world.clock(), &house.world.secret)
}

async fn published(house: &House) -> usize {
    house.contract.get_jwks(&anyone(), GetJwks {}).await.unwrap().keys.len()
}

async fn states(house: &House) -> Vec<KeyState> {
    keys(house).list().await.unwrap().into_iter().map(|key| key.state).collect()
}

fn key_of(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test]
async fn a_planned_rotation_is_published_first_and_ends_no_token_early() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        assert_eq!(states(&house).await, [KeyState::Signing]);
        let next = keys(&house).rotate(Rotation::Planned).await.unwrap();
        assert_eq!(keys(&house).rotate(Rotation::Planned).await.unwrap(), next, "one at a time");
        assert_eq!(states(&house).await, [KeyState::Signing, KeyState::Next]);
        house.later(61);
        assert_eq!(published(&house).await, 2, "a running server publishes the next key within a minute");
        let before = house.refresh(&refresh_token(&signed)).await.unwrap();
        assert_ne!(key_of(&before.access_token), next);

        house.later(3600);
        let after = house.refresh(&refresh_token(&before)).await.unwrap();
        assert_eq!(key_of(&after.access_token), next, "an hour later it signs");
        assert_eq!(states(&house).await, [KeyState::Checking, KeyState::Signing]);
        assert!(house.verify(&after.access_token).await.is_ok());

        // A token of the old key's last moment.
        house.later(3600);
        assert_eq!(states(&house).await, [KeyState::Retired, KeyState::Signing]);
        assert_eq!(published(&house).await, 1);
        house.later(25 * 3600);
        house.sweep.run().await.unwrap();
        assert_eq!(states(&house).await, [KeyState::Signing]);
    }
}

#[tokio::test]
async fn tokens_of_the_old_key_work_until_they_expire() {
    let house = House::new(platform::Engine::Sqlite).await;
    let signed = house.register("marigold").await;
    keys(&house).rotate(Rotation::Planned).await.unwrap();
    house.later(3590);
    let last = house.refresh(&refresh_token(&signed)).await.unwrap();
    house.later(600);
    let newer = house.refresh(&refresh_token(&last)).await.unwrap();
    assert_ne!(key_of(&last.access_token), key_of(&newer.access_token));
    assert!(house.verify(&last.access_token).await.is_ok(), "signed by the old key, and not expired");
    house.later(299);
    assert!(house.verify(&last.access_token).await.is_ok());
    house.later(1);
    assert!(house.verify(&last.access_token).await.is_err(), "expired");
}

#[tokio::test]
async fn after_an_emergency_old_access_tokens_are_worth_nothing_and_refresh_tokens_still_are() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        assert!(house.verify(&signed.access_token).await.is_ok());
        let new = keys(&house).rotate(Rotation::Emergency).await.unwrap();
        house.later(61);
        assert!(house.verify(&signed.access_token).await.is_err(), "within a minute, though it was remembered");
        let renewed = house.refresh(&refresh_token(&signed)).await.unwrap();
        assert_eq!(key_of(&renewed.access_token), new);
        assert!(house.verify(&renewed.access_token).await.is_ok());
        assert_eq!(states(&house).await, [KeyState::Signing]);
    }
}

#[tokio::test]
async fn a_process_that_meets_an_unknown_key_looks_for_it_but_not_for_every_forged_one() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        house.later(3);
        keys(&house).rotate(Rotation::Emergency).await.unwrap();
        // This process looked for keys three seconds ago and would not look again for a minute.
        let other = house.elsewhere(|_| ()).await;
        let signed = other.log_in(&anyone(), common::credentials("marigold", common::PASSWORD)).await.unwrap();
        assert!(house.verify(&signed.access_token).await.is_ok());
        let [header, claims, signature] =
            <[&str; 3]>::try_from(signed.access_token.split('.').collect::<Vec<_>>()).unwrap();
        assert!(!header.is_empty());
        let forged = ["eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6InVua25vd24ifQ", claims, signature].join(".");
        assert!(house.verify(&forged).await.is_err());
    }
}

#[tokio::test]
async fn another_secret_opens_no_key_and_the_server_makes_a_new_one() {
    let mut house = House::new(platform::Engine::Sqlite).await;
    let signed = house.register("marigold").await;
    house.world.secret = platform::Secret::random().unwrap();
    let other = house.elsewhere(|_| ()).await;
    let token = auth_contract::VerifyToken { token: signed.access_token };
    assert!(other.verify_token(&anyone(), token).await.is_err());
    let again = other.log_in(&anyone(), common::credentials("marigold", common::PASSWORD)).await.unwrap();
    let token = auth_contract::VerifyToken { token: again.access_token };
    assert!(other.verify_token(&anyone(), token).await.is_ok());
}

#[tokio::test]
async fn keys_are_sealed_in_the_database() {
    let house = House::new(platform::Engine::Sqlite).await;
    let db = house.database.db();
    let sql = Statement::from_string(sea_orm::DbBackend::Sqlite, "select sealed from signing_key");
    let rows = db.read().query_all_raw(sql).await.unwrap();
    let sealed: Vec<u8> = rows[0].try_get("", "sealed").unwrap();
    // DER of every Ed25519 private key (RFC 8410) names the algorithm 1.3.101.112.
    assert!(!sealed.windows(5).any(|bytes| bytes == [0x06, 0x03, 0x2b, 0x65, 0x70]));
}
