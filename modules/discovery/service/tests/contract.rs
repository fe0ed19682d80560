//! The contract, in three placements: direct, encoded with every call delivered twice, and over HTTP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod town;

use discovery_contract::{
    Action, DiscoveryRefusal, Encounters, EraseUser, ExportUser, Filters, GetCandidates, ListMatches, Swipe,
};
use kernel::{Cursor, Erased};
use profile_contract::Goal;
use testkit::{Placement, engines, place, service_cx, service_cx_keyed, user, user_cx, user_cx_keyed};
use town::{Town, ids};

async fn body(encounters: &dyn Encounters) {
    let (alice, bob, carol) = (user(1), user(2), user(3));
    let asked = |filters, limit, cursor| GetCandidates { filters, limit, cursor };
    let first = encounters.get_candidates(&user_cx(alice), asked(Filters::default(), 1, None)).await.unwrap();
    assert_eq!(ids(&first.candidates), [bob]);
    assert!(first.candidates[0].reasons.iter().any(|reason| reason.code == "shared_goals"));
    let second = encounters.get_candidates(&user_cx(alice), asked(Filters::default(), 1, first.next)).await.unwrap();
    assert_eq!((ids(&second.candidates), second.next), (vec![carol], None));
    let filters = Filters { goal: vec!["marriage".into()], ..Filters::default() };
    let nobody = encounters.get_candidates(&user_cx(alice), asked(filters, 10, None)).await.unwrap();
    assert_eq!(nobody.funnel.unwrap().suggestion.as_deref(), Some("Accept any goal."));
    let cursor = Some(Cursor("x".into()));
    let refused = encounters.get_candidates(&user_cx(alice), asked(Filters::default(), 1, cursor)).await;
    assert_eq!(refused, Err(DiscoveryRefusal::BadCursor.into()));

    let decide = async |who, whom, action, key: &str| {
        let decision = Swipe { target: whom, action, comment: Some("Hello".into()) };
        encounters.swipe(&user_cx_keyed(who, key), decision).await
    };
    assert!(!decide(alice, bob, Action::Like, "first").await.unwrap().matched);
    let matched = decide(bob, alice, Action::Like, "second").await.unwrap();
    assert!(matched.matched);
    assert_eq!(decide(alice, bob, Action::Like, "third").await.unwrap(), matched);
    assert_eq!(decide(alice, alice, Action::Like, "fourth").await, Err(DiscoveryRefusal::Yourself.into()));
    assert_eq!(decide(alice, user(99), Action::Like, "fifth").await, Err(DiscoveryRefusal::NotFound.into()));
    assert_eq!(decide(user(99), alice, Action::Like, "sixth").await, Err(DiscoveryRefusal::NoProfile.into()));

    let page = encounters.list_matches(&user_cx(alice), ListMatches { limit: 10, cursor: None }).await.unwrap();
    let [only] = page.items.try_into().unwrap();
    assert_eq!(
        (only.user_id, Some(only.match_id), Some(only.conversation_id)),
        (bob, matched.match_id, matched.conversation_id)
    );

    let export = ExportUser { user: alice };
    assert_eq!(encounters.export_user(&user_cx(bob), export.clone()).await, Err(DiscoveryRefusal::NotFound.into()));
    let exported = encounters.export_user(&user_cx(alice), export.clone()).await.unwrap();
    assert_eq!(encounters.export_user(&service_cx(), export).await.unwrap(), exported);
    assert_eq!(exported.data["decisions"][0]["action"], "like");
    let erase = EraseUser { user: bob };
    assert_eq!(encounters.erase_user(&user_cx(bob), erase.clone()).await, Err(DiscoveryRefusal::NotFound.into()));
    let erased = encounters.erase_user(&service_cx_keyed("bob"), erase.clone()).await;
    assert_eq!(erased, Ok(Erased { count: 6 }), "two decisions, an encounter, two sides of a match, what was known");
    assert_eq!(encounters.erase_user(&service_cx_keyed("again"), erase).await, Ok(Erased { count: 0 }));
    let page = encounters.list_matches(&user_cx(alice), ListMatches { limit: 10, cursor: None }).await.unwrap();
    assert_eq!(page.items, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_holds_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let town = Town::new(engine).await;
            town.settle(1, |facts| facts.goal = vec![Goal::Serious]).await;
            town.settle(2, |facts| facts.goal = vec![Goal::Serious]).await;
            town.settle(3, |_| {}).await;
            let placed = place(placement, town.contract.clone()).await;
            body(&*placed).await;
        }
    }
}
