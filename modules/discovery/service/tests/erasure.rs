//! Somebody leaves for good: nothing that they or others decided about them stays.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use discovery_contract::{Action, EraseUser, ExportUser, Filters, ListMatches};
use kernel::UserId;
use testkit::{engines, service_cx, user, user_cx};
use town::Town;

async fn erase(town: &Town, user: UserId) -> u64 {
    town.contract.erase_user(&service_cx(), EraseUser { user }).await.unwrap().count
}

async fn matches(town: &Town, who: UserId) -> Vec<UserId> {
    let page = town.contract.list_matches(&user_cx(who), ListMatches { limit: 50, cursor: None }).await.unwrap();
    page.items.into_iter().map(|one| one.user_id).collect()
}

#[tokio::test]
async fn decisions_and_matches_go_for_both_sides_however_many_there_are() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (ann, ben) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        // More than one transaction takes; ids below and above Ann's, deciders and targets.
        for n in 3..=230 {
            let other = town.settle(n, |_| {}).await;
            if n % 2 == 0 {
                town.swipe(ann, other, Action::Pass).await
            } else {
                town.swipe(other, ann, Action::Like).await
            };
        }
        let zero = town.settle(0, |_| {}).await;
        for (one, other) in [(ann, ben), (zero, ann), (zero, ben)] {
            town.swipe(one, other, Action::Like).await;
            town.swipe(other, one, Action::Superlike).await;
        }
        assert_eq!((matches(&town, ben).await.len(), matches(&town, zero).await.len()), (2, 2));

        let exported = town.contract.export_user(&user_cx(ann), ExportUser { user: ann }).await.unwrap().data;
        let decisions = exported["decisions"].as_array().unwrap();
        assert_eq!(decisions.len(), 114 + 2, "her own ones alone");
        assert!(decisions.iter().all(|one| one["user_id"] != serde_json::json!(ann)));
        assert_eq!(exported["matches"].as_array().unwrap().len(), 2);
        assert_eq!(exported["known_for_matching"]["user_id"], serde_json::json!(ann));

        // 228 decisions with as many encounters; four decisions, two encounters, four sides of matches; what she
        // had used of her quotas; what decisions say about her; herself.
        assert_eq!(erase(&town, ann).await, 2 * 228 + 4 + 2 + 4 + 1 + 1 + 1);
        assert_eq!(erase(&town, ann).await, 0);
        assert_eq!((matches(&town, ben).await, matches(&town, zero).await), (vec![zero], vec![ben]));
        assert!(!town.shown(ben, Filters::default()).await.contains(&ann));
        let empty = town.contract.export_user(&service_cx(), ExportUser { user: ann }).await.unwrap().data;
        let lists = ["decisions", "matches", "favorites"];
        assert!(lists.iter().all(|list| empty[list].as_array().unwrap().is_empty()), "{empty}");
        assert_eq!(empty["known_for_matching"], serde_json::Value::Null);
        let theirs = town.contract.export_user(&service_cx(), ExportUser { user: user(4) }).await.unwrap().data;
        assert_eq!(theirs["known_for_matching"]["user_id"], serde_json::json!(user(4)), "others stay");
    }
}
