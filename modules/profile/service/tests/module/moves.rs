//! Places: how often they change, and how little is kept of them.

use std::time::Duration;

use crate::house::{House, berlin, draft};
use kernel::{Cell, Failure, UserId};
use profile_contract::{
    CreateProfile, DeleteProfile, GetProfile, OwnProfile, PlaceName, ProfileChanges, ProfileRefusal, SetLocation,
    UpdateProfile,
};
use testkit::{engines, service_cx, user, user_cx, user_cx_keyed};

type Moved = Result<OwnProfile, Failure<ProfileRefusal>>;

fn town(n: u16) -> Cell {
    Cell::at(40.0 + f64::from(n), 10.0).unwrap()
}

async fn go(house: &House, who: UserId, cell: Cell) -> Moved {
    house.profiles().set_location(&user_cx(who), SetLocation { cell, place: None }).await
}

async fn go_by_update(house: &House, who: UserId, cell: Cell) -> Moved {
    let changes = ProfileChanges::default();
    let request = UpdateProfile { changes, cell: Some(cell), place: None, versions: None };
    house.profiles().update_profile(&user_cx(who), request).await
}

fn too_often(moved: Moved) -> u64 {
    match moved {
        Err(Failure::Refused(ProfileRefusal::LocationChanges { retry_after_s })) => retry_after_s,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn ten_changes_a_day_whatever_the_way_and_the_first_placement_is_free() {
    for engine in engines() {
        let house = House::new(engine).await;
        let ann = user(1);
        house.settle(ann).await;
        go(&house, ann, town(0)).await.unwrap();
        for n in 1..=10 {
            house.world.clock.advance(Duration::from_secs(60));
            let moved =
                if n % 2 == 0 { go(&house, ann, town(n)).await } else { go_by_update(&house, ann, town(n)).await };
            assert!(moved.unwrap().has_location);
        }
        let day = 24 * 60 * 60;
        assert_eq!(too_often(go(&house, ann, town(11)).await), day - 9 * 60);
        assert_eq!(too_often(go_by_update(&house, ann, town(11)).await), day - 9 * 60);
        go(&house, ann, town(10)).await.unwrap();
        let bio = house.change(ann, serde_json::json!({"bio": "everything else goes on"})).await;
        assert!(bio.public.bio.is_some());

        // A new profile is no new start.
        house.profiles().delete_profile(&user_cx(ann), DeleteProfile {}).await.unwrap();
        let again = CreateProfile { profile: draft("Ann"), cell: Some(town(12)) };
        too_often(house.profiles().create_profile(&user_cx(ann), again).await);
        house.settle(ann).await;
        too_often(go(&house, ann, town(12)).await);

        house.world.clock.advance(Duration::from_secs(day - 9 * 60));
        go(&house, ann, town(12)).await.unwrap();
        too_often(go(&house, ann, town(13)).await);
        assert!(go(&house, user(1), town(12)).await.is_ok(), "the same cell costs nothing");
    }
}

#[tokio::test]
async fn a_repeated_move_counts_once() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        for n in 0..=10 {
            for _repeat in 0..3 {
                let cx = user_cx_keyed(user(1), &format!("move {n}").replace(' ', "-"));
                house.profiles().set_location(&cx, SetLocation { cell: town(n), place: None }).await.unwrap();
            }
        }
        too_often(go(&house, user(1), town(11)).await);
    }
}

#[tokio::test]
async fn twenty_positions_in_one_cell_are_one_place_in_everything_that_is_stored_or_seen() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben) = (user(1), user(2));
        house.settle(ben).await;
        go(&house, ben, town(0)).await.unwrap();
        let centre = berlin().centre();
        let mut seen = Vec::new();
        for step in 0..20 {
            let angle = f64::from(step) * 0.314;
            let cell = Cell::at(centre.0 + 0.01 * angle.sin(), centre.1 + 0.01 * angle.cos()).unwrap();
            let request = CreateProfile { profile: draft("Ann"), cell: Some(cell) };
            if step == 0 {
                house.profiles().create_profile(&user_cx(ann), request).await.unwrap();
            } else {
                go(&house, ann, cell).await.unwrap();
            }
            let own = house.profiles().export_user(&user_cx(ann), profile_contract::ExportUser { user: ann }).await;
            let facts = profile_contract::GetMatchFacts { users: vec![ann] };
            let facts = house.profiles().get_match_facts(&service_cx(), facts).await.unwrap();
            let public = house.profiles().get_profile(&user_cx(ben), GetProfile { user: ann }).await.unwrap();
            seen.push((own.unwrap().data, facts, public));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "down to the version");
        let text = serde_json::to_string(&seen[0].2).unwrap();
        assert!(!text.contains("52.") && !text.contains("13."), "{text}");
    }
}

#[tokio::test]
async fn a_chosen_place_names_the_city_of_whoever_named_none() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        let place = |city: &str, country: &str| Some(PlaceName { city: city.into(), country: country.into() });
        let move_to = async |cell, place| {
            house.profiles().set_location(&user_cx(user(1)), SetLocation { cell, place }).await.unwrap().public
        };
        let there = move_to(berlin(), place("Berlin", "Germany")).await;
        assert_eq!((there.city.as_deref(), there.country.as_deref()), (Some("Berlin"), Some("Germany")));
        let elsewhere = move_to(town(1), place("Rome", "Italy")).await;
        assert_eq!(elsewhere.city.as_deref(), Some("Berlin"), "what they said stays");
    }
}
