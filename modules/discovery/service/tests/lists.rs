//! Who likes somebody, and whom somebody keeps for later.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::time::Duration;

use discovery_contract::{
    Action, AddFavorite, DiscoveryRefusal, FavoriteView, Filters, LikeView, ListFavorites, ListLikes, RemoveFavorite,
    Swipe,
};
use discovery_service::Settings;
use kernel::{Cursor, Done, Outcome, Page, UserId};
use testkit::{engines, user, user_cx};
use town::{Town, ids};

async fn likes(town: &Town, who: UserId, limit: u32, cursor: Option<Cursor>) -> Page<LikeView> {
    town.contract.list_likes(&user_cx(who), ListLikes { limit, cursor }).await.unwrap()
}

async fn favorites(town: &Town, who: UserId, limit: u32, cursor: Option<Cursor>) -> Page<FavoriteView> {
    town.contract.list_favorites(&user_cx(who), ListFavorites { limit, cursor }).await.unwrap()
}

async fn keep(town: &Town, who: UserId, whom: UserId) -> Outcome<Done, DiscoveryRefusal> {
    town.contract.add_favorite(&user_cx(who), AddFavorite { target: whom }).await
}

#[tokio::test]
async fn likes_wait_newest_first_until_they_are_answered() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let alice = town.settle(1, |_| {}).await;
        for n in 2..=9 {
            let whom = town.settle(n, |_| {}).await;
            let action = if n % 4 == 0 { Action::Superlike } else { Action::Like };
            let decision = Swipe { target: alice, action, comment: Some(format!("Hello {n}")) };
            town.contract.swipe(&user_cx(whom), decision).await.unwrap();
            if n % 3 == 0 {
                town.world.clock.advance(Duration::from_millis(1));
            }
        }
        let passed = town.settle(10, |_| {}).await;
        town.swipe(passed, alice, Action::Pass).await;
        town.swipe(alice, user(9), Action::Pass).await;
        town.swipe(alice, user(8), Action::Like).await;
        town.block(user(7), alice);

        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = likes(&town, alice, 2, cursor).await;
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let people: Vec<_> = seen.iter().map(|like| like.person.user_id).collect();
        assert_eq!(people, [6, 5, 4, 3, 2].map(user));
        assert_eq!(seen.iter().map(|like| like.superlike).collect::<Vec<_>>(), [false, false, true, false, false]);
        assert_eq!(seen[0].comment.as_deref(), Some("Hello 6"));
        assert_eq!(likes(&town, user(2), 10, None).await.items, [], "nobody sees others' likes");
        let bad = ListLikes { limit: 1, cursor: Some(Cursor("x".into())) };
        assert_eq!(town.contract.list_likes(&user_cx(alice), bad).await, Err(DiscoveryRefusal::BadCursor.into()));
    }
}

#[tokio::test]
async fn favourites_are_kept_without_a_trace_for_anybody_else() {
    for engine in engines() {
        let town = Town::with(engine, Settings { favorites: 3, ..Settings::default() }).await;
        let alice = town.settle(1, |_| {}).await;
        for n in 2..=5 {
            town.settle(n, |facts| facts.completeness = 50 + u8::try_from(n).unwrap()).await;
        }
        let before = [ids(&town.candidates(alice, Filters::default()).await.candidates), vec![]];
        for n in [4, 2, 3] {
            keep(&town, alice, user(n)).await.unwrap();
            town.world.clock.advance(Duration::from_millis(1));
        }
        keep(&town, alice, user(4)).await.unwrap();
        assert_eq!(keep(&town, alice, user(5)).await, Err(DiscoveryRefusal::TooManyFavorites.into()));
        assert_eq!(keep(&town, alice, alice).await, Err(DiscoveryRefusal::Yourself.into()));
        assert_eq!(keep(&town, alice, user(99)).await, Err(DiscoveryRefusal::NotFound.into()));
        let first = favorites(&town, alice, 2, None).await;
        let rest = favorites(&town, alice, 2, first.next).await;
        let kept: Vec<_> = first.items.iter().chain(&rest.items).map(|one| one.person.user_id).collect();
        assert_eq!((kept, rest.next), ([3, 2, 4].map(user).to_vec(), None));
        let after = [
            ids(&town.candidates(alice, Filters::default()).await.candidates),
            favorites(&town, user(2), 9, None).await.items.iter().map(|one| one.person.user_id).collect(),
        ];
        assert_eq!(after, before, "a favourite changes no order and no list of others");

        town.block(user(3), alice);
        let seen = favorites(&town, alice, 9, None).await.items;
        assert_eq!(seen.iter().map(|one| one.person.user_id).collect::<Vec<_>>(), [2, 4].map(user));
        for n in [3, 3] {
            town.contract.remove_favorite(&user_cx(alice), RemoveFavorite { target: user(n) }).await.unwrap();
        }
        keep(&town, alice, user(5)).await.unwrap();
    }
}
