//! Blocks: they hide both ways, everywhere, in the next read.

use std::collections::HashSet;
use std::time::Duration;

use crate::house::House;
use kernel::{Failure, UserId};
use profile_contract::{
    Block, DeleteProfile, GetCards, GetProfile, GetProfiles, GetUser, ListBlocks, ListPhotos, ProfileRefusal, Unblock,
    VisibleTo,
};
use testkit::{engines, service_cx, user, user_cx, user_cx_keyed};

async fn visible(house: &House, viewer: UserId, users: &[UserId]) -> Vec<UserId> {
    let request = VisibleTo { viewer, users: users.to_vec() };
    house.profiles().visible_to(&service_cx(), request).await.unwrap().users
}

async fn block(house: &House, who: UserId, whom: UserId) {
    house.profiles().block(&user_cx(who), Block { user: whom }).await.unwrap();
}

async fn unblock(house: &House, who: UserId, whom: UserId) {
    house.profiles().unblock(&user_cx(who), Unblock { user: whom }).await.unwrap();
}

#[tokio::test]
async fn a_block_hides_both_from_each_other_in_the_next_read() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben, cat) = (user(1), user(2), user(3));
        for person in [ann, ben, cat] {
            house.settle(person).await;
        }
        assert!(house.seen(ann, ben).await.is_some() && house.seen(ben, ann).await.is_some());
        block(&house, ann, ben).await;
        for (viewer, other) in [(ann, ben), (ben, ann)] {
            let cx = user_cx(viewer);
            let hidden = house.profiles().get_profile(&cx, GetProfile { user: other }).await;
            let missing = house.profiles().get_profile(&cx, GetProfile { user: user(99) }).await;
            assert_eq!(hidden, missing, "a hidden person is a missing person");
            assert_eq!(hidden, Err(Failure::Refused(ProfileRefusal::NotFound)));
            let photos = house.profiles().list_photos(&cx, ListPhotos { user: other }).await;
            assert_eq!(photos, Err(Failure::Refused(ProfileRefusal::NotFound)));
            let card = house.profiles().get_user(&cx, GetUser { user: other }).await;
            assert_eq!(card, Err(Failure::Refused(ProfileRefusal::NotFound)));
            let users = vec![other, cat];
            let profiles = house.profiles().get_profiles(&cx, GetProfiles { users: users.clone() }).await.unwrap();
            assert_eq!(profiles.profiles.iter().map(|p| p.user_id).collect::<Vec<_>>(), [cat]);
            let cards = house.profiles().get_cards(&cx, GetCards { users: users.clone() }).await.unwrap();
            assert_eq!(cards.cards.iter().map(|c| c.user_id).collect::<Vec<_>>(), [cat]);
            assert_eq!(visible(&house, viewer, &users).await, [cat]);
            let elsewhere = house.another().contract;
            assert!(elsewhere.get_profile(&cx, GetProfile { user: other }).await.is_err(), "it is in the database");
        }
        unblock(&house, ann, ben).await;
        assert!(house.seen(ann, ben).await.is_some() && house.seen(ben, ann).await.is_some());
    }
}

#[tokio::test]
async fn a_block_taken_back_leaves_the_other_one_in_force() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    house.settle(user(2)).await;
    block(&house, user(1), user(2)).await;
    block(&house, user(2), user(1)).await;
    unblock(&house, user(1), user(2)).await;
    assert!(house.seen(user(1), user(2)).await.is_none() && house.seen(user(2), user(1)).await.is_none());
    unblock(&house, user(2), user(1)).await;
    assert!(house.seen(user(1), user(2)).await.is_some() && house.seen(user(2), user(1)).await.is_some());
}

#[tokio::test]
async fn a_block_outlives_the_profile() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    house.settle(user(2)).await;
    block(&house, user(1), user(2)).await;
    house.profiles().delete_profile(&user_cx(user(2)), DeleteProfile {}).await.unwrap();
    house.settle(user(2)).await;
    assert!(house.seen(user(2), user(1)).await.is_none());
}

#[tokio::test]
async fn blocking_anybody_answers_the_same_and_repeats_tell_nobody() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(2)).await;
        let block =
            async |key: &str, whom| house.profiles().block(&user_cx_keyed(user(1), key), Block { user: whom }).await;
        let known = block("a", user(2)).await.unwrap();
        assert_eq!(block("b", user(99)).await.unwrap(), known, "nobody learns who exists");
        assert_eq!(block("c", user(1)).await, Err(Failure::Refused(ProfileRefusal::Yourself)));
        let depth = house.db.db().outbox_depth().await.unwrap();
        block("d", user(2)).await.unwrap();
        let nothing = house.profiles().unblock(&user_cx(user(1)), Unblock { user: user(50) }).await;
        nothing.unwrap();
        assert_eq!(house.db.db().outbox_depth().await.unwrap(), depth, "nothing changed, so nothing is told");
    }
}

#[tokio::test]
async fn blocks_are_listed_newest_first_in_pages_without_gaps() {
    for engine in engines() {
        let house = House::new(engine).await;
        for n in 2..=8 {
            block(&house, user(1), user(n)).await;
            // Some share a time: the page must not end between them for good.
            if n % 3 == 0 {
                house.world.clock.advance(Duration::from_secs(1));
            }
        }
        let page = async |cursor| {
            let request = ListBlocks { limit: 3, cursor };
            house.profiles().list_blocks(&user_cx(user(1)), request).await.unwrap()
        };
        let (mut listed, mut cursor) = (Vec::new(), None);
        loop {
            let next = page(cursor).await;
            listed.extend(next.items.iter().map(|person| (person.blocked_at, person.user_id)));
            match next.next {
                Some(more) => cursor = Some(more),
                None => break,
            }
        }
        let mut sorted = listed.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        assert_eq!(listed, sorted);
        let people: HashSet<_> = listed.iter().map(|(_, user)| *user).collect();
        assert_eq!(people, (2..=8).map(user).collect());
        assert_eq!(listed.len(), 7);
        let strange = ListBlocks { limit: 3, cursor: Some(kernel::Cursor("x".into())) };
        let refused = house.profiles().list_blocks(&user_cx(user(1)), strange).await;
        assert!(matches!(refused, Err(Failure::Refused(ProfileRefusal::Invalid(_)))));
    }
}

/// Blocks and unblocks in an arbitrary order, checked against a model after every step.
#[tokio::test]
async fn who_sees_whom_is_symmetric_whatever_happens() {
    const PEOPLE: u16 = 5;
    for engine in engines() {
        let house = House::new(engine).await;
        let everybody: Vec<_> = (0..PEOPLE).map(user).collect();
        for person in &everybody {
            house.settle(*person).await;
        }
        let mut blocks = HashSet::new();
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..60 {
            // Xorshift64 (Marsaglia 2003).
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let pick = |n: u64| user(u16::try_from(n % u64::from(PEOPLE)).unwrap());
            let (who, whom) = (pick(random >> 8), pick(random >> 24));
            if who == whom {
                continue;
            }
            if random & 3 == 0 {
                unblock(&house, who, whom).await;
                blocks.remove(&(who, whom));
            } else {
                block(&house, who, whom).await;
                blocks.insert((who, whom));
            }
            for viewer in &everybody {
                let expected = everybody.iter().copied();
                let free =
                    |other: &UserId| !blocks.contains(&(*viewer, *other)) && !blocks.contains(&(*other, *viewer));
                assert_eq!(visible(&house, *viewer, &everybody).await, expected.filter(free).collect::<Vec<_>>());
            }
        }
        assert!(!blocks.is_empty());
    }
}
