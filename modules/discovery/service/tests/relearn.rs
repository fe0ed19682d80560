//! What the features count is learned from decisions, in batches, once each.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::time::Duration;

use discovery_contract::{Action, Filters, GetCompatibility};
use discovery_service::Settings;
use profile_contract::Goal;
use testkit::{engines, user, user_cx};
use town::{Town, ids};

const PEOPLE: u16 = 60;

/// Everybody likes whoever wants the same, and nobody else.
async fn decide(town: &Town, step: u16) -> u64 {
    for n in 1..=PEOPLE {
        let whom = (n + step - 1) % PEOPLE + 1;
        let action = if n % 2 == whom % 2 { Action::Like } else { Action::Pass };
        town.swipe(user(n), user(whom), action).await;
    }
    u64::from(PEOPLE)
}

async fn counts(town: &Town) -> f64 {
    let asked = GetCompatibility { target: user(3) };
    let why = town.contract.get_compatibility(&user_cx(user(1)), asked).await.unwrap();
    why.parts.iter().find(|part| part.code == "shared_goals").unwrap().weight
}

#[tokio::test]
async fn what_people_decide_by_counts_more_from_the_next_batch_on() {
    let settings = || Settings { likes_per_day: 0, settle_ms: 0, ..Settings::default() };
    for engine in engines() {
        let mut town = Town::with(engine, settings()).await;
        for n in 1..=PEOPLE {
            town.settle(n, |facts| facts.goal = vec![if n % 2 == 0 { Goal::Marriage } else { Goal::Casual }]).await;
        }
        let before = counts(&town).await;
        let mut made = 0;
        for step in [5, 8, 11, 14, 17, 20, 23] {
            made += decide(&town, step).await;
            town.world.clock.advance(Duration::from_millis(1));
        }
        let so_far = counts(&town).await;
        assert_eq!(town.relearn.run().await.unwrap(), 0, "they have only just been made");
        assert_eq!(counts(&town).await, so_far, "no decision changes what features count by itself");
        town.world.clock.advance(Duration::from_secs(61));
        assert_eq!(town.relearn.run().await.unwrap(), made);
        let after = counts(&town).await;
        assert!(after > so_far && after > before, "{before} {so_far} {after}");
        assert_eq!(town.relearn.run().await.unwrap(), 0, "every decision is learned from once");
        assert_eq!(counts(&town).await, after);

        let order = ids(&town.candidates(user(1), Filters::default()).await.candidates);
        town.restart(settings()).await;
        assert_eq!(counts(&town).await, after, "it is kept");
        assert_eq!(ids(&town.candidates(user(1), Filters::default()).await.candidates), order);
        let more = decide(&town, 26).await;
        town.world.clock.advance(Duration::from_secs(61));
        assert_eq!(town.relearn.run().await.unwrap(), more);
    }
}
