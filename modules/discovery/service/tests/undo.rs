//! Decisions that are taken back, matches that end, and what is left for today.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::collections::HashSet;
use std::time::Duration;

use discovery_contract::{
    Action, DiscoveryRefusal, Filters, GetQuotas, ListMatches, Quota, Quotas, Swipe, SwipeResult, Undo, Undone, Unmatch,
};
use discovery_service::Settings;
use futures_util::future::join_all;
use kernel::{Failure, MatchId, Outcome, UserId};
use testkit::{engines, user, user_cx, user_cx_keyed};
use town::Town;

async fn undo(town: &Town, who: UserId) -> Outcome<Undone, DiscoveryRefusal> {
    town.contract.undo(&user_cx(who), Undo {}).await
}

async fn quotas(town: &Town, who: UserId) -> Quotas {
    town.contract.get_quotas(&user_cx(who), GetQuotas {}).await.unwrap()
}

async fn decide(town: &Town, who: UserId, whom: UserId, action: Action) -> Outcome<SwipeResult, DiscoveryRefusal> {
    town.contract.swipe(&user_cx(who), Swipe { target: whom, action, comment: None }).await
}

async fn matches(town: &Town, who: UserId) -> Vec<(MatchId, UserId)> {
    let page = town.contract.list_matches(&user_cx(who), ListMatches { limit: 50, cursor: None }).await.unwrap();
    page.items.into_iter().map(|one| (one.match_id, one.user_id)).collect()
}

#[tokio::test]
async fn decisions_are_taken_back_last_first_and_the_people_come_back() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let alice = town.settle(1, |_| {}).await;
        let (bob, carol) = (town.settle(2, |_| {}).await, town.settle(3, |_| {}).await);
        assert_eq!(undo(&town, alice).await, Err(DiscoveryRefusal::NothingToUndo.into()));
        for (whom, action) in [(bob, Action::Pass), (carol, Action::Superlike)] {
            town.swipe(alice, whom, action).await;
            town.world.clock.advance(Duration::from_millis(1));
        }
        assert_eq!(town.shown(alice, Filters::default()).await, HashSet::new());
        assert_eq!(undo(&town, alice).await, Ok(Undone { target: carol, action: Action::Superlike }));
        assert_eq!(town.shown(alice, Filters::default()).await, HashSet::from([carol]));
        assert_eq!(undo(&town, alice).await, Ok(Undone { target: bob, action: Action::Pass }));
        assert_eq!(town.shown(alice, Filters::default()).await, HashSet::from([bob, carol]));
        assert_eq!(undo(&town, alice).await, Err(DiscoveryRefusal::NothingToUndo.into()));
        assert!(!town.swipe(carol, alice, Action::Like).await.matched, "the superlike is as if it had not been");
    }
}

#[tokio::test]
async fn a_retried_undo_takes_one_decision_back() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let alice = town.settle(1, |_| {}).await;
        for n in 2..=3 {
            let whom = town.settle(n, |_| {}).await;
            town.swipe(alice, whom, Action::Pass).await;
            town.world.clock.advance(Duration::from_millis(1));
        }
        for _delivery in 0..2 {
            let undone = town.contract.undo(&user_cx_keyed(alice, "once"), Undo {}).await;
            assert_eq!(undone, Ok(Undone { target: user(3), action: Action::Pass }));
        }
        assert_eq!(town.shown(alice, Filters::default()).await, HashSet::from([user(3)]));
    }
}

