//! Whom a viewer is shown.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::collections::HashSet;

use discovery_contract::{Action, DiscoveryRefusal, Filters, GetCandidates};
use kernel::{Cell, Cursor, Failure};
use profile_contract::{Gender, Goal, LookingFor};
use testkit::{engines, user, user_cx};
use town::{Town, ids};

fn everybody() -> Filters {
    Filters::default()
}

fn years(age: u8) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026 - i32::from(age), 1, 1).unwrap()
}

#[tokio::test]
async fn people_are_shown_to_those_they_look_for() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let make =
            async |n, gender, wants| town.settle(n, |facts| (facts.gender, facts.looking_for) = (gender, wants)).await;
        let him = make(1, Gender::Male, LookingFor::Female).await;
        let her = make(2, Gender::Female, LookingFor::Male).await;
        let she_likes_women = make(3, Gender::Female, LookingFor::Female).await;
        let other = make(4, Gender::Other, LookingFor::Any).await;
        let open_woman = make(5, Gender::Female, LookingFor::Any).await;
        let shown = async |who| town.shown(who, everybody()).await;
        assert_eq!(shown(him).await, HashSet::from([her, open_woman]));
        assert_eq!(shown(her).await, HashSet::from([him]));
        assert_eq!(shown(she_likes_women).await, HashSet::from([open_woman]));
        assert_eq!(shown(other).await, HashSet::from([open_woman]));
        assert_eq!(shown(open_woman).await, HashSet::from([him, she_likes_women, other]));
    }
}

#[tokio::test]
async fn filters_leave_only_whom_they_describe() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        let near = town.settle(2, |facts| facts.goal = vec![Goal::Serious]).await;
        let far = town.settle(3, |facts| facts.cell = Cell::at(48.137, 11.575)).await;
        let nowhere = town.settle(4, |facts| facts.cell = None).await;
        let old = town.settle(5, |facts| facts.birth_date = years(60)).await;
        let bare = town.settle(6, |facts| facts.photos = 0).await;
        let child = town.settle(7, |facts| facts.birth_date = years(17)).await;
        let shown = async |filters| town.shown(viewer, filters).await;
        assert_eq!(shown(everybody()).await, HashSet::from([near, far, nowhere, old, bare]));
        assert_eq!(shown(Filters { age_min: Some(60), ..everybody() }).await, HashSet::from([old]));
        assert_eq!(
            shown(Filters { age_max: Some(59), ..everybody() }).await,
            HashSet::from([near, far, nowhere, bare])
        );
        assert_eq!(shown(Filters { max_distance_km: Some(3), ..everybody() }).await, HashSet::from([near, old, bare]));
        assert_eq!(shown(Filters { goal: vec!["serious".into()], ..everybody() }).await, HashSet::from([near]));
        assert_eq!(shown(Filters { has_photos: true, ..everybody() }).await, HashSet::from([near, far, nowhere, old]));
        assert!(town.shown(child, everybody()).await.is_empty(), "nobody under 18 is shown anybody");
        let refused = Filters { age_min: Some(40), age_max: Some(30), goal: vec!["money".into()], ..everybody() };
        let asked = GetCandidates { filters: refused, limit: 10, cursor: None };
        let failure = town.contract.get_candidates(&user_cx(viewer), asked).await.unwrap_err();
        let Failure::Refused(DiscoveryRefusal::Invalid(fields)) = failure else { panic!("{failure:?}") };
        assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["age_max", "goal"]);
    }
}

#[tokio::test]
async fn a_card_tells_the_score_and_why() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let likes = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let viewer = town
            .settle(1, |facts| (facts.goal, facts.interests) = (vec![Goal::Serious], likes(&["Hiking", "jazz"])))
            .await;
        let best = town
            .settle(2, |facts| (facts.goal, facts.interests) = (vec![Goal::Serious], likes(&["hiking", "chess"])))
            .await;
        let stranger = town.settle(3, |facts| (facts.birth_date, facts.cell) = (years(50), None)).await;
        let page = town.candidates(viewer, everybody()).await;
        assert_eq!(ids(&page.candidates), [best, stranger]);
        assert_eq!((page.next, page.funnel), (None, None));
        let card = &page.candidates[0];
        assert_eq!((card.age, card.distance_km, card.bio.as_deref()), (Some(30), Some(5), Some("I am here.")));
        let texts: Vec<_> = card.reasons.iter().map(|reason| reason.text.as_str()).collect();
        assert_eq!(
            texts,
            ["You are the same age", "Within 5 km", "You both want something serious", "You both like hiking"]
        );
        for card in &page.candidates {
            assert!(!card.reasons.is_empty());
            assert!(card.reasons.iter().all(|reason| (0.0..=1.0).contains(&reason.weight)), "{card:?}");
            assert!((0.0..=1.0).contains(&card.compatibility_score));
        }
    }
}

