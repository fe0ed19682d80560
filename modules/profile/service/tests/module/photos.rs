//! Photos of profiles, on every engine.

use std::time::Duration;

use crate::house::House;
use kernel::{DomainEvent, Event, EventId, Failure, FileId, Timestamp};
use media_contract::{DescribeMedia, MediaDeleted};
use profile_contract::{
    AddPhoto, DeleteProfile, GetCards, ListPhotos, OrderPhotos, Photos, ProfileRefusal, RemovePhoto,
};
use testkit::{engines, service_cx, user, user_cx, user_cx_keyed};

fn files(photos: Result<Photos, Failure<ProfileRefusal>>) -> Vec<FileId> {
    photos.unwrap().photos.into_iter().map(|picture| picture.file_id).collect()
}

fn refusal(outcome: Result<Photos, Failure<ProfileRefusal>>) -> ProfileRefusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn add(house: &House, n: u16, position: Option<u32>) -> Result<Photos, Failure<ProfileRefusal>> {
    let file = house.file(user(1), n);
    house.profiles().add_photo(&user_cx(user(1)), AddPhoto { file, position }).await
}

#[tokio::test]
async fn photos_are_added_ordered_and_removed_and_everybody_sees_it_next() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        let (one, two, three) = (house.file(user(1), 1), house.file(user(1), 2), house.file(user(1), 3));
        let seen = async || {
            let view = house.seen(user(2), user(1)).await.unwrap();
            view.photos.into_iter().map(|picture| picture.file_id).collect::<Vec<_>>()
        };
        assert_eq!(seen().await, []);
        assert_eq!(files(add(&house, 1, None).await), [one]);
        assert_eq!(files(add(&house, 2, None).await), [one, two]);
        assert_eq!(files(add(&house, 3, Some(0)).await), [three, one, two]);
        assert_eq!(seen().await, [three, one, two]);
        let order = OrderPhotos { files: vec![two, one, three] };
        assert_eq!(files(house.profiles().order_photos(&user_cx(user(1)), order).await), [two, one, three]);
        assert_eq!(seen().await, [two, one, three]);
        let cards = house.profiles().get_cards(&user_cx(user(2)), GetCards { users: vec![user(1)] }).await.unwrap();
        assert_eq!(cards.cards.first().unwrap().avatar.as_ref().unwrap().file_id, two);
        let remove = RemovePhoto { file: two };
        assert_eq!(files(house.profiles().remove_photo(&user_cx(user(1)), remove).await), [one, three]);
        assert_eq!(seen().await, [one, three]);
        let elsewhere = house.another().contract;
        assert_eq!(files(elsewhere.list_photos(&user_cx(user(2)), ListPhotos { user: user(1) }).await), [one, three]);
        assert!(house.files.lock().unwrap().contains_key(&two), "the file stays its owner's");
    }
}

#[tokio::test]
async fn what_cannot_be_a_photo_is_refused() {
    for engine in engines() {
        let house = House::new(engine).await;
        assert_eq!(refusal(add(&house, 1, None).await), ProfileRefusal::NoProfile);
        house.settle(user(1)).await;
        let me = user_cx(user(1));
        let foreign = house.file(user(2), 50);
        for file in [foreign, FileId(user(77).0)] {
            let refused = house.profiles().add_photo(&me, AddPhoto { file, position: None }).await;
            assert_eq!(refusal(refused), ProfileRefusal::PhotoNotFound);
        }
        for n in 1..=6 {
            add(&house, n, None).await.unwrap();
        }
        assert_eq!(refusal(add(&house, 6, None).await), ProfileRefusal::PhotoExists);
        assert_eq!(refusal(add(&house, 7, None).await), ProfileRefusal::TooManyPhotos);
        let order = OrderPhotos { files: vec![house.file(user(1), 1)] };
        assert_eq!(refusal(house.profiles().order_photos(&me, order).await), ProfileRefusal::PhotoOrderMismatch);
        let remove = RemovePhoto { file: house.file(user(1), 7) };
        assert_eq!(refusal(house.profiles().remove_photo(&me, remove).await), ProfileRefusal::PhotoNotFound);
    }
}

