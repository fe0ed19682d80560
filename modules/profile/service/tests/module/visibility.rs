//! Who may see whom: settings, likes and matches, in the next read and in every answer alike.

use std::collections::{HashMap, HashSet};

use crate::house::{House, berlin};
use discovery_contract::{Action, MatchCreated, SwipeRecorded};
use kernel::{ConversationId, Erased, Failure, MatchId, UserId};
use profile_contract::{
    AllowMessagesFrom, Block, CreateProfile, DeleteProfile, EraseUser, ExportUser, GetCards, GetProfile, GetProfiles,
    GetUser, GetUsers, ListPhotos, ProfileRefusal, Profiles, SearchUsers, SetLocation, Unblock, VisibleTo,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use testkit::{engines, service_cx, user, user_cx};

async fn like(house: &House, user_id: UserId, target_id: UserId) {
    house.tell(SwipeRecorded { user_id, target_id, action: Action::Like }).await;
}

async fn pass(house: &House, user_id: UserId, target_id: UserId) {
    house.tell(SwipeRecorded { user_id, target_id, action: Action::Pass }).await;
}

async fn matched(house: &House, one: UserId, other: UserId) {
    let (match_id, conversation_id) = (MatchId(one.0), ConversationId(other.0));
    house.tell(MatchCreated { match_id, users: [one, other], conversation_id }).await;
}

/// Whether one sees the other; every answer about others says the same.
async fn sees(profiles: &dyn Profiles, viewer: UserId, other: UserId) -> bool {
    let cx = user_cx(viewer);
    let visible = profiles.visible_to(&service_cx(), VisibleTo { viewer, users: vec![other] }).await.unwrap();
    let seen = visible.users == [other];
    let one = profiles.get_profile(&cx, GetProfile { user: other }).await;
    assert_eq!(one.is_ok(), seen, "get_profile");
    if !seen {
        assert_eq!(one, profiles.get_profile(&cx, GetProfile { user: user(999) }).await, "hidden is missing");
        assert_eq!(one, Err(Failure::Refused(ProfileRefusal::NotFound)));
    }
    let users = vec![other];
    let views = profiles.get_profiles(&cx, GetProfiles { users: users.clone() }).await.unwrap().profiles;
    let cards = profiles.get_cards(&cx, GetCards { users: users.clone() }).await.unwrap().cards;
    let names = profiles.get_users(&cx, GetUsers { users }).await.unwrap().users;
    assert_eq!([views.len(), cards.len(), names.len()], [usize::from(seen); 3]);
    assert_eq!(profiles.get_user(&cx, GetUser { user: other }).await.is_ok(), seen, "get_user");
    assert_eq!(profiles.list_photos(&cx, ListPhotos { user: other }).await.is_ok(), seen, "list_photos");
    seen
}

async fn found(house: &House, viewer: UserId) -> Vec<UserId> {
    let request = SearchUsers { text: "ann".into(), limit: 20, cursor: None };
    let page = house.profiles().search_users(&user_cx(viewer), request).await.unwrap();
    page.items.into_iter().map(|card| card.user_id).collect()
}

#[tokio::test]
async fn the_invisible_and_those_who_take_a_break_are_seen_by_their_matches_alone() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, friend, stranger) = (user(1), user(2), user(3));
        for person in [ann, friend, stranger] {
            house.settle(person).await;
        }
        matched(&house, ann, friend).await;
        like(&house, ann, stranger).await;
        for changes in [json!({"is_visible": false}), json!({"paused": true})] {
            assert!(sees(house.profiles(), stranger, ann).await);
            assert_eq!(found(&house, stranger).await.len(), 2);
            house.set(ann, changes.clone()).await;
            assert!(!sees(house.profiles(), stranger, ann).await, "{changes}: a like of hers is not enough");
            assert!(sees(house.profiles(), friend, ann).await, "{changes}");
            assert!(sees(house.profiles(), ann, ann).await && sees(house.profiles(), ann, stranger).await);
            assert_eq!(found(&house, stranger).await, [friend], "nobody finds her");
            assert_eq!(found(&house, friend).await, [stranger], "not even those who know where she is");
            let elsewhere = house.another().contract;
            assert!(!sees(&*elsewhere, stranger, ann).await && sees(&*elsewhere, friend, ann).await);
            house.set(ann, json!({"is_visible": true, "paused": false})).await;
        }
        assert!(sees(house.profiles(), stranger, ann).await);
    }
}

