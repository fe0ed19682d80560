//! Refresh tokens, verification, and how sessions end.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use auth_contract::{AuthRefusal, ListAudit, LogOut, RenewAccess, SessionRevoked};
use common::{House, PASSWORD, anyone, endings, refresh_token, refused};
use futures_util::future::join_all;
use kernel::Signal;
use std::collections::HashSet;
use testkit::engines;

#[tokio::test]
async fn refresh_rotates_and_every_access_token_works() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        let mut token = refresh_token(&signed);
        let mut seen = HashSet::from([token.clone()]);
        for _ in 0..5 {
            house.later(600);
            let next = house.refresh(&token).await.unwrap();
            assert_eq!((next.user_id, next.new_user, next.expires_in), (signed.user_id, false, 900));
            assert_eq!(next.refresh_expires_in, Some(30 * 86_400), "it slides");
            assert!(house.verify(&next.access_token).await.is_ok());
            token = refresh_token(&next);
            assert!(seen.insert(token.clone()), "a new one each time");
        }
        for unknown in ["", "x", &"A".repeat(43), &token[1..], &signed.access_token] {
            assert_eq!(refused(house.refresh(unknown).await), AuthRefusal::InvalidRefreshToken);
        }
        house.later(30 * 86_400);
        assert_eq!(refused(house.refresh(&token).await), AuthRefusal::InvalidRefreshToken, "expired");
    }
}

#[tokio::test]
async fn a_hundred_refreshes_at_once_get_one_successor() {
    for engine in engines() {
        let house = House::new(engine).await;
        let token = refresh_token(&house.register("marigold").await);
        let outcomes = join_all((0..100).map(|_| house.refresh(&token))).await;
        let successors: HashSet<String> =
            outcomes.iter().map(|outcome| refresh_token(outcome.as_ref().unwrap())).collect();
        assert_eq!(successors.len(), 1);
        house.later(9);
        let late = refresh_token(&house.refresh(&token).await.unwrap());
        assert!(successors.contains(&late), "still the same within the grace");
        assert!(house.refresh(&late).await.is_ok(), "and nobody was signed out");
        assert!(endings(&house).await.is_empty());
    }
}

#[tokio::test]
async fn reuse_after_the_grace_ends_that_session_and_no_other() {
    for engine in engines() {
        let house = House::new(engine).await;
        let stolen = house.register("marigold").await;
        let elsewhere = house.log_in("marigold", PASSWORD).await.unwrap();
        let newest = house.refresh(&refresh_token(&stolen)).await.unwrap();
        let session = house.verify(&stolen.access_token).await.unwrap().session_id;
        assert!(house.verify(&newest.access_token).await.is_ok());
        house.later(10);

        for _ in 0..3 {
            assert_eq!(refused(house.refresh(&refresh_token(&stolen)).await), AuthRefusal::TokenReused);
        }
        assert_eq!(refused(house.refresh(&refresh_token(&newest)).await), AuthRefusal::InvalidRefreshToken);
        for token in [&stolen.access_token, &newest.access_token] {
            assert_eq!(refused(house.verify(token).await), AuthRefusal::InvalidToken);
        }
        assert!(house.verify(&elsewhere.access_token).await.is_ok(), "the other device lives");
        assert!(house.refresh(&refresh_token(&elsewhere)).await.is_ok());

        let log = ListAudit { limit: 100, cursor: None };
        let log = house.contract.list_audit(&house.as_caller(&elsewhere).await, log).await.unwrap();
        assert_eq!(log.items.iter().filter(|entry| entry.event == "token_reused").count(), 1);
        assert_eq!(endings(&house).await, [SessionRevoked { user_id: stolen.user_id, session_id: session }]);
        let told = house.signals.lock().unwrap().clone();
        assert_eq!(told.first(), Some(&Signal::SessionsRevoked { user: stolen.user_id, sessions: vec![session] }));
    }
}

#[tokio::test]
async fn without_a_grace_the_second_use_is_reuse() {
    let house = House::with(platform::Engine::Sqlite, |settings| settings.refresh_grace_s = 0).await;
    let token = refresh_token(&house.register("marigold").await);
    assert!(house.refresh(&token).await.is_ok());
    assert_eq!(refused(house.refresh(&token).await), AuthRefusal::TokenReused);
}

