//! What people ask of others: filters in both directions, wishes, and what is loosened when nobody is left.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::collections::HashSet;

use discovery_contract::{DiscoveryRefusal, Filters, GetCompatibility, GetPreferences, Preferences, PutPreferences};
use kernel::{Cell, Failure, UserId};
use profile_contract::{Education, Goal, Habit};
use testkit::{engines, user, user_cx};
use town::{Town, ids};

async fn prefer(town: &Town, who: UserId, preferences: Preferences) {
    let said = town.contract.put_preferences(&user_cx(who), PutPreferences { preferences: preferences.clone() }).await;
    assert_eq!(said.as_ref(), Ok(&preferences));
    assert_eq!(town.contract.get_preferences(&user_cx(who), GetPreferences {}).await, Ok(preferences));
}

fn filters(filters: Filters) -> Preferences {
    Preferences { filters, ..Preferences::default() }
}

fn years(age: u8) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026 - i32::from(age), 1, 1).unwrap()
}

#[tokio::test]
async fn filters_hold_both_ways_and_a_search_may_ask_for_something_else() {
    for engine in engines() {
        let mut town = Town::new(engine).await;
        let (ann, ben) = (town.settle(1, |_| {}).await, town.settle(2, |facts| facts.birth_date = years(50)).await);
        let cem = town.settle(3, |_| {}).await;
        let everybody = Filters::default;
        assert_eq!(town.shown(ann, everybody()).await, HashSet::from([ben, cem]));
        prefer(&town, ann, filters(Filters { age_max: Some(40), ..everybody() })).await;
        for _process in 0..2 {
            assert_eq!(town.shown(ann, everybody()).await, HashSet::from([cem]));
            assert_eq!(town.shown(ben, everybody()).await, HashSet::from([cem]), "whom she does not want sees her not");
            assert_eq!(town.shown(cem, everybody()).await, HashSet::from([ann, ben]));
            let wide = Filters { age_max: Some(60), ..everybody() };
            assert_eq!(town.shown(ann, wide).await, HashSet::from([ben, cem]), "she may look");
            town.restart(discovery_service::Settings::default()).await;
        }
        prefer(&town, ann, Preferences::default()).await;
        assert_eq!(town.shown(ben, everybody()).await, HashSet::from([ann, cem]), "at once");
    }
}

#[tokio::test]
async fn every_filter_leaves_whom_it_describes_and_nobody_who_does_not_say() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        let silent = town.settle(2, |facts| facts.photos = 0).await;
        let one = town
            .settle(3, |facts| {
                (facts.height_cm, facts.education) = (Some(180), Some(Education::Master));
                (facts.smoking, facts.drinking) = (Some(Habit::Never), Some(Habit::Regularly));
                (facts.has_children, facts.is_verified) = (Some(true), true);
                facts.interests = vec!["Chess".into()];
                facts.languages = vec!["french".into()];
            })
            .await;
        let other = town
            .settle(4, |facts| {
                (facts.height_cm, facts.education) = (Some(160), Some(Education::Phd));
                (facts.smoking, facts.drinking) = (Some(Habit::Quit), Some(Habit::Never));
                facts.has_children = Some(false);
                facts.interests = vec!["jazz".into()];
                facts.languages = vec!["german".into()];
            })
            .await;
        town.with_registry(|registry| registry.online.insert(other));
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let none = Filters::default;
        for (asked, left) in [
            (Filters { height_min: Some(170), ..none() }, vec![one]),
            (Filters { height_max: Some(170), ..none() }, vec![other]),
            (Filters { height_min: Some(150), height_max: Some(190), ..none() }, vec![one, other]),
            (Filters { has_children: Some(true), ..none() }, vec![one]),
            (Filters { has_children: Some(false), ..none() }, vec![other]),
            (Filters { smoking: words(&["never", "quit"]), ..none() }, vec![one, other]),
            (Filters { smoking: words(&["quit"]), ..none() }, vec![other]),
            (Filters { drinking: words(&["regularly"]), ..none() }, vec![one]),
            (Filters { education: words(&["phd", "other"]), ..none() }, vec![other]),
            (Filters { interests: words(&["CHESS", "nobody has this"]), ..none() }, vec![one]),
            (Filters { interests: words(&["nobody has this"]), ..none() }, vec![]),
            (Filters { languages: words(&["german", "french"]), ..none() }, vec![one, other]),
            (Filters { verified_only: true, ..none() }, vec![one]),
            (Filters { online_only: true, ..none() }, vec![other]),
            (Filters { has_photos: true, ..none() }, vec![one, other]),
            (none(), vec![silent, one, other]),
        ] {
            assert_eq!(town.shown(viewer, asked.clone()).await, HashSet::from_iter(left), "{asked:?}");
        }
        town.with_registry(|registry| registry.online.clear());
        let page = town.candidates(viewer, Filters { online_only: true, ..none() }).await;
        let funnel = page.funnel.unwrap();
        assert_eq!(funnel.suggestion.as_deref(), Some("Include people who are not online."));
        assert_eq!(funnel.steps.last().map(|step| (step.filter.as_str(), step.left)), Some(("online_only", 0)));
    }
}

