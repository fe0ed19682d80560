//! Pages of candidates neither skip nor repeat anybody, and a page costs the neighbour two questions.

mod town;

use std::collections::HashSet;

use discovery_contract::{Action, Filters};
use discovery_service::Settings;
use testkit::{engines, user};
use town::{Town, ids};

/// Some like what the viewer likes, most are equals, so that pages end among them.
async fn fill(town: &Town, people: std::ops::RangeInclusive<u16>) {
    for n in people {
        town.settle(n, |facts| {
            facts.interests = (0..n % 4).map(|k| format!("interest {k}")).collect();
        })
        .await;
    }
}

#[tokio::test]
async fn pages_show_everybody_once_best_first() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |facts| facts.interests = (0..4).map(|k| format!("interest {k}")).collect()).await;
        fill(&town, 2..=61).await;
        let (mut seen, mut scores, mut cursor) = (Vec::new(), Vec::new(), None);
        loop {
            let page = town.page(viewer, Filters::default(), 7, cursor).await;
            assert!(page.candidates.len() <= 7);
            seen.extend(ids(&page.candidates));
            scores.extend(page.candidates.iter().map(|candidate| candidate.compatibility_score));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 60);
        assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 60);
        // One slot in eight is drawn among new people; the others are ranked.
        let ranked: Vec<_> =
            scores.iter().enumerate().filter(|(slot, _)| slot % 8 != 3).map(|(_, score)| *score).collect();
        assert!(ranked.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
        let again = town.page(viewer, Filters::default(), 50, None).await;
        assert_eq!(ids(&again.candidates), seen[..50], "the same order every time");
        let other = town.settle(100, |facts| facts.interests = (0..4).map(|k| format!("interest {k}")).collect()).await;
        let theirs = ids(&town.page(other, Filters::default(), 50, None).await.candidates);
        assert_ne!(theirs[1..20], seen[..19], "equals come in another order for another viewer");
    }
}

#[tokio::test]
async fn whoever_stays_is_shown_once_while_others_come_go_and_are_decided_about() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        fill(&town, 2..=50).await;
        let (mut seen, mut gone, mut cursor) = (Vec::new(), HashSet::new(), None);
        for round in 0u16.. {
            let page = town.page(viewer, Filters::default(), 5, cursor).await;
            let shown = ids(&page.candidates);
            if let Some(first) = shown.first() {
                town.swipe(viewer, *first, Action::Pass).await;
            }
            seen.extend(shown);
            town.settle(200 + round, |_| {}).await;
            let leaver = user(2 + round * 4);
            town.leave(leaver).await;
            gone.insert(leaver);
            town.block(user(3 + round * 4), viewer);
            gone.insert(user(3 + round * 4));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len(), "nobody twice");
        let missed: Vec<_> = (2..=50).map(user).filter(|who| !gone.contains(who) && !seen.contains(who)).collect();
        assert_eq!(missed, [], "nobody who stayed was skipped");
    }
}

#[tokio::test]
async fn a_page_asks_the_profile_module_twice_however_long_it_is() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        fill(&town, 2..=45).await;
        for limit in [1, 40] {
            let before = town.profiles.calls().len();
            town.page(viewer, Filters::default(), limit, None).await;
            assert_eq!(town.profiles.calls()[before..], ["visible_to", "get_profiles"]);
        }
    }
}

#[tokio::test]
async fn many_hidden_people_do_not_hide_the_rest() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        fill(&town, 2..=150).await;
        for n in 2..=148 {
            town.block(user(n), viewer);
        }
        let shown = ids(&town.page(viewer, Filters::default(), 10, None).await.candidates);
        assert_eq!(shown.into_iter().collect::<HashSet<_>>(), HashSet::from([user(149), user(150)]));
    }
}

#[tokio::test]
async fn a_list_goes_on_while_others_decide_and_scores_move() {
    for engine in engines() {
        let town = Town::with(engine, Settings { settle_ms: 0, likes_per_day: 0, ..Settings::default() }).await;
        let viewer = town.settle(1, |_| {}).await;
        fill(&town, 2..=61).await;
        let (mut seen, mut cursor) = (Vec::new(), None);
        for round in 0u16.. {
            let page = town.page(viewer, Filters::default(), 6, cursor).await;
            let asked_again = town.page(viewer, Filters::default(), 1, None).await;
            assert_eq!(asked_again.candidates.len(), 1, "another list begins meanwhile");
            seen.extend(ids(&page.candidates));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
            // Those at the end become the most liked, and those at the beginning the least.
            for n in 2..=31 {
                let whom = user(61 - (round * 5 + n) % 30);
                if user(n) != whom {
                    town.swipe(user(n), whom, Action::Like).await;
                }
            }
        }
        assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len(), "nobody twice");
        assert_eq!(seen.len(), 60, "nobody left out");
    }
}

#[tokio::test]
async fn a_list_goes_on_in_another_process() {
    for engine in engines() {
        let mut town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        fill(&town, 2..=41).await;
        // Long ago, so that nobody is new any longer.
        town.world.clock.advance(std::time::Duration::from_secs(72 * 3600));
        let whole = ids(&town.page(viewer, Filters::default(), 50, None).await.candidates);
        let first = town.page(viewer, Filters::default(), 15, None).await;
        town.restart(Settings::default()).await;
        let second = town.page(viewer, Filters::default(), 15, first.next).await;
        let third = town.page(viewer, Filters::default(), 15, second.next).await;
        let pages = [first.candidates, second.candidates, third.candidates];
        assert_eq!(pages.iter().flat_map(|page| ids(page)).collect::<Vec<_>>(), whole);
    }
}
