//! Making, reading, changing and deleting profiles, on every engine.

use std::time::Duration;

use crate::house::{House, berlin, draft};
use kernel::{Caller, Cell, Cx, Failure};
use profile_contract::{
    Change, CreateProfile, DeleteProfile, Education, GetCards, GetMatchFacts, GetOwnProfile, GetProfile, GetProfiles,
    GetUser, Goal, Habit, ProfileChanges, ProfileDraft, ProfileRefusal, ProfileView, Prompt, PromptQuestion,
    SetLocation, UpdateProfile,
};
use testkit::{engines, service_cx, user, user_cx, user_cx_keyed};

fn full() -> ProfileDraft {
    ProfileDraft {
        goal: vec![Goal::Dating, Goal::Friendship],
        bio: Some("Zoe\u{308}\nשלום 👋".into()),
        interests: vec!["Tango".into(), "tango".into(), "Chess".into()],
        languages: vec!["Deutsch".into()],
        height_cm: Some(171),
        weight_kg: Some(64),
        education: Some(Education::Master),
        profession: Some("Baker".into()),
        company: Some("Crumb".into()),
        school: Some("TU".into()),
        has_children: Some(false),
        wants_children: Some(true),
        smoking: Some(Habit::Never),
        drinking: Some(Habit::Occasionally),
        city: Some("Berlin".into()),
        country: Some("Germany".into()),
        prompts: vec![Prompt { question: PromptQuestion::ProudOf, answer: " Bread\nand roses ".into() }],
        ..draft(" Zoe\u{308} ")
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure<ProfileRefusal>>) -> ProfileRefusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn everything_somebody_says_comes_back_from_the_database() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (me, other) = (user(1), user(2));
        let request = CreateProfile { profile: full(), cell: Some(berlin()) };
        let made = house.profiles().create_profile(&user_cx(me), request).await.unwrap();

        assert_eq!(made.public.name, "Zo\u{eb}");
        assert_eq!(made.public.bio.as_deref(), Some("Zo\u{eb}\nשלום 👋"));
        assert_eq!(made.public.interests, ["Tango", "Chess"]);
        assert_eq!((made.completeness, made.missing.join(",")), (80, "photos".into()));
        assert!(made.has_location);

        let elsewhere = house.another().contract;
        let read = elsewhere.get_own_profile(&user_cx(me), GetOwnProfile {}).await.unwrap();
        assert_eq!(read, made, "a process that has cached nothing reads the same");
        let seen = elsewhere.get_profile(&user_cx(other), GetProfile { user: me }).await.unwrap();
        assert_eq!(seen, ProfileView { online: Some(false), ..made.public.clone() });
        assert_eq!(seen.prompts[0].answer, "Bread\nand roses");
        let json = serde_json::to_string(&seen).unwrap();
        for private in ["birth_date", "1996", "weight_kg", "looking_for", "cell", "latitude"] {
            assert!(!json.contains(private), "{private} is nobody's business");
        }
    }
}

