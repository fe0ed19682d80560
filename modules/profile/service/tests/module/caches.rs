//! What is read often is kept, and is never out of date.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use crate::house::{House, picture};
use kernel::{Signal, UserId};
use media_contract::{DescribeMedia, MediaDeleted, MediaReviewed, Moderation, Pictures};
use profile_contract::{
    AddPhoto, Block, Change, GetCards, GetMatchFacts, GetProfile, ProfileChanges, RemovePhoto, Unblock, UpdateProfile,
};
use testkit::{engines, service_cx, user, user_cx};

async fn write_bio(house: &House, text: &str) {
    let changes = ProfileChanges { bio: Change::Set(text.into()), ..Default::default() };
    house
        .profiles()
        .update_profile(&user_cx(user(1)), UpdateProfile { changes, cell: None, place: None, versions: None })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_known_profile_is_read_without_the_database() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        house.seen(user(2), user(1)).await.unwrap();
        house.db.db().close().await.unwrap();
        assert!(house.seen(user(2), user(1)).await.is_some(), "it is known");
        assert!(
            house.seen(user(3), user(1)).await.is_none(),
            "whom somebody else may see is not: no answer, not a yes"
        );
    }
}

#[tokio::test]
async fn somebody_elses_change_is_seen_once_a_signal_tells() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    house.seen(user(2), user(1)).await.unwrap();
    let changes = ProfileChanges { bio: Change::Set("elsewhere".into()), ..Default::default() };
    let request = UpdateProfile { changes, cell: None, place: None, versions: None };
    house.another().contract.update_profile(&user_cx(user(1)), request).await.unwrap();
    assert_eq!(house.seen(user(2), user(1)).await.unwrap().bio, None, "nobody told this process");
    house.world.signals.send(&Signal::PersonChanged { user: user(1) });
    assert_eq!(house.seen(user(2), user(1)).await.unwrap().bio.as_deref(), Some("elsewhere"));
}

/// An event can be read before the process that made the change has forgotten what was so before.
#[tokio::test]
async fn what_matching_is_told_is_what_is_stored() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        house.seen(user(2), user(1)).await.unwrap();
        let changes = ProfileChanges { interests: Change::Set(vec!["chess".into()]), ..Default::default() };
        let request = UpdateProfile { changes, cell: None, place: None, versions: None };
        house.another().contract.update_profile(&user_cx(user(1)), request).await.unwrap();
        assert!(house.seen(user(2), user(1)).await.unwrap().interests.is_empty(), "it is kept as it was");
        let asked = GetMatchFacts { users: vec![user(1)] };
        let [facts] = house.profiles().get_match_facts(&service_cx(), asked).await.unwrap().facts.try_into().unwrap();
        assert_eq!(facts.interests, ["chess"]);
    }
}

#[tokio::test]
async fn every_change_is_told_to_other_caches() {
    let house = House::new(platform::Engine::Sqlite).await;
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let listener = told.clone();
    house.world.signals.listen(move |signal| listener.lock().unwrap().push(signal.clone()));
    house.settle(user(1)).await;
    write_bio(&house, "x").await;
    house.profiles().block(&user_cx(user(1)), Block { user: user(2) }).await.unwrap();
    let changed = |n| Signal::PersonChanged { user: user(n) };
    assert_eq!(*told.lock().unwrap(), [changed(1), changed(1), changed(1), changed(2)]);
}

