//! Guessing passwords gets slower and slower, for the guesser alone.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use auth_contract::{AuditEntry, AuthRefusal, ChangePassword, Device, ListAudit, LogIn, SignIn};
use common::{House, PASSWORD, anyone, credentials, refused};
use kernel::Outcome;
use testkit::engines;

async fn from(house: &House, ip: &str, login: &str, password: &str) -> Outcome<SignIn, AuthRefusal> {
    let device = Device { label: Some("browser".into()), ip: Some(ip.into()) };
    house.contract.log_in(&anyone(), LogIn { device, ..credentials(login, password) }).await
}

async fn wait_of(house: &House, ip: &str, login: &str, password: &str) -> Option<u64> {
    match refused(from(house, ip, login, password).await) {
        AuthRefusal::Throttled { retry_after_s } => Some(retry_after_s),
        AuthRefusal::InvalidCredentials => None,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_failure_makes_the_next_try_wait_longer_for_known_and_unknown_names_alike() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        for login in ["marigold", "nobody", "nobody@example.org"] {
            let mut waits = Vec::new();
            for _ in 0..4 {
                assert_eq!(wait_of(&house, "192.0.2.1", login, "wrong").await, None, "{login}");
            }
            while waits.len() < 12 {
                match wait_of(&house, "192.0.2.1", login, "wrong").await {
                    Some(wait) => {
                        waits.push(wait);
                        house.later(wait);
                    }
                    None => continue,
                }
            }
            assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900], "{login}");
        }
    }
}

#[tokio::test]
async fn a_right_password_does_not_help_before_the_wait_is_over_and_clears_the_count_after_it() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.register("marigold").await;
    for _ in 0..5 {
        assert_eq!(wait_of(&house, "192.0.2.1", "marigold", "wrong").await, None);
    }
    assert_eq!(wait_of(&house, "192.0.2.1", "marigold", PASSWORD).await, Some(1), "no oracle");
    house.later(1);
    assert!(from(&house, "192.0.2.1", "marigold", PASSWORD).await.is_ok());
    for _ in 0..5 {
        assert_eq!(wait_of(&house, "192.0.2.1", "marigold", "wrong").await, None);
    }
}

#[tokio::test]
async fn a_burst_is_no_free_guess() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.register("marigold").await;
    let tries = (0..100).map(|_| from(&house, "192.0.2.1", "marigold", "wrong"));
    let judged = futures_util::future::join_all(tries).await;
    let judged = judged.into_iter().filter(|outcome| refused(outcome.clone()) == AuthRefusal::InvalidCredentials);
    let judged = judged.count();
    assert!((5..=8).contains(&judged), "{judged} of 100 were judged");
}

#[tokio::test]
async fn strangers_everywhere_hold_up_neither_the_owners_network_nor_anybody_for_long() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        assert!(from(&house, "2001:db8:1:2::3", "marigold", PASSWORD).await.is_ok());
        let mut judged = 0;
        for n in 0..200_u32 {
            let ip = format!("198.51.{}.{}", n / 250, n % 250);
            judged += u32::from(wait_of(&house, &ip, "marigold", "wrong").await.is_none());
        }
        assert!((50..=52).contains(&judged), "{judged} of 200 networks were judged");
        assert!(from(&house, "2001:db8:1:2:ffff::9", "marigold", PASSWORD).await.is_ok(), "the same /64");
        let wait = wait_of(&house, "203.0.113.9", "marigold", PASSWORD).await;
        assert!(wait.is_some_and(|wait| wait <= 30), "a network nobody knows waits {wait:?}");
        house.later(30);
        assert!(from(&house, "203.0.113.9", "marigold", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn sessions_live_on_while_strangers_guess_and_the_owner_can_read_of_it() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        for _ in 0..9 {
            assert!(from(&house, "192.0.2.66", "marigold", "wrong").await.is_err());
        }
        assert!(house.verify(&signed.access_token).await.is_ok());
        assert!(house.refresh(&common::refresh_token(&signed)).await.is_ok());
        let cx = house.as_caller(&signed).await;
        let mut events: Vec<AuditEntry> = Vec::new();
        for _ in 0..100 {
            events = house.contract.list_audit(&cx, ListAudit { limit: 100, cursor: None }).await.unwrap().items;
            if events.len() == 6 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let names: Vec<&str> = events.iter().map(|entry| entry.event.as_str()).collect();
        assert_eq!(names.iter().filter(|name| **name == "log_in_failed").count(), 5, "{names:?}");
        assert_eq!(names.last(), Some(&"registered"));
        let failed = events.iter().find(|entry| entry.event == "log_in_failed").unwrap();
        assert_eq!((failed.ip.as_deref(), failed.label.as_deref()), (Some("192.0.2.66"), Some("browser")));
    }
}

#[tokio::test]
async fn a_stolen_device_cannot_guess_the_password_either() {
    let house = House::new(platform::Engine::Sqlite).await;
    let signed = house.register("marigold").await;
    let cx = house.as_caller(&signed).await;
    let change =
        |current: &str| ChangePassword { current_password: current.into(), new_password: "x1-Ypsilon-42".into() };
    for _ in 0..5 {
        assert_eq!(
            refused(house.contract.change_password(&cx, change("wrong")).await),
            AuthRefusal::InvalidCredentials
        );
    }
    let held = refused(house.contract.change_password(&cx, change(PASSWORD)).await);
    assert_eq!(held, AuthRefusal::Throttled { retry_after_s: 1 });
    house.later(1);
    assert!(house.contract.change_password(&cx, change(PASSWORD)).await.is_ok());
}

#[tokio::test]
async fn the_log_is_paged_and_each_reads_their_own() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        let other = house.register("mariposa").await;
        for _ in 0..7 {
            house.log_in("marigold", PASSWORD).await.unwrap();
        }
        let cx = house.as_caller(&signed).await;
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = house.contract.list_audit(&cx, ListAudit { limit: 3, cursor }).await.unwrap();
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 8);
        assert!(seen.windows(2).all(|pair| matches!(pair, [a, b] if a.at >= b.at)));
        let theirs =
            house.contract.list_audit(&house.as_caller(&other).await, ListAudit { limit: 9, cursor: None }).await;
        assert_eq!(theirs.unwrap().items.len(), 1);
        assert_eq!(
            refused(house.contract.list_audit(&anyone(), ListAudit { limit: 9, cursor: None }).await),
            AuthRefusal::InvalidToken
        );
    }
}
