//! The contract, in three placements: direct, encoded with every call delivered twice, and over HTTP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod town;

use discovery_contract::{
    Action, AddFavorite, DiscoveryRefusal, Encounters, EraseUser, ExportUser, Filters, GetCandidates, GetQuotas,
    ListFavorites, ListLikes, ListMatches, RemoveFavorite, Swipe, Undo, Undone, Unmatch,
};
use kernel::{Cursor, Done, Erased, MatchId};
use profile_contract::Goal;
use testkit::{Placement, engines, place, service_cx, service_cx_keyed, user, user_cx, user_cx_keyed};
use town::{Town, ids};

/// Alice has matched with Bob; Carol comes and goes.
async fn lists_and_ends(encounters: &dyn Encounters) {
    let (alice, carol) = (user(1), user(3));
    let decide = async |who, whom, action, key: &str| {
        let decision = Swipe { target: whom, action, comment: None };
        encounters.swipe(&user_cx_keyed(who, key), decision).await.unwrap()
    };
    decide(alice, carol, Action::Pass, "pass").await;
    let undone = encounters.undo(&user_cx_keyed(alice, "undo"), Undo {}).await;
    assert_eq!(undone, Ok(Undone { target: carol, action: Action::Pass }));
    let quotas = encounters.get_quotas(&user_cx(alice), GetQuotas {}).await.unwrap();
    assert_eq!([quotas.likes, quotas.superlikes, quotas.undos].map(|quota| quota.left), [99, 5, 19].map(Some));

    encounters.add_favorite(&user_cx_keyed(alice, "keep"), AddFavorite { target: carol }).await.unwrap();
    let kept = encounters.list_favorites(&user_cx(alice), ListFavorites { limit: 5, cursor: None }).await.unwrap();
    assert_eq!(kept.items.iter().map(|one| one.person.user_id).collect::<Vec<_>>(), [carol]);
    encounters.remove_favorite(&user_cx_keyed(alice, "drop"), RemoveFavorite { target: carol }).await.unwrap();
    let kept = encounters.list_favorites(&user_cx(alice), ListFavorites { limit: 5, cursor: None }).await.unwrap();
    assert_eq!(kept.items, []);

    decide(carol, alice, Action::Superlike, "like").await;
    let likes = encounters.list_likes(&user_cx(alice), ListLikes { limit: 5, cursor: None }).await.unwrap();
    let [like] = likes.items.try_into().unwrap();
    assert_eq!((like.person.user_id, like.superlike), (carol, true));
    let match_id = decide(alice, carol, Action::Like, "match").await.match_id.unwrap();
    let end = async |id, key: &str| encounters.unmatch(&user_cx_keyed(alice, key), Unmatch { match_id: id }).await;
    assert_eq!(end(match_id, "end").await, Ok(Done {}));
    assert_eq!(end(match_id, "end_again").await, Err(DiscoveryRefusal::MatchNotFound.into()));
    assert_eq!(end(MatchId(carol.0), "end_nothing").await, Err(DiscoveryRefusal::MatchNotFound.into()));
}

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

    lists_and_ends(encounters).await;

    let export = ExportUser { user: alice };
    assert_eq!(encounters.export_user(&user_cx(bob), export.clone()).await, Err(DiscoveryRefusal::NotFound.into()));
    let exported = encounters.export_user(&user_cx(alice), export.clone()).await.unwrap();
    assert_eq!(encounters.export_user(&service_cx(), export).await.unwrap(), exported);
    assert_eq!(exported.data["decisions"][0]["action"], "like");
    let erase = EraseUser { user: bob };
    assert_eq!(encounters.erase_user(&user_cx(bob), erase.clone()).await, Err(DiscoveryRefusal::NotFound.into()));
    let erased = encounters.erase_user(&service_cx_keyed("bob"), erase.clone()).await;
    assert_eq!(
        erased,
        Ok(Erased { count: 8 }),
        "two decisions, an encounter, two sides of a match, quotas, facts, evidence"
    );
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