#[tokio::test]
async fn the_decided_the_hidden_and_the_gone_are_not_shown() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        let mut others = Vec::new();
        for n in 2..=8 {
            others.push(town.settle(n, |_| {}).await);
        }
        town.swipe(viewer, others[0], Action::Pass).await;
        town.swipe(viewer, others[1], Action::Like).await;
        town.block(viewer, others[2]);
        town.block(others[3], viewer);
        town.leave(others[4]).await;
        // Gone as well, but the event has not arrived: the profile module's word counts.
        town.with_registry(|registry| registry.people.remove(&others[5]));
        assert_eq!(town.shown(viewer, everybody()).await, HashSet::from([others[6]]));
        town.change(others[6], |facts| facts.looking_for = LookingFor::Male).await;
        assert!(town.shown(viewer, everybody()).await.is_empty());
        // What somebody decided about the viewer does not hide them.
        assert!(town.shown(others[0], everybody()).await.contains(&viewer));
    }
}

#[tokio::test]
async fn nobody_is_shown_when_the_profile_module_is_silent() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        town.settle(2, |_| {}).await;
        town.with_registry(|registry| registry.silent = true);
        let asked = GetCandidates { filters: everybody(), limit: 10, cursor: None };
        assert_eq!(town.contract.get_candidates(&user_cx(viewer), asked).await, Err(Failure::Unavailable));
    }
}

#[tokio::test]
async fn a_profile_is_needed_and_is_enough() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let other = town.settle(2, |_| {}).await;
        let asked = GetCandidates { filters: everybody(), limit: 10, cursor: None };
        let refused = town.contract.get_candidates(&user_cx(user(1)), asked.clone()).await;
        assert_eq!(refused, Err(DiscoveryRefusal::NoProfile.into()));
        let viewer = town.settle_unheard(1, |_| {});
        assert_eq!(town.shown(viewer, everybody()).await, HashSet::from([other]));
        let foreign = GetCandidates { cursor: Some(Cursor("nonsense".into())), ..asked };
        let refused = town.contract.get_candidates(&user_cx(viewer), foreign).await;
        assert_eq!(refused, Err(DiscoveryRefusal::BadCursor.into()));
    }
}

#[tokio::test]
async fn an_empty_page_says_why_and_what_helps() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        for n in 2..=13 {
            town.settle(n, |facts| facts.goal = vec![Goal::Dating]).await;
        }
        town.swipe(viewer, user(2), Action::Pass).await;
        town.block(user(3), viewer);
        let filters = Filters { goal: vec!["marriage".into()], has_photos: true, ..everybody() };
        let page = town.candidates(viewer, filters).await;
        let funnel = page.funnel.unwrap();
        let steps: Vec<_> = funnel.steps.iter().map(|step| (step.filter.as_str(), step.left)).collect();
        assert_eq!(steps, [("both_ways", 10), ("not_decided", 10), ("goal", 0), ("has_photos", 0)]);
        assert_eq!(funnel.suggestion.as_deref(), Some("Accept any goal."));
        assert_eq!(town.shown(viewer, Filters { has_photos: true, ..everybody() }).await.len(), 10, "it works");
        for n in 4..=13 {
            town.swipe(viewer, user(n), Action::Pass).await;
        }
        let funnel = town.candidates(viewer, everybody()).await.funnel.unwrap();
        let steps: Vec<_> = funnel.steps.iter().map(|step| (step.filter.as_str(), step.left)).collect();
        assert_eq!((steps, funnel.suggestion), (vec![("both_ways", 10), ("not_decided", 0)], None));
    }
}

#[tokio::test]
async fn whoever_is_not_listed_is_shown_to_nobody_and_still_looks_around() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        let away = town.settle(2, |facts| facts.listed = false).await;
        let back = town.settle(3, |_| {}).await;
        assert_eq!(town.shown(viewer, everybody()).await, HashSet::from([back]));
        assert_eq!(town.shown(away, everybody()).await, HashSet::from([viewer, back]));
        town.change(away, |facts| facts.listed = true).await;
        assert_eq!(town.shown(viewer, everybody()).await, HashSet::from([away, back]));
        town.change(back, |facts| facts.listed = false).await;
        assert_eq!(town.shown(viewer, everybody()).await, HashSet::from([away]));
        town.change(away, |facts| facts.listed = false).await;
        let funnel = town.candidates(viewer, everybody()).await.funnel.unwrap();
        assert_eq!(funnel.steps[0].left, 0, "nobody is counted who is not listed");
    }
}

#[tokio::test]
async fn what_somebody_hides_is_on_no_card_and_in_no_reason() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        let shy = town.settle(2, |_| {}).await;
        town.with_registry(|registry| registry.shy.insert(shy));
        let page = town.candidates(viewer, everybody()).await;
        let card = &page.candidates[0];
        assert_eq!((card.user_id, card.age, card.distance_km), (shy, None, None));
        let codes: Vec<_> = card.reasons.iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes, ["mutual_preferences"], "neither close_in_age nor nearby");
        let json = serde_json::to_value(card).unwrap();
        assert!(json.get("age").is_none() && json.get("distance_km").is_none(), "{json}");
    }
}
