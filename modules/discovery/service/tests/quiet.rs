//! What somebody decides about somebody changes nothing that the other sees before they have answered; and what was learned
//! outlives the process.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::time::Duration;

use discovery_contract::{Action, Candidate, Compatibility, Filters, GetCompatibility, Undo};
use discovery_service::Settings;
use kernel::UserId;
use testkit::{engines, user, user_cx};
use town::{Town, ids};

const PEOPLE: u16 = 14;

/// People who have decided about each other a little.
async fn town(engine: platform::Engine) -> Town {
    let town = Town::with(engine, settings()).await;
    for n in 1..=PEOPLE {
        town.settle(n, |facts| {
            facts.interests = (0..n % 5).map(|k| format!("interest {k}")).collect();
            facts.completeness = 40 + u8::try_from(n).unwrap();
        })
        .await;
    }
    for n in 1..=PEOPLE {
        for step in [5, 7] {
            let whom = (n + step - 1) % PEOPLE + 1;
            let action = if (n + step) % 3 == 0 { Action::Pass } else { Action::Like };
            town.swipe(user(n), user(whom), action).await;
        }
    }
    later(&town);
    town
}

/// What comes now comes after everything before.
fn later(town: &Town) {
    town.world.clock.advance(Duration::from_millis(1));
}

fn settings() -> Settings {
    Settings { settle_ms: 0, superlikes_per_day: 0, undos_per_day: 0, ..Settings::default() }
}

/// All that somebody can find out about others.
async fn sees(town: &Town, who: UserId) -> (Vec<Candidate>, Vec<Compatibility>) {
    let candidates = town.candidates(who, Filters::default()).await.candidates;
    let mut compatible = Vec::new();
    for n in (1..=PEOPLE).filter(|n| user(*n) != who) {
        let asked = GetCompatibility { target: user(n) };
        compatible.push(town.contract.get_compatibility(&user_cx(who), asked).await.unwrap());
    }
    (candidates, compatible)
}

#[tokio::test]
async fn whoever_is_decided_about_sees_no_difference_until_they_answer() {
    for engine in engines() {
        let mut town = town(engine).await;
        let bob = user(2);
        sees(&town, bob).await;
        let before = sees(&town, bob).await;
        let undecided: Vec<_> = ids(&before.0).into_iter().filter(|who| *who != bob).collect();
        assert!(undecided.len() >= 6, "{undecided:?}");
        for (who, action) in undecided.iter().zip([Action::Like, Action::Pass, Action::Superlike].into_iter().cycle()) {
            town.swipe(*who, bob, action).await;
            assert_eq!(sees(&town, bob).await, before, "{action:?} by {who} can be seen");
        }
        town.restart(settings()).await;
        assert_eq!(sees(&town, bob).await, before, "another process tells what this one does not");
        // Two of them take it back, one decides anew.
        for who in undecided.iter().take(2) {
            town.contract.undo(&user_cx(*who), Undo {}).await.unwrap();
        }
        town.swipe(undecided[3], bob, Action::Pass).await;
        assert_eq!(sees(&town, bob).await, before);
        // Then Bob answers, and what they said counts.
        for who in &undecided {
            town.swipe(bob, *who, Action::Pass).await;
        }
        let seen = sees(&town, bob).await.1;
        assert_ne!(seen, before.1, "what was said counts in the end");
    }
}

#[tokio::test]
async fn a_decision_that_is_taken_back_was_never_made() {
    for engine in engines() {
        let town = town(engine).await;
        let everybody = async || {
            let mut all = Vec::new();
            for n in 1..=PEOPLE {
                all.push(sees(&town, user(n)).await);
            }
            all
        };
        everybody().await;
        let before = everybody().await;
        let first = before[0].0[0].user_id;
        for action in Action::ALL {
            later(&town);
            town.swipe(user(1), first, action).await;
            assert_ne!(everybody().await[0].0, before[0].0, "it was made");
            town.contract.undo(&user_cx(user(1)), Undo {}).await.unwrap();
            assert_eq!(everybody().await, before);
        }
    }
}

#[tokio::test]
async fn likes_and_passes_are_learned_from_and_kept() {
    for engine in engines() {
        let settings = Settings { likes_per_day: 0, settle_ms: 0, ..Settings::default() };
        let mut town = Town::with(engine, settings.clone()).await;
        for n in 1..=40 {
            town.settle(n, |_| {}).await;
        }
        // Everybody is the same on paper. The crowd likes the third and passes on the fourth.
        for n in 5..=34 {
            town.swipe(user(n), user(3), Action::Like).await;
            town.swipe(user(n), user(4), Action::Pass).await;
        }
        let order = async |town: &Town| {
            let shown = ids(&town.candidates(user(1), Filters::default()).await.candidates);
            [3, 4].map(|n| shown.iter().position(|who| *who == user(n)).unwrap())
        };
        let [liked, passed] = order(&town).await;
        assert!(liked < 5 && passed > 30, "{liked} {passed}");
        let before = town.candidates(user(1), Filters::default()).await.candidates;
        town.restart(settings.clone()).await;
        assert_eq!(town.candidates(user(1), Filters::default()).await.candidates, before);
        // The viewer's own decision counts in the next answer.
        town.swipe(user(1), user(3), Action::Pass).await;
        assert!(!ids(&town.candidates(user(1), Filters::default()).await.candidates).contains(&user(3)));
    }
}