#[tokio::test]
async fn the_incognito_are_seen_by_those_they_like() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, liked, stranger) = (user(1), user(2), user(3));
        for person in [ann, liked, stranger] {
            house.settle(person).await;
        }
        house.set(ann, json!({"incognito": true})).await;
        assert!(!sees(house.profiles(), liked, ann).await && !sees(house.profiles(), stranger, ann).await);
        like(&house, ann, liked).await;
        like(&house, stranger, ann).await;
        assert!(sees(house.profiles(), liked, ann).await, "in the next read");
        assert!(!sees(house.profiles(), stranger, ann).await, "liking somebody shows nobody");
        assert_eq!(found(&house, liked).await, [ann, stranger], "who is seen is found");
        pass(&house, ann, liked).await;
        assert!(!sees(house.profiles(), liked, ann).await, "she changed her mind");
        matched(&house, ann, liked).await;
        assert!(sees(house.profiles(), liked, ann).await);
        assert!(
            sees(&*house.another().contract, liked, ann).await
                && !sees(&*house.another().contract, stranger, ann).await
        );
        house.profiles().block(&user_cx(ann), Block { user: liked }).await.unwrap();
        assert!(!sees(house.profiles(), liked, ann).await, "a block goes before everything");
    }
}

#[tokio::test]
async fn age_distance_and_presence_are_hidden_on_request_from_everybody_else() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben) = (user(1), user(2));
        for person in [ann, ben] {
            house.settle(person).await;
            house.profiles().set_location(&user_cx(person), SetLocation { cell: berlin(), place: None }).await.unwrap();
        }
        let seen = async || {
            let view = house.seen(ben, ann).await.unwrap();
            (view.age, view.distance_km, view.online)
        };
        assert_eq!(seen().await, (Some(29), Some(5), Some(false)));
        house.there.0.lock().unwrap().insert(ann);
        assert_eq!(seen().await, (Some(29), Some(5), Some(true)));
        house.set(ann, json!({"hide_age": true, "hide_distance": true, "hide_online": true})).await;
        assert_eq!(seen().await, (None, None, None));
        let view = serde_json::to_value(house.seen(ben, ann).await.unwrap()).unwrap();
        assert!(["age", "distance_km", "online"].iter().all(|field| view.get(field).is_none()), "absent, not null");
        let cards = house.profiles().get_cards(&user_cx(ben), GetCards { users: vec![ann] }).await.unwrap().cards;
        assert_eq!(cards.first().unwrap().age, None);
        let own = house.change(ann, json!({"bio": "still me"})).await;
        assert_eq!((own.public.age, own.settings.hide_age), (Some(29), true), "not from oneself");
        assert_eq!(house.seen(ann, ben).await.unwrap().age, Some(29), "hiding does not blind");
    }
}

#[tokio::test]
async fn services_learn_from_whom_people_take_messages_with_the_same_question() {
    for engine in engines() {
        let house = House::new(engine).await;
        for n in 1..=4 {
            house.settle(user(n)).await;
        }
        house.set(user(2), json!({"allow_messages_from": "nobody"})).await;
        house.set(user(3), json!({"allow_messages_from": "matches"})).await;
        house.profiles().block(&user_cx(user(3)), Block { user: user(4) }).await.unwrap();
        let ask = async |viewer| {
            let request = VisibleTo { viewer, users: (1..=4).map(user).collect() };
            house.profiles().visible_to(&service_cx(), request).await.unwrap().messages_from
        };
        let (nobody, matches) = (AllowMessagesFrom::Nobody, AllowMessagesFrom::Matches);
        assert_eq!(ask(user(1)).await, [(user(2), nobody), (user(3), matches)].into());
        assert_eq!(ask(user(4)).await, [(user(2), nobody)].into(), "and nothing of whom the viewer may not see");
    }
}

#[tokio::test]
async fn ties_are_exported_erased_and_never_come_back() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben) = (user(1), user(2));
        house.settle(ann).await;
        house.settle(ben).await;
        like(&house, ann, ben).await;
        matched(&house, ann, ben).await;
        like(&house, ben, user(77)).await;
        // More than one transaction takes.
        for n in 100..320 {
            house.settle(user(n)).await;
            like(&house, user(n), ann).await;
        }
        let exported = house.profiles().export_user(&user_cx(ann), ExportUser { user: ann }).await.unwrap().data;
        assert_eq!(exported["ties"], json!([{"user_id": ben, "liked": true, "matched": true}]));
        let exported = house.profiles().export_user(&user_cx(ben), ExportUser { user: ben }).await.unwrap().data;
        assert_eq!(exported["ties"], json!([{"user_id": ann, "liked": false, "matched": true}]), "nobody is user 77");
        let erase = async || house.profiles().erase_user(&service_cx(), EraseUser { user: ann }).await;
        assert_eq!(erase().await, Ok(Erased { count: 220 + 2 + 1 }), "ties and a profile");
        like(&house, ben, ann).await;
        matched(&house, ben, ann).await;
        assert_eq!(erase().await, Ok(Erased { count: 0 }), "a fact that comes too late leaves nothing");
    }
}