#[tokio::test]
async fn eight_photos_added_at_once_make_six() {
    for engine in engines() {
        let house = std::sync::Arc::new(House::new(engine).await);
        house.settle(user(1)).await;
        let adding = (1..=8).map(|n| {
            let house = std::sync::Arc::clone(&house);
            tokio::spawn(async move { add(&house, n, None).await.is_ok() })
        });
        let mut added = 0;
        for task in adding.collect::<Vec<_>>() {
            added += usize::from(task.await.unwrap());
        }
        let listed = house.profiles().list_photos(&user_cx(user(1)), ListPhotos { user: user(1) }).await;
        assert_eq!((added, files(listed).len()), (6, 6));
    }
}

#[tokio::test]
async fn a_repeated_addition_answers_the_same() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    let request = AddPhoto { file: house.file(user(1), 1), position: None };
    let first = house.profiles().add_photo(&user_cx_keyed(user(1), "a"), request.clone()).await.unwrap();
    assert_eq!(house.profiles().add_photo(&user_cx_keyed(user(1), "a"), request).await.unwrap(), first);
}

#[tokio::test]
async fn a_deleted_profiles_photos_are_released() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        add(&house, 1, None).await.unwrap();
        add(&house, 2, None).await.unwrap();
        let kept = house.file(user(1), 3);
        house.profiles().delete_profile(&user_cx(user(1)), DeleteProfile {}).await.unwrap();
        house.drain().await;
        let left: Vec<_> = house.files.lock().unwrap().keys().copied().collect();
        assert_eq!(left, [kept], "only files that were photos go");
    }
}

#[tokio::test]
async fn a_deleted_file_leaves_the_profile_and_only_its_owners() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        add(&house, 1, None).await.unwrap();
        add(&house, 2, None).await.unwrap();
        let (one, two) = (house.file(user(1), 1), house.file(user(1), 2));
        let told = async |id: u16, owner| {
            let event = Event {
                specversion: "1.0".into(),
                id: EventId(user(id).0),
                source: MediaDeleted::SOURCE.into(),
                kind: MediaDeleted::KIND.into(),
                dataversion: MediaDeleted::VERSION,
                subject: one.to_string(),
                time: Timestamp::default(),
                data: serde_json::to_value(MediaDeleted { file_id: one, owner }).unwrap(),
            };
            let mut wanting = house.built.reactions.iter().filter(|r| r.kinds().contains(&MediaDeleted::KIND));
            wanting.next().unwrap().react(&service_cx(), &event).await.unwrap();
        };
        let seen = async || files(house.profiles().list_photos(&user_cx(user(2)), ListPhotos { user: user(1) }).await);
        told(600, user(2)).await;
        assert_eq!(seen().await, [one, two]);
        told(601, user(1)).await;
        assert_eq!(seen().await, [two]);
        told(601, user(1)).await;
        assert_eq!(seen().await, [two]);
    }
}

#[tokio::test]
async fn links_are_kept_for_a_while_and_then_made_anew() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    add(&house, 1, None).await.unwrap();
    let described = || house.media.calls().iter().filter(|call| **call == "describe_media").count();
    house.seen(user(2), user(1)).await.unwrap();
    let before = described();
    house.world.clock.advance(Duration::from_secs(299));
    house.seen(user(2), user(1)).await.unwrap();
    assert_eq!(described(), before);
    house.world.clock.advance(Duration::from_secs(2));
    house.seen(user(2), user(1)).await.unwrap();
    assert_eq!(described(), before + 1);
}

#[tokio::test]
async fn without_the_media_module_there_is_no_answer_instead_of_a_bare_one() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    house.settle(user(3)).await;
    add(&house, 1, None).await.unwrap();
    house.media.teach(|_cx, _req: DescribeMedia| Err(Failure::Unavailable));
    let elsewhere = house.another().contract;
    let request = profile_contract::GetProfile { user: user(1) };
    assert_eq!(elsewhere.get_profile(&user_cx(user(2)), request).await, Err(Failure::Unavailable));
    assert!(house.seen(user(2), user(3)).await.is_some(), "whoever has no photos needs no media module");
}