#[tokio::test]
async fn log_out_ends_this_session_at_once() {
    for engine in engines() {
        let house = House::new(engine).await;
        let here = house.register("marigold").await;
        let there = house.log_in("marigold", PASSWORD).await.unwrap();
        let cx = house.as_caller(&here).await;
        let session = house.verify(&here.access_token).await.unwrap().session_id;
        assert_eq!(refused(house.contract.log_out(&anyone(), LogOut {}).await), AuthRefusal::InvalidToken);
        for _ in 0..2 {
            house.contract.log_out(&cx, LogOut {}).await.unwrap();
        }
        assert_eq!(refused(house.verify(&here.access_token).await), AuthRefusal::InvalidToken);
        assert_eq!(refused(house.refresh(&refresh_token(&here)).await), AuthRefusal::InvalidRefreshToken);
        assert_eq!(refused(house.contract.renew_access(&cx, RenewAccess {}).await), AuthRefusal::InvalidToken);
        assert!(house.verify(&there.access_token).await.is_ok());
        assert_eq!(endings(&house).await, [SessionRevoked { user_id: here.user_id, session_id: session }]);
        let signal = Signal::SessionsRevoked { user: here.user_id, sessions: vec![session] };
        assert!(house.signals.lock().unwrap().contains(&signal));
    }
}

#[tokio::test]
async fn verifying_while_the_session_ends_never_remembers_it_alive() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        for _ in 0..20 {
            let signed = house.log_in("marigold", PASSWORD).await.unwrap();
            let cx = house.as_caller(&signed).await;
            let nudge = Signal::SessionsRevoked { user: signed.user_id, sessions: Vec::new() };
            house.world.signals.send(&nudge);
            let checks = join_all((0..8).map(|_| house.verify(&signed.access_token)));
            let (_, ended) = tokio::join!(checks, house.contract.log_out(&cx, LogOut {}));
            ended.unwrap();
            assert_eq!(refused(house.verify(&signed.access_token).await), AuthRefusal::InvalidToken);
        }
    }
}

#[tokio::test]
async fn a_signal_for_a_whole_person_makes_the_module_look_again() {
    let house = House::new(platform::Engine::Sqlite).await;
    let signed = house.register("marigold").await;
    assert!(house.verify(&signed.access_token).await.is_ok());
    // Another process ends all sessions behind this one's back, and says so.
    let tx = house.database.db().begin().await.unwrap();
    use sea_orm::ConnectionTrait;
    tx.conn().execute_unprepared("update session set ended_at = 1").await.unwrap();
    tx.commit().await.unwrap();
    assert!(house.verify(&signed.access_token).await.is_ok(), "remembered: the control of this test");
    house.world.signals.send(&Signal::SessionsRevoked { user: signed.user_id, sessions: Vec::new() });
    assert_eq!(refused(house.verify(&signed.access_token).await), AuthRefusal::InvalidToken);
}

#[tokio::test]
async fn an_access_token_renews_itself_within_its_session() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        let cx = house.as_caller(&signed).await;
        house.later(600);
        let renewed = house.contract.renew_access(&cx, RenewAccess {}).await.unwrap();
        assert_eq!((renewed.refresh_token.clone(), renewed.refresh_expires_in, renewed.expires_in), (None, None, 900));
        let (old, new) =
            (house.verify(&signed.access_token).await.unwrap(), house.verify(&renewed.access_token).await.unwrap());
        assert_eq!((old.session_id, old.user_id), (new.session_id, new.user_id));
        house.later(300);
        assert_eq!(refused(house.verify(&signed.access_token).await), AuthRefusal::InvalidToken, "expired");
        assert!(house.verify(&renewed.access_token).await.is_ok());
        assert_eq!(refused(house.contract.renew_access(&anyone(), RenewAccess {}).await), AuthRefusal::InvalidToken);
    }
}

#[tokio::test]
async fn what_expired_long_ago_is_swept_and_the_rest_stays() {
    for engine in engines() {
        let house = House::new(engine).await;
        let first = house.register("marigold").await;
        let next = house.refresh(&refresh_token(&first)).await.unwrap();
        assert_eq!(house.sweep.run().await.unwrap(), 0);
        house.later(30 * 86_400 - 1);
        let last = house.refresh(&refresh_token(&next)).await.unwrap();
        house.later(86_400 + 2);
        assert_eq!(house.sweep.run().await.unwrap(), 2, "two spent tokens");
        assert!(house.refresh(&refresh_token(&last)).await.is_ok());
        house.later(32 * 86_400);
        assert_eq!(house.sweep.run().await.unwrap(), 3, "two tokens and their session");
    }
}
