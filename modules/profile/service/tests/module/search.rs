//! Finding people by name.

use std::collections::HashSet;

use crate::house::{House, draft};
use kernel::{Cursor, Failure, UserId};
use profile_contract::{Block, CreateProfile, DeleteProfile, ProfileRefusal, Profiles, SearchUsers};
use serde_json::json;
use testkit::{engines, user, user_cx};

async fn settle(house: &House, n: u16, name: &str) -> UserId {
    let request = CreateProfile { profile: draft(name), cell: None };
    house.profiles().create_profile(&user_cx(user(n)), request).await.unwrap();
    user(n)
}

async fn find(profiles: &dyn Profiles, viewer: UserId, text: &str) -> Vec<UserId> {
    let request = SearchUsers { text: text.into(), limit: 20, cursor: None };
    let page = profiles.search_users(&user_cx(viewer), request).await.unwrap();
    assert_eq!(page.next, None);
    page.items.into_iter().map(|card| card.user_id).collect()
}

#[tokio::test]
async fn names_words_of_names_and_account_names_are_found_by_their_beginnings() {
    for engine in engines() {
        let house = House::new(engine).await;
        let me = settle(&house, 1, "Searcher").await;
        let anna = settle(&house, 2, "Anna-Maria von Trapp").await;
        let zoe = settle(&house, 3, "Zoe\u{308} Müller").await;
        let sara = settle(&house, 4, "שרה כהן").await;
        let odd = settle(&house, 5, "100%_real 'or' 1=1--").await;
        let fox = settle(&house, 6, "🦊🦊 Fox").await;
        for (text, expected) in [
            ("anna", vec![anna]),
            ("ANNA-MARIA VON", vec![anna]),
            ("maria", vec![anna]),
            ("  trapp ", vec![anna]),
            ("nna", vec![]),
            ("ZO\u{cb}", vec![zoe]),
            ("zoe\u{308}  mü", vec![zoe]),
            ("zoe", vec![]),
            ("MÜ", vec![zoe]),
            ("שר", vec![sara]),
            ("כהן", vec![sara]),
            ("100%", vec![odd]),
            ("10%", vec![]),
            ("%%", vec![]),
            ("__", vec![]),
            ("or' 1=1", vec![odd]),
            ("🦊🦊", vec![fox]),
            ("fox", vec![fox]),
            ("NAME_2", vec![anna]),
            ("name_2x", vec![]),
            ("searcher", vec![]),
        ] {
            assert_eq!(find(house.profiles(), me, text).await, expected, "{text}");
        }
        let mut everybody = find(house.profiles(), me, "name_").await;
        everybody.sort_unstable();
        assert_eq!(everybody, [anna, zoe, sara, odd, fox], "everybody but oneself");
    }
}

#[tokio::test]
async fn a_new_name_is_found_and_the_old_one_is_not() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (me, ann) = (settle(&house, 1, "Me").await, settle(&house, 2, "Ann Lee").await);
        house.change(ann, json!({"name": "Bea Lee"})).await;
        assert_eq!(find(house.profiles(), me, "ann").await, []);
        assert_eq!(find(house.profiles(), me, "bea").await, [ann]);
        assert_eq!(find(house.profiles(), me, "lee").await, [ann], "and once");
        house.profiles().delete_profile(&user_cx(ann), DeleteProfile {}).await.unwrap();
        assert_eq!(find(house.profiles(), me, "bea").await, []);
        settle(&house, 2, "Cleo").await;
        assert_eq!(find(house.profiles(), me, "cleo").await, [ann]);
    }
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_whoever_hides_in_between() {
    for engine in engines() {
        let house = House::new(engine).await;
        let me = settle(&house, 1, "Me").await;
        let mut expected = HashSet::new();
        for n in 2..=60 {
            // Found by several texts each, some of which they share with others.
            let person = settle(&house, n, &format!("Annabel An{} Ann", n % 7)).await;
            match n % 9 {
                0 => house.profiles().block(&user_cx(person), Block { user: me }).await.map(drop).unwrap(),
                1 => drop(house.set(person, json!({"incognito": true})).await),
                _ => drop(expected.insert(person)),
            }
        }
        let (mut found, mut cursor, mut pages) = (Vec::new(), None, 0);
        loop {
            let request = SearchUsers { text: "an".into(), limit: 7, cursor };
            let page = house.profiles().search_users(&user_cx(me), request).await.unwrap();
            assert!(page.items.len() <= 7);
            found.extend(page.items.iter().map(|card| card.user_id));
            pages += 1;
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(found.len(), expected.len(), "each once");
        assert_eq!(found.into_iter().collect::<HashSet<_>>(), expected);
        assert!(pages >= 7);
    }
}

#[tokio::test]
async fn what_cannot_be_searched_is_refused() {
    let house = House::new(platform::Engine::Sqlite).await;
    let search = async |text: &str, cursor: Option<&str>| {
        let cursor = cursor.map(|text| Cursor(text.into()));
        let request = SearchUsers { text: text.into(), limit: 20, cursor };
        match house.profiles().search_users(&user_cx(user(1)), request).await {
            Err(Failure::Refused(ProfileRefusal::Invalid(errors))) => {
                errors.into_iter().next().map(|e| (e.field, e.code))
            }
            other => panic!("{other:?}"),
        }
    };
    let fault = |field: &str, code: &str| Some((field.to_owned(), code.to_owned()));
    for short in ["", "a", " a ", "\u{2003}é\u{2003}", "e\u{301}"] {
        assert_eq!(search(short, None).await, fault("q", "too_short"), "{short:?}");
    }
    assert_eq!(search(&"a".repeat(101), None).await, fault("q", "too_long"));
    assert_eq!(search("a\0b", None).await, fault("q", "control_characters"));
    assert_eq!(search("anna", Some("nonsense")).await, fault("cursor", "invalid_cursor"));
    let long = SearchUsers { text: "é".repeat(100), limit: 0, cursor: None };
    assert_eq!(house.profiles().search_users(&user_cx(user(1)), long).await.unwrap().items, []);
}

#[tokio::test]
async fn profiles_older_than_the_search_are_found_by_all_their_names() {
    use sea_orm::ConnectionTrait as _;
    for engine in engines() {
        let house = House::new(engine).await;
        let (me, ann) = (settle(&house, 1, "Me").await, settle(&house, 2, "Ann").await);
        settle(&house, 404, "Nobody").await;
        // As it is after an upgrade: nothing is known of anybody's names.
        house.db.db().writer().execute_unprepared("DELETE FROM search_term").await.unwrap();
        let upgraded = house.another().contract;
        assert_eq!(find(&*upgraded, me, "ann").await, [ann]);
        assert_eq!(find(&*upgraded, me, "name_2").await, [ann]);
        assert_eq!(find(&*upgraded, me, "nobody").await, [], "an account that is gone is nobody");
    }
}
