//! What the lead module promises its callers.

use super::*;

fn profiles(seed: u64, count: usize) -> Vec<DemoProfile> {
    people(seed, count).into_iter().filter_map(|person| person.profile).collect()
}

fn is_uuid_v7(id: u128) -> bool {
    (id >> 76) & 0xF == 7 && (id >> 62) & 0b11 == 0b10
}

#[test]
fn a_seed_repeats_and_another_one_differs() {
    assert_eq!(people(7, 200), people(7, 200));
    assert_ne!(people(7, 200), people(8, 200));
    assert_eq!(people(7, 200)[..50], people(7, 50)[..]);
}

#[test]
fn usernames_and_ids_are_valid_and_unique() {
    let everybody: Vec<DemoPerson> = named().into_iter().chain(people(1, 4_000)).collect();
    let usernames: HashSet<_> = everybody.iter().map(|person| person.username.to_lowercase()).collect();
    let ids: HashSet<_> = everybody.iter().map(|person| person.id).collect();
    assert_eq!((usernames.len(), ids.len()), (4_005, 4_005));
    for DemoPerson { id, username, .. } in &everybody {
        assert!((3..=32).contains(&username.len()), "{username}");
        assert!(username.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_'), "{username}");
        assert!(is_uuid_v7(*id), "{id:x}");
    }
}

#[test]
fn every_word_is_of_its_vocabulary() {
    let goals = ["friendship", "dating", "relationship", "serious", "casual", "marriage", "networking"];
    let habits = [None, Some("never"), Some("occasionally"), Some("regularly"), Some("quit")];
    let education =
        [None, Some("high_school"), Some("college"), Some("bachelor"), Some("master"), Some("phd"), Some("other")];
    let everybody = named().into_iter().filter_map(|person| person.profile).chain(profiles(3, 3_000));
    for person in everybody {
        assert!(["male", "female", "other"].contains(&person.gender));
        assert!(["male", "female", "any"].contains(&person.looking_for));
        assert!(!person.goals.is_empty() && person.goals.iter().all(|goal| goals.contains(goal)), "{:?}", person.goals);
        assert!(person.goals.first() != person.goals.get(1), "{:?}", person.goals);
        assert!(habits.contains(&person.smoking) && habits.contains(&person.drinking));
        assert!(education.contains(&person.education));
    }
}

#[test]
fn every_measure_is_within_the_limits_of_a_profile() {
    for person in profiles(3, 5_000) {
        assert!((18..=71).contains(&person.age_years) && person.birth_day_offset <= 360);
        assert!((100..=250).contains(&person.height_cm));
        assert!((2..=100).contains(&person.name.chars().count()));
        assert!((40..=300).contains(&person.bio.chars().count()), "{}", person.bio);
        assert!(
            (1..=20).contains(&person.interests.len()) && person.interests.iter().all(|interest| interest.len() <= 50)
        );
        assert!((1..=10).contains(&person.languages.len()));
        assert!(person.latitude.abs() <= 90.0 && person.longitude.abs() <= 180.0);
        assert!((1..=3).contains(&person.portraits.len()));
        assert!((0.0..=8_760.0).contains(&person.last_online_hours));
    }
}

#[test]
fn most_people_live_in_one_city_and_somebody_fits_everybody() {
    let everybody = profiles(42, 200);
    let at_home: Vec<_> = everybody.iter().filter(|person| person.city == HOME).collect();
    assert!(at_home.len() >= 120, "{} of 200", at_home.len());
    for gender in ["male", "female"] {
        for wish in ["male", "female"] {
            let fitting =
                at_home.iter().filter(|them| [wish, "any"].contains(&them.looking_for) && them.gender == gender);
            assert!(fitting.count() >= 4, "{gender} looking for {wish}");
        }
    }
}

#[test]
fn biographies_are_varied() {
    let bios: HashSet<String> = profiles(42, 400).into_iter().map(|person| person.bio).collect();
    assert!(bios.len() >= 398, "{} of 400", bios.len());
}

#[test]
fn the_five_are_who_the_documentation_says() {
    let five = named();
    let names = five.each_ref().map(|person| person.username.as_str());
    assert_eq!(names, ["alice", "bob", "carol", "dave", "erin"]);
    assert_eq!(format!("{:032x}", five[0].id), "0000000000007000800000000000a11c");
    assert!(five.iter().all(|person| is_uuid_v7(person.id)));
    assert!(five[4].profile.is_none());
    let profile = |index: usize| five[index].profile.clone().unwrap();
    let fits = |them: &DemoProfile, wish: &str| wish == "any" || wish == them.gender;
    let alice = profile(0);
    for other in [profile(1), profile(2), profile(3)] {
        assert!(fits(&other, alice.looking_for) && fits(&alice, other.looking_for), "{}", other.name);
        assert_eq!((other.city, other.country), (HOME, "Germany"));
        assert!(!other.portraits.is_empty());
    }
}
