//! Costs of hashing that were raised reach an account when its owner signs in, and nobody is kept out meanwhile.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use auth_contract::{Accounts, AuthRefusal, SignIn};
use common::factor::hash_of;
use common::{House, PASSWORD, anyone, credentials, refused};
use futures_util::future::join_all;
use kernel::{IdempotencyKey, Outcome};
use testkit::engines;

async fn log_in(accounts: &Arc<dyn Accounts>, password: &str) -> Outcome<SignIn, AuthRefusal> {
    accounts.log_in(&anyone(), credentials("marigold", password)).await
}

/// Waits for what happens in the background.
async fn becomes(house: &House, costs: &str) -> String {
    for _ in 0..500 {
        let hash = hash_of(house, "marigold").await;
        if hash.contains(costs) {
            return hash;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    hash_of(house, "marigold").await
}

#[tokio::test]
async fn a_sign_in_brings_a_hash_to_todays_costs() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        let before = hash_of(&house, "marigold").await;
        let raised = house.elsewhere(|settings| (settings.hash_memory_kib, settings.hash_iterations) = (64, 2)).await;
        assert!(before.contains("$m=32,t=1,p=1$"), "{before}");

        assert_eq!(refused(log_in(&raised, "wrong password").await), AuthRefusal::InvalidCredentials);
        let keyed = anyone().with_idempotency(IdempotencyKey::parse("a").unwrap());
        let first = raised.log_in(&keyed, credentials("marigold", PASSWORD)).await.unwrap();
        let after = becomes(&house, "$m=64,t=2,p=1$").await;
        assert!(after.contains("$m=64,t=2,p=1$"), "{after}");
        assert_eq!(raised.log_in(&keyed, credentials("marigold", PASSWORD)).await.unwrap(), first, "a repeat");
        assert_eq!(refused(log_in(&raised, "wrong password").await), AuthRefusal::InvalidCredentials);
        log_in(&raised, PASSWORD).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(hash_of(&house, "marigold").await, after, "once is enough");
        assert!(house.verify(&first.access_token).await.is_ok(), "nobody is signed out by it");
    }
}

#[tokio::test]
async fn sign_ins_go_on_while_the_hash_changes_under_them() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        let others = [house.elsewhere(|settings| settings.hash_memory_kib = 64).await, house.elsewhere(|_| ()).await];
        // The two disagree about the costs, so that the hash changes all the time.
        for _ in 0..10 {
            let tries = others.iter().chain(&others).chain(&others).map(|accounts| log_in(accounts, PASSWORD));
            let outcomes = join_all(tries).await;
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        }
    }
}