#[tokio::test]
async fn a_match_is_not_taken_back_but_ended_for_both_and_for_good() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (alice, bob) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        let carol = town.settle(3, |_| {}).await;
        town.swipe(alice, bob, Action::Like).await;
        let found = town.swipe(bob, alice, Action::Like).await.match_id.unwrap();
        for who in [alice, bob] {
            assert_eq!(undo(&town, who).await, Err(DiscoveryRefusal::AlreadyMatched.into()));
        }
        let end = async |who, id| town.contract.unmatch(&user_cx(who), Unmatch { match_id: id }).await;
        assert_eq!(end(carol, found).await, Err(DiscoveryRefusal::MatchNotFound.into()), "nobody ends others' matches");
        assert_eq!(matches(&town, alice).await, [(found, bob)]);
        end(bob, found).await.unwrap();
        assert_eq!(end(bob, found).await, Err(DiscoveryRefusal::MatchNotFound.into()));
        for (who, other) in [(alice, bob), (bob, alice)] {
            assert_eq!(matches(&town, who).await, []);
            assert_eq!(town.shown(who, Filters::default()).await, HashSet::from([carol]));
            for action in Action::ALL {
                let again = decide(&town, who, other, action).await;
                assert_eq!(again, Err(DiscoveryRefusal::NotFound.into()), "whoever was unmatched is a stranger");
            }
            assert!(undo(&town, who).await.is_err());
        }
    }
}

#[tokio::test]
async fn likes_superlikes_and_undos_end_for_today_and_begin_again_at_midnight() {
    let settings = || Settings { likes_per_day: 3, superlikes_per_day: 1, undos_per_day: 2, ..Settings::default() };
    for engine in engines() {
        let town = Town::with(engine, settings()).await;
        let alice = town.settle(1, |_| {}).await;
        for n in 2..=8 {
            town.settle(n, |_| {}).await;
        }
        let left = async || {
            let quotas = quotas(&town, alice).await;
            [quotas.likes, quotas.superlikes, quotas.undos].map(|quota| quota.left.unwrap())
        };
        assert_eq!(left().await, [3, 1, 2]);
        decide(&town, alice, user(2), Action::Superlike).await.unwrap();
        let resets_at = quotas(&town, alice).await.resets_at;
        let used_up = decide(&town, alice, user(3), Action::Superlike).await.unwrap_err();
        let Failure::Refused(DiscoveryRefusal::SuperlikesUsedUp { resets_at: told, retry_after_s }) = used_up else {
            panic!("{used_up:?}")
        };
        assert_eq!(told, resets_at);
        assert_eq!(town.world.clock().now().after(Duration::from_secs(retry_after_s)).date(), resets_at.date());
        assert_eq!(left().await, [2, 0, 2], "what is refused is not counted");
        decide(&town, alice, user(3), Action::Like).await.unwrap();
        decide(&town, alice, user(3), Action::Like).await.unwrap();
        decide(&town, alice, user(4), Action::Like).await.unwrap();
        assert_eq!(left().await, [0, 0, 2], "a repeat is free");
        let used_up = decide(&town, alice, user(5), Action::Like).await;
        assert!(matches!(used_up, Err(Failure::Refused(DiscoveryRefusal::LikesUsedUp { .. }))), "{used_up:?}");
        assert_eq!(town.shown(alice, Filters::default()).await.len(), 4, "nothing was written");
        decide(&town, alice, user(5), Action::Pass).await.unwrap();
        for _time in 0..2 {
            undo(&town, alice).await.unwrap();
        }
        let used_up = undo(&town, alice).await;
        assert!(matches!(used_up, Err(Failure::Refused(DiscoveryRefusal::UndosUsedUp { .. }))), "{used_up:?}");
        assert_eq!(left().await[0], 0, "a like that is taken back stays paid for");
        town.world.clock.advance(resets_at.since(town.world.clock().now()));
        assert_eq!(left().await, [3, 1, 2]);
        decide(&town, alice, user(5), Action::Like).await.unwrap();
        assert_eq!(quotas(&town, alice).await.likes, Quota { limit: Some(3), left: Some(2) });
    }
}

#[tokio::test]
async fn a_quota_holds_against_many_at_once() {
    for engine in engines() {
        let settings = Settings { likes_per_day: 5, swipes_at_once: 8, settle_ms: 0, ..Settings::default() };
        let town = Town::with(engine, settings).await;
        let alice = town.settle(1, |_| {}).await;
        for n in 2..=41 {
            town.settle(n, |_| {}).await;
        }
        let answers = join_all((2..=41).map(|n| decide(&town, alice, user(n), Action::Like))).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
        assert_eq!(town.shown(alice, Filters::default()).await.len(), 35);
    }
}