#[tokio::test]
async fn wishes_rank_and_filter_nobody() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        for n in 2..=9 {
            town.settle(n, |facts| {
                if n == 6 {
                    facts.height_cm = Some(190);
                }
            })
            .await;
        }
        let score = async || {
            let asked = GetCompatibility { target: user(6) };
            town.contract.get_compatibility(&user_cx(viewer), asked).await.unwrap().compatibility_score
        };
        let before = score().await;
        let wishes = Filters { height_min: Some(185), ..Filters::default() };
        prefer(&town, viewer, Preferences { wishes, ..Preferences::default() }).await;
        let shown = ids(&town.candidates(viewer, Filters::default()).await.candidates);
        assert_eq!((shown[0], shown.len()), (user(6), 8));
        assert!(score().await > before);
        let theirs = ids(&town.candidates(user(2), Filters::default()).await.candidates);
        assert_eq!(theirs.len(), 8, "whoever is not wished for sees them all the same");
    }
}

#[tokio::test]
async fn filters_are_loosened_only_for_whom_it_is_all_right_and_it_is_said() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        let away = town.settle(2, |facts| facts.cell = Cell::at(52.52, 13.85)).await;
        let near = filters(Filters { max_distance_km: Some(5), ..Filters::default() });
        prefer(&town, viewer, near.clone()).await;
        let page = town.candidates(viewer, Filters::default()).await;
        assert_eq!((page.candidates.len(), page.widened), (0, None));
        assert_eq!(page.funnel.unwrap().suggestion.as_deref(), Some("Look within 50 km."));
        prefer(&town, viewer, Preferences { allow_wider: true, ..near.clone() }).await;
        let page = town.candidates(viewer, Filters::default()).await;
        assert_eq!((ids(&page.candidates), page.funnel), (vec![away], None));
        assert_eq!(page.widened.unwrap().text, "Within 50 km instead of 5 km");
        // Whoever does not want to be found from so far away is not.
        prefer(&town, away, near).await;
        assert_eq!(town.candidates(viewer, Filters::default()).await.candidates, []);
        // Other filters stay as they are.
        prefer(&town, away, Preferences::default()).await;
        let goal = Filters { goal: vec!["marriage".into()], ..Filters::default() };
        let page = town.candidates(viewer, goal).await;
        assert_eq!((page.candidates, page.widened), (vec![], None));
    }
}

#[tokio::test]
async fn preferences_that_make_no_sense_are_refused_whole() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let ann = town.settle(1, |_| {}).await;
        let kept = filters(Filters { goal: vec!["dating".into()], ..Filters::default() });
        prefer(&town, ann, kept.clone()).await;
        let bad = Filters { age_min: Some(50), age_max: Some(20), smoking: vec!["chain".into()], ..Filters::default() };
        for preferences in [filters(bad.clone()), Preferences { wishes: bad, ..Preferences::default() }] {
            let refused = town.contract.put_preferences(&user_cx(ann), PutPreferences { preferences }).await;
            let Err(Failure::Refused(DiscoveryRefusal::Invalid(fields))) = refused else { panic!("{refused:?}") };
            assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["age_max", "smoking"]);
        }
        assert_eq!(town.contract.get_preferences(&user_cx(ann), GetPreferences {}).await, Ok(kept));
        let nobody = PutPreferences { preferences: Preferences::default() };
        let refused = town.contract.put_preferences(&user_cx(user(99)), nobody).await;
        assert_eq!(refused, Err(DiscoveryRefusal::NoProfile.into()));
    }
}

#[tokio::test]
async fn hidden_ages_and_distances_are_found_out_by_no_filter() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |facts| facts.goal = vec![Goal::Dating]).await;
        let ages = async || {
            let mut found = Vec::new();
            for age in 18..=60 {
                let exactly = Filters { age_min: Some(age), age_max: Some(age), ..Filters::default() };
                found.push(town.shown(viewer, exactly).await.len());
            }
            found
        };
        let bands = async || {
            let mut found = Vec::new();
            for km in [5, 10, 25, 50, 100] {
                let within = Filters { max_distance_km: Some(km), ..Filters::default() };
                found.push(town.shown(viewer, within).await.len());
            }
            found
        };
        let shy = town
            .settle(2, |facts| {
                (facts.hides_age, facts.hides_distance) = (true, true);
                facts.birth_date = years(33);
            })
            .await;
        town.with_registry(|registry| registry.shy.insert(shy));
        let told = (ages().await, bands().await, town.candidates(viewer, Filters::default()).await.candidates);
        assert_eq!(told.0.iter().sum::<usize>(), 1, "they are of some age");
        for (age, north) in [(32, 0.05), (34, 0.03), (36, 0.02)] {
            town.change(shy, |facts| {
                facts.birth_date = years(age);
                facts.cell = Cell::at(52.52 + north, 13.405);
            })
            .await;
            let now = (ages().await, bands().await, town.candidates(viewer, Filters::default()).await.candidates);
            assert_eq!(now, told, "{age} {north}");
        }
        // They themselves are served by where they are.
        let near = Filters { max_distance_km: Some(5), ..Filters::default() };
        town.change(shy, |facts| facts.cell = Cell::at(52.52, 13.405)).await;
        assert_eq!(town.shown(shy, near).await, HashSet::from([viewer]));
    }
}