#[tokio::test]
async fn a_tie_outlives_the_profile() {
    let house = House::new(platform::Engine::Sqlite).await;
    let (ann, ben) = (user(1), user(2));
    house.settle(ann).await;
    house.settle(ben).await;
    matched(&house, ann, ben).await;
    house.profiles().delete_profile(&user_cx(ann), DeleteProfile {}).await.unwrap();
    house.settle(ann).await;
    house.set(ann, json!({"paused": true})).await;
    assert!(sees(house.profiles(), ben, ann).await, "the conversation goes on");
}

#[derive(Debug, Clone)]
enum Step {
    Like(u16, u16),
    Pass(u16, u16),
    Match(u16, u16),
    Block(u16, u16),
    Unblock(u16, u16),
    Set(u16, bool, bool, bool),
}

const PEOPLE: u16 = 4;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let two = || (0..PEOPLE, 1..PEOPLE).prop_map(|(one, further)| (one, (one + further) % PEOPLE));
    let step = prop_oneof![
        1 => two().prop_map(|(a, b)| Step::Like(a, b)),
        1 => two().prop_map(|(a, b)| Step::Pass(a, b)),
        1 => two().prop_map(|(a, b)| Step::Match(a, b)),
        1 => two().prop_map(|(a, b)| Step::Block(a, b)),
        1 => two().prop_map(|(a, b)| Step::Unblock(a, b)),
        3 => (0..PEOPLE, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(a, v, i, p)| Step::Set(a, v, i, p)),
    ];
    proptest::collection::vec(step, 1..12)
}

/// What should be so, written down as plainly as can be.
#[derive(Default)]
struct Model {
    likes: HashSet<(u16, u16)>,
    matches: HashSet<(u16, u16)>,
    blocks: HashSet<(u16, u16)>,
    settings: HashMap<u16, (bool, bool, bool)>,
}

impl Model {
    fn sees(&self, viewer: u16, other: u16) -> bool {
        let either = |set: &HashSet<(u16, u16)>| set.contains(&(viewer, other)) || set.contains(&(other, viewer));
        let (visible, incognito, paused) = self.settings.get(&other).copied().unwrap_or((true, false, false));
        if viewer == other {
            return true;
        }
        if either(&self.blocks) {
            return false;
        }
        if either(&self.matches) {
            return true;
        }
        visible && !paused && (!incognito || self.likes.contains(&(other, viewer)))
    }
}

async fn walk(house: &House, steps: &[Step]) {
    let mut model = Model::default();
    for step in steps {
        match *step {
            Step::Like(a, b) => {
                like(house, user(a), user(b)).await;
                model.likes.insert((a, b));
            }
            Step::Pass(a, b) => {
                pass(house, user(a), user(b)).await;
                model.likes.remove(&(a, b));
            }
            Step::Match(a, b) => {
                matched(house, user(a), user(b)).await;
                model.matches.insert((a, b));
            }
            Step::Block(a, b) => {
                house.profiles().block(&user_cx(user(a)), Block { user: user(b) }).await.unwrap();
                model.blocks.insert((a, b));
            }
            Step::Unblock(a, b) => {
                house.profiles().unblock(&user_cx(user(a)), Unblock { user: user(b) }).await.unwrap();
                model.blocks.remove(&(a, b));
            }
            Step::Set(a, visible, incognito, paused) => {
                house.set(user(a), json!({"is_visible": visible, "incognito": incognito, "paused": paused})).await;
                model.settings.insert(a, (visible, incognito, paused));
            }
        }
        let everybody: Vec<UserId> = (0..PEOPLE).map(user).collect();
        for viewer in 0..PEOPLE {
            let expected: Vec<UserId> = (0..PEOPLE).filter(|other| model.sees(viewer, *other)).map(user).collect();
            let request = VisibleTo { viewer: user(viewer), users: everybody.clone() };
            let visible = house.profiles().visible_to(&service_cx(), request).await.unwrap().users;
            assert_eq!(visible, expected, "{viewer} after {step:?} of {steps:?}");
        }
    }
    for viewer in 0..PEOPLE {
        for other in 0..PEOPLE {
            assert_eq!(sees(house.profiles(), user(viewer), user(other)).await, model.sees(viewer, other), "{steps:?}");
        }
    }
}

/// Arbitrary likes, matches, blocks and settings, checked against a model after every step: viewer by target.
#[test]
fn who_sees_whom_is_what_the_model_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (engine, cases) in engines().into_iter().zip([40, 12]) {
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        let tried = runner.run(&steps(), |steps| {
            runtime.block_on(async {
                let house = House::new(engine).await;
                for n in 0..PEOPLE {
                    let request = CreateProfile { profile: crate::house::draft("Ann"), cell: None };
                    house.profiles().create_profile(&user_cx(user(n)), request).await.unwrap();
                }
                walk(&house, &steps).await;
            });
            Ok(())
        });
        tried.unwrap();
    }
}