#[tokio::test]
async fn a_profile_is_made_once_and_a_repeat_answers_the_same() {
    for engine in engines() {
        let house = House::new(engine).await;
        let request = CreateProfile { profile: draft("Ann"), cell: None };
        let first = house.profiles().create_profile(&user_cx_keyed(user(1), "k"), request.clone()).await.unwrap();
        let cx = user_cx_keyed(user(1), "k");
        assert_eq!(house.profiles().create_profile(&cx, request.clone()).await.unwrap(), first);
        assert!(cx.is_replayed());
        let again = house.profiles().create_profile(&user_cx_keyed(user(1), "other"), request).await;
        assert_eq!(refusal(again), ProfileRefusal::AlreadyExists);
        assert_eq!(house.db.db().outbox_depth().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_birthday_makes_older_without_a_change() {
    let house = House::new(platform::Engine::Sqlite).await;
    let born = ProfileDraft { birth_date: "2008-02-29".parse().unwrap(), ..draft("Leap") };
    let request = CreateProfile { profile: born, cell: None };
    // The clock stands at 1 March 2026: the first day on which somebody born on that leap day is 18.
    house.profiles().create_profile(&user_cx(user(1)), request.clone()).await.unwrap();
    assert_eq!(house.seen(user(2), user(1)).await.unwrap().age, Some(18));
    house.world.clock.advance(Duration::from_secs(365 * 86_400));
    assert_eq!(house.seen(user(2), user(1)).await.unwrap().age, Some(19));

    let tomorrow = ProfileDraft { birth_date: "2008-03-02".parse().unwrap(), ..draft("Young") };
    let house = House::new(platform::Engine::Sqlite).await;
    let request = CreateProfile { profile: tomorrow, cell: None };
    let young = house.profiles().create_profile(&user_cx(user(1)), request).await;
    assert_eq!(refusal(young), ProfileRefusal::UnderAge);
}

#[tokio::test]
async fn a_change_keeps_clears_and_sets() {
    for engine in engines() {
        let house = House::new(engine).await;
        let me = user_cx(user(1));
        let request = CreateProfile { profile: full(), cell: None };
        let made = house.profiles().create_profile(&me, request).await.unwrap();
        house.world.clock.advance(Duration::from_secs(60));
        let changes = ProfileChanges {
            name: Change::Set(" Zed ".into()),
            bio: Change::Clear,
            interests: Change::Clear,
            height_cm: Change::Set(180),
            ..Default::default()
        };
        let request = UpdateProfile { changes, cell: Some(berlin()), place: None, versions: None };
        let changed = house.profiles().update_profile(&me, request.clone()).await.unwrap();
        assert_eq!((&*changed.public.name, &changed.public.bio), ("Zed", &None));
        assert!(changed.public.interests.is_empty());
        assert_eq!((changed.public.height_cm, changed.weight_kg), (Some(180), Some(64)));
        assert_eq!(changed.public.city, made.public.city);
        assert!(changed.has_location);
        assert!(changed.updated_at > made.updated_at);
        let read = house.another().contract.get_own_profile(&me, GetOwnProfile {}).await.unwrap();
        assert_eq!(read, changed);

        house.world.clock.advance(Duration::from_secs(60));
        let same = house.profiles().update_profile(&me, request).await.unwrap();
        assert_eq!(same, changed, "nothing is different, so nothing happened");
        assert_eq!(house.db.db().outbox_depth().await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_change_obeys_the_rules_of_a_new_profile() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    let change = async |changes| {
        let request = UpdateProfile { changes, cell: None, place: None, versions: None };
        house.profiles().update_profile(&user_cx(user(1)), request).await
    };
    let field = |refusal: ProfileRefusal| match refusal {
        ProfileRefusal::Invalid(errors) => (errors[0].field.clone(), errors[0].code.clone()),
        other => panic!("{other:?}"),
    };
    let cleared = change(ProfileChanges { name: Change::Clear, ..Default::default() }).await;
    assert_eq!(field(refusal(cleared)), ("name".into(), "required".into()));
    let small = change(ProfileChanges { height_cm: Change::Set(1), ..Default::default() }).await;
    assert_eq!(field(refusal(small)), ("height_cm".into(), "out_of_range".into()));
    let young = ProfileChanges { birth_date: Change::Set("2015-01-01".parse().unwrap()), ..Default::default() };
    assert_eq!(refusal(change(young).await), ProfileRefusal::UnderAge);
    let nobody = UpdateProfile { changes: ProfileChanges::default(), cell: None, place: None, versions: None };
    assert_eq!(refusal(house.profiles().update_profile(&user_cx(user(2)), nobody).await), ProfileRefusal::NoProfile);
}

#[tokio::test]
async fn others_see_a_distance_band_and_nothing_closer() {
    for engine in engines() {
        let house = House::new(engine).await;
        for n in 1..=3 {
            house.settle(user(n)).await;
        }
        let go = async |n, cell| {
            house.profiles().set_location(&user_cx(user(n)), SetLocation { cell, place: None }).await.unwrap()
        };
        assert_eq!(house.seen(user(1), user(2)).await.unwrap().distance_km, None);
        assert!(go(1, berlin()).await.has_location);
        assert_eq!(house.seen(user(1), user(2)).await.unwrap().distance_km, None, "one place makes no distance");
        go(2, Cell::at(52.39, 13.06).unwrap()).await;
        go(3, Cell::at(48.14, 11.58).unwrap()).await;
        assert_eq!(house.seen(user(1), user(2)).await.unwrap().distance_km, Some(50));
        assert_eq!(house.seen(user(2), user(1)).await.unwrap().distance_km, Some(50));
        assert_eq!(house.seen(user(1), user(3)).await.unwrap().distance_km, None, "beyond the last band");
        assert_eq!(house.seen(user(1), user(1)).await.unwrap().distance_km, None, "nobody is far from themselves");
        let service = house.profiles().get_profile(&service_cx(), GetProfile { user: user(2) }).await.unwrap();
        assert_eq!(service.distance_km, None);
    }
}

#[tokio::test]
async fn a_deleted_profile_is_gone_and_can_be_made_anew() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        assert!(house.seen(user(2), user(1)).await.is_some());
        let cx = user_cx_keyed(user(1), "delete");
        house.profiles().delete_profile(&cx, DeleteProfile {}).await.unwrap();
        assert!(house.seen(user(2), user(1)).await.is_none());
        house.profiles().delete_profile(&user_cx_keyed(user(1), "delete"), DeleteProfile {}).await.unwrap();
        let again = house.profiles().delete_profile(&user_cx(user(1)), DeleteProfile {}).await;
        assert_eq!(refusal(again), ProfileRefusal::NoProfile);
        let own = house.profiles().get_own_profile(&user_cx(user(1)), GetOwnProfile {}).await;
        assert_eq!(refusal(own), ProfileRefusal::NoProfile);
        house.settle(user(1)).await;
        assert!(house.seen(user(2), user(1)).await.is_some());
    }
}

#[tokio::test]
async fn lists_keep_the_order_asked_for_and_leave_out_whom_nobody_knows() {
    for engine in engines() {
        let house = House::new(engine).await;
        for n in [1, 2, 3] {
            house.settle(user(n)).await;
        }
        let users = vec![user(3), user(99), user(1), user(3)];
        let me = user_cx(user(2));
        let profiles = house.profiles().get_profiles(&me, GetProfiles { users: users.clone() }).await.unwrap().profiles;
        assert_eq!(profiles.iter().map(|p| p.user_id).collect::<Vec<_>>(), [user(3), user(1), user(3)]);
        let cards = house.another().contract.get_cards(&me, GetCards { users }).await.unwrap().cards;
        assert_eq!(cards.iter().map(|c| c.user_id).collect::<Vec<_>>(), [user(3), user(1), user(3)]);
        let too_many = GetProfiles { users: (0..201).map(user).collect() };
        assert!(matches!(refusal(house.profiles().get_profiles(&me, too_many).await), ProfileRefusal::Invalid(_)));
    }
}

#[tokio::test]
async fn match_facts_are_for_services_only() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    let request = GetMatchFacts { users: vec![user(1), user(9)] };
    let facts = house.profiles().get_match_facts(&service_cx(), request.clone()).await.unwrap().facts;
    assert_eq!((facts.len(), facts[0].photos, facts[0].completeness), (1, 0, 20));
    for cx in [user_cx(user(1)), Cx::new(Caller::Anonymous)] {
        let refused = house.profiles().get_match_facts(&cx, request.clone()).await;
        assert_eq!(refusal(refused), ProfileRefusal::Forbidden);
    }
}

#[tokio::test]
async fn a_user_card_has_the_accounts_name() {
    let house = House::new(platform::Engine::Sqlite).await;
    house.settle(user(1)).await;
    house.settle(user(404)).await;
    let get = async |n| house.profiles().get_user(&user_cx(user(2)), GetUser { user: user(n) }).await;
    let card = get(1).await.unwrap();
    assert_eq!((card.id, card.user_id, &*card.name, card.avatar), (user(1), user(1), "Ann", None));
    assert!(card.username.starts_with("name_"));
    assert_eq!(refusal(get(404).await), ProfileRefusal::NotFound, "an account that is gone is nobody");
    assert_eq!(refusal(get(5).await), ProfileRefusal::NotFound);
}