/// Readers fill the cache all the time; whatever they had in hand when a change was made, the next read has the change.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_in_the_very_next_read_whatever_readers_do() {
    for engine in engines() {
        let house = Arc::new(House::new(engine).await);
        house.settle(user(1)).await;
        house.settle(user(2)).await;
        let over = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (2..6)
            .map(|n| {
                let (house, over) = (house.clone(), over.clone());
                tokio::spawn(async move {
                    while !over.load(Ordering::Relaxed) {
                        house.seen(user(n), user(1)).await;
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for n in 0..10 {
            let text = format!("version {n}");
            write_bio(&house, &text).await;
            assert_eq!(house.seen(user(2), user(1)).await.unwrap().bio, Some(text));
            house.profiles().block(&user_cx(user(1)), Block { user: user(2) }).await.unwrap();
            assert!(house.seen(user(2), user(1)).await.is_none());
            assert!(house.seen(user(1), user(2)).await.is_none());
            house.profiles().unblock(&user_cx(user(1)), Unblock { user: user(2) }).await.unwrap();
            assert!(house.seen(user(2), user(1)).await.is_some());
        }
        over.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.await.unwrap();
        }
    }
}

/// A reader that read the old rows, and is held up until after the commit, cannot leave them in the cache.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_held_up_over_a_commit_leaves_nothing_old_behind() {
    for engine in engines() {
        let house = Arc::new(House::new(engine).await);
        house.settle(user(1)).await;
        let (kept, removed) = (house.file(user(1), 1), house.file(user(1), 2));
        for file in [kept, removed] {
            let request = AddPhoto { file, position: None };
            house.profiles().add_photo(&user_cx(user(1)), request).await.unwrap();
        }
        write_bio(&house, "old").await;

        // The next description is held up until the test lets it go; later ones are not.
        let (reached, at_media) = mpsc::channel();
        let (let_go, gate) = mpsc::channel::<()>();
        let gate = std::sync::Mutex::new(Some(gate));
        house.media.teach(move |_cx, req: DescribeMedia| {
            let held = gate.lock().unwrap().take();
            if let Some(gate) = held {
                reached.send(()).unwrap();
                tokio::task::block_in_place(|| gate.recv_timeout(Duration::from_secs(20)).unwrap());
            }
            Ok(Pictures { pictures: req.files.iter().map(|file| picture(*file, req.viewer)).collect() })
        });
        house.world.signals.send(&Signal::PersonChanged { user: user(1) });
        let slow = house.clone();
        let slow = tokio::spawn(async move { slow.seen(user(3), user(1)).await.unwrap() });
        tokio::task::spawn_blocking(move || at_media.recv_timeout(Duration::from_secs(20)).unwrap()).await.unwrap();

        house.profiles().remove_photo(&user_cx(user(1)), RemovePhoto { file: removed }).await.unwrap();
        write_bio(&house, "new").await;
        let_go.send(()).unwrap();
        let old = slow.await.unwrap();
        assert_eq!((old.bio.as_deref(), old.photos.len()), (Some("old"), 2), "the slow reader did read the old rows");

        let request = GetProfile { user: user(1) };
        let now = house.profiles().get_profile(&user_cx(user(4)), request).await.unwrap();
        assert_eq!((now.bio.as_deref(), now.photos.len()), (Some("new"), 1));
    }
}

async fn linked_for(house: &House, viewer: UserId) -> Vec<String> {
    house.seen(viewer, user(1)).await.unwrap().photos.into_iter().map(|picture| picture.url).collect()
}

#[tokio::test]
async fn links_are_for_one_viewer_and_services_have_their_own() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    let file = house.file(user(1), 1);
    house.profiles().add_photo(&user_cx(user(1)), AddPhoto { file, position: None }).await.unwrap();
    let url = |viewer| picture(file, viewer).url;
    for _again in 0..2 {
        for viewer in 1..4 {
            assert_eq!(linked_for(&house, user(viewer)).await, [url(Some(user(viewer)))]);
        }
        let request = GetProfile { user: user(1) };
        let service = house.profiles().get_profile(&service_cx(), request).await.unwrap();
        assert_eq!(service.photos[0].url, url(None));
    }
    let asked = house.media.calls().iter().filter(|call| **call == "describe_media").count();
    assert_eq!(asked, 1 + 4, "once for the new photo, and once for each who looks");
}

#[tokio::test]
async fn a_review_is_in_the_very_next_look_of_everybody() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        let (one, two) = (house.file(user(1), 1), house.file(user(1), 2));
        for file in [one, two] {
            house.profiles().add_photo(&user_cx(user(1)), AddPhoto { file, position: None }).await.unwrap();
        }
        let counts = async || (linked_for(&house, user(1)).await.len(), linked_for(&house, user(2)).await.len());
        assert_eq!(counts().await, (2, 2));
        house.unpublished.lock().unwrap().insert(one);
        house.tell(MediaReviewed { file_id: one, owner: user(1), moderation: Moderation::Rejected }).await;
        assert_eq!(counts().await, (2, 1), "the owner sees what others do not");
        let cards = house.profiles().get_cards(&user_cx(user(2)), GetCards { users: vec![user(1)] }).await.unwrap();
        assert_eq!(cards.cards[0].avatar.as_ref().unwrap().file_id, two, "the first that may be seen");
        house.unpublished.lock().unwrap().clear();
        house.tell(MediaReviewed { file_id: one, owner: user(1), moderation: Moderation::Approved }).await;
        assert_eq!(counts().await, (2, 2));
        house.files.lock().unwrap().remove(&two);
        house.tell(MediaDeleted { file_id: two, owner: user(1) }).await;
        assert_eq!(counts().await, (1, 1));
    }
}

/// Readers of several viewers fill their albums all the time; whatever they had in hand when a photo came or went, the
/// next look has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_photo_is_in_the_very_next_look_of_every_viewer_whatever_readers_do() {
    for engine in engines() {
        let house = Arc::new(House::new(engine).await);
        house.settle(user(1)).await;
        let over = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (1..6)
            .map(|n| {
                let (house, over) = (house.clone(), over.clone());
                tokio::spawn(async move {
                    while !over.load(Ordering::Relaxed) {
                        for photo in house.seen(user(n), user(1)).await.unwrap().photos {
                            assert_eq!(photo.url, picture(photo.file_id, Some(user(n))).url, "a link of somebody else");
                        }
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for n in 0..8 {
            let file = house.file(user(1), n);
            house.profiles().add_photo(&user_cx(user(1)), AddPhoto { file, position: None }).await.unwrap();
            for viewer in 1..6 {
                assert_eq!(linked_for(&house, user(viewer)).await.len(), 1);
            }
            house.profiles().remove_photo(&user_cx(user(1)), RemovePhoto { file }).await.unwrap();
            for viewer in 1..6 {
                assert_eq!(linked_for(&house, user(viewer)).await, [""; 0]);
            }
        }
        over.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.await.unwrap();
        }
    }
}
