//! Ten thousand feeds of random people with random filters: everybody shown accepts and is accepted, nobody is shown who
//! should not be, and every card's score is the sum of its parts and has a true reason.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod town;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use discovery_contract::{Action, Candidate, Filters, GetCompatibility, Preferences, PutPreferences, Swipe};
use discovery_service::Settings;
use kernel::{Cell, UserId};
use profile_contract::{Gender, Goal, Habit, LookingFor, MatchFacts};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::{engines, user, user_cx};
use town::Town;

const PEOPLE: u16 = 250;
const FEEDS: usize = 10_000;
const INTERESTS: [&str; 8] = ["hiking", "jazz", "chess", "cooking", "films", "books", "climbing", "dancing"];
const LANGUAGES: [&str; 3] = ["english", "french", "german"];
const BANDS: [u32; 5] = [5, 10, 25, 50, 100];

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn facts() -> impl Strategy<Value = MatchFacts> {
    let who = (0u64..16_000, select(Gender::ALL), select(LookingFor::ALL));
    let likes = (subsequence(INTERESTS.to_vec(), 0..=6), subsequence(LANGUAGES.to_vec(), 0..=2));
    let says = (subsequence(Goal::ALL.to_vec(), 0..=3), proptest::option::of(select(Habit::ALL)));
    let place = proptest::option::weighted(0.9, (-0.6f64..0.6, -0.6f64..0.6));
    let more =
        (proptest::option::of(150u16..200), proptest::option::of(any::<bool>()), 0u8..4, proptest::bool::weighted(0.9));
    (who, likes, says, place, more).prop_map(|(who, likes, says, place, more)| MatchFacts {
        user_id: user(0),
        birth_date: NaiveDate::from_ymd_opt(2009, 12, 1).unwrap() - chrono::Days::new(who.0),
        gender: who.1,
        looking_for: who.2,
        goal: says.0,
        interests: words(&likes.0),
        languages: words(&likes.1),
        height_cm: more.0,
        education: None,
        has_children: more.1,
        wants_children: None,
        smoking: says.1,
        drinking: None,
        cell: place.and_then(|(north, east)| Cell::at(52.52 + north, 13.405 + east)),
        photos: more.2,
        completeness: 50,
        is_verified: false,
        listed: more.3,
        incognito: false,
        profession: None,
        hides_age: false,
        hides_distance: false,
    })
}

fn filters() -> impl Strategy<Value = Filters> {
    let maybe = |share| proptest::bool::weighted(share);
    let ages = proptest::option::weighted(0.4, (18u8..60, 5u8..40));
    let heights = proptest::option::weighted(0.1, (150u16..180, 10u16..40));
    let lists = (
        subsequence(Goal::ALL.to_vec(), 0..=3),
        subsequence(INTERESTS.to_vec(), 0..=3),
        subsequence(LANGUAGES.to_vec(), 0..=2),
        subsequence(Habit::ALL.to_vec(), 0..=3),
    );
    let asks = (maybe(0.2), maybe(0.1), maybe(0.15), maybe(0.1), maybe(0.1));
    let near = proptest::option::weighted(0.3, select(BANDS.to_vec()));
    (ages, heights, lists, asks, near).prop_map(|(ages, heights, lists, asks, near)| Filters {
        age_min: ages.map(|(low, _)| low),
        age_max: ages.map(|(low, span)| low + span),
        max_distance_km: near,
        goal: lists.0.iter().filter(|_| asks.0).map(|goal| goal.as_str().to_owned()).collect(),
        height_min: heights.map(|(low, _)| low),
        height_max: heights.map(|(low, span)| low + span),
        has_children: asks.1.then_some(asks.0),
        smoking: lists.3.iter().filter(|_| asks.4).map(|habit| habit.as_str().to_owned()).collect(),
        interests: if asks.2 { words(&lists.1) } else { Vec::new() },
        languages: if asks.3 { words(&lists.2) } else { Vec::new() },
        has_photos: asks.0,
        ..Filters::default()
    })
}

/// Whether somebody meets what is asked, written down once more.
fn meets(asked: &Filters, asking: &MatchFacts, other: &MatchFacts, today: NaiveDate) -> bool {
    let age = today.years_since(other.birth_date).unwrap() as u8;
    let height = |fits: &dyn Fn(u16) -> bool| other.height_cm.is_some_and(fits);
    let has = |wanted: &[String], there: &[String]| wanted.is_empty() || wanted.iter().any(|word| there.contains(word));
    let goals: Vec<_> = other.goal.iter().map(|goal| goal.as_str().to_owned()).collect();
    let smoking: Vec<_> = other.smoking.iter().map(|habit| habit.as_str().to_owned()).collect();
    let band = asking.cell.zip(other.cell).and_then(|(here, there)| here.band_km(there));
    asked.age_min.is_none_or(|min| age >= min)
        && asked.age_max.is_none_or(|max| age <= max)
        && asked.max_distance_km.is_none_or(|most| band.is_some_and(|band| band <= most))
        && has(&asked.goal, &goals)
        && asked.height_min.is_none_or(|min| height(&|cm| cm >= min))
        && asked.height_max.is_none_or(|max| height(&|cm| cm <= max))
        && asked.has_children.is_none_or(|wanted| other.has_children == Some(wanted))
        && has(&asked.smoking, &smoking)
        && has(&asked.interests, &other.interests)
        && has(&asked.languages, &other.languages)
        && (!asked.has_photos || other.photos > 0)
}

struct People {
    facts: HashMap<UserId, MatchFacts>,
    filters: HashMap<UserId, Filters>,
    decided: HashSet<(UserId, UserId)>,
    blocked: HashSet<(UserId, UserId)>,
}

async fn move_in(town: &Town, runner: &mut TestRunner) -> People {
    let draw = |runner: &mut TestRunner| filters().new_tree(runner).unwrap().current();
    let mut people =
        People { facts: HashMap::new(), filters: HashMap::new(), decided: HashSet::new(), blocked: HashSet::new() };
    for n in 1..=PEOPLE {
        let facts = MatchFacts { user_id: user(n), ..facts().new_tree(runner).unwrap().current() };
        town.settle(n, |there| *there = facts.clone()).await;
        people.facts.insert(user(n), facts);
        let filters = if n % 3 == 0 { draw(runner) } else { Filters::default() };
        let preferences = Preferences { filters: filters.clone(), wishes: draw(runner), allow_wider: false };
        town.contract.put_preferences(&user_cx(user(n)), PutPreferences { preferences }).await.unwrap();
        people.filters.insert(user(n), filters);
    }
    for n in 1..=PEOPLE {
        for step in [3, 8, 21, 55] {
            let (who, whom) = (user(n), user((n + step) % PEOPLE + 1));
            let action = [Action::Like, Action::Pass][usize::from(n % 2)];
            if who != whom {
                town.contract.swipe(&user_cx(who), Swipe { target: whom, action, comment: None }).await.unwrap();
                people.decided.insert((who, whom));
            }
        }
        let (who, whom) = (user(n), user((n + 34) % PEOPLE + 1));
        town.block(who, whom);
        people.blocked.insert((who, whom));
    }
    people
}

impl People {
    fn check(&self, viewer: UserId, asked: &Filters, card: &Candidate, today: NaiveDate) {
        let (me, them) = (&self.facts[&viewer], &self.facts[&card.user_id]);
        let about = format!("{viewer} sees {} with {asked:?}", card.user_id);
        assert_ne!(viewer, card.user_id);
        assert!(me.looking_for.accepts(them.gender) && them.looking_for.accepts(me.gender), "{about}");
        assert!(meets(asked, me, them, today), "{about}");
        assert!(meets(&self.filters[&card.user_id], them, me, today), "they do not want the viewer: {about}");
        assert!(them.listed && today.years_since(them.birth_date).unwrap() >= 18, "{about}");
        assert!(!self.decided.contains(&(viewer, card.user_id)), "{about}");
        let blocked = |one, other| self.blocked.contains(&(one, other));
        assert!(!blocked(viewer, card.user_id) && !blocked(card.user_id, viewer), "{about}");
        assert!(!card.reasons.is_empty(), "{about}");
        for reason in &card.reasons {
            assert!(reason.weight > 0.0 && self.is_true(reason, me, them, today), "{reason:?}: {about}");
        }
    }

    /// Whether what a reason says is so.
    fn is_true(
        &self,
        reason: &discovery_contract::Reason,
        me: &MatchFacts,
        them: &MatchFacts,
        today: NaiveDate,
    ) -> bool {
        let age = |facts: &MatchFacts| today.years_since(facts.birth_date).unwrap();
        let both = |mine: &[String], theirs: &[String]| mine.iter().any(|word| theirs.contains(word));
        match reason.code.as_str() {
            "mutual_preferences" => true,
            "close_in_age" => age(me).abs_diff(age(them)) <= 3,
            "nearby" => {
                let band = me.cell.zip(them.cell).and_then(|(here, there)| here.band_km(there));
                band.is_some_and(|km| reason.text == format!("Within {km} km"))
            }
            "shared_interests" | "similar_interests" => both(&me.interests, &them.interests),
            "shared_language" => both(&me.languages, &them.languages),
            "shared_goals" => me.goal.iter().any(|goal| them.goal.contains(goal)),
            "smoking_alike" => me.smoking.is_some() && them.smoking.is_some(),
            "children_alike" => me.has_children.is_some() && me.has_children == them.has_children,
            other => panic!("this test does not know the reason {other}"),
        }
    }
}

#[tokio::test]
async fn every_card_of_ten_thousand_feeds_is_right() {
    // The tables hold the same on every engine, and feeds are made in memory: one is enough.
    let Some(engine) = engines().into_iter().next() else { return };
    let settings = Settings { settle_ms: 0, likes_per_day: 0, ..Settings::default() };
    let town = Town::with(engine, settings).await;
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]));
    let people = move_in(&town, &mut runner).await;
    let today = town.world.clock().now().date();
    let (mut cards, mut empty) = (0, 0);
    for feed in 0..FEEDS {
        let viewer = user(1 + (feed * 7 % usize::from(PEOPLE)) as u16);
        let now = filters().new_tree(&mut runner).unwrap().current();
        let page = town.page(viewer, now.clone(), 10, None).await;
        let asked = over(now, &people.filters[&viewer]);
        page.candidates.iter().for_each(|card| people.check(viewer, &asked, card, today));
        cards += page.candidates.len();
        for card in &page.candidates {
            sums_up(&town, viewer, card).await;
        }
        empty += usize::from(page.candidates.is_empty());
    }
    assert!(cards > 2 * FEEDS && empty < FEEDS * 2 / 3, "{cards} cards, {empty} empty pages");
}

/// What a search asks beside what the viewer always asks, as it is documented.
fn over(now: Filters, always: &Filters) -> Filters {
    let ages = if now.age_min.or(now.age_max).is_some() { &now } else { always };
    let heights = if now.height_min.or(now.height_max).is_some() { &now } else { always };
    let list = |now: &Vec<String>, always: &Vec<String>| if now.is_empty() { always.clone() } else { now.clone() };
    Filters {
        age_min: ages.age_min,
        age_max: ages.age_max,
        max_distance_km: now.max_distance_km.or(always.max_distance_km),
        goal: list(&now.goal, &always.goal),
        height_min: heights.height_min,
        height_max: heights.height_max,
        has_children: now.has_children.or(always.has_children),
        smoking: list(&now.smoking, &always.smoking),
        interests: list(&now.interests, &always.interests),
        languages: list(&now.languages, &always.languages),
        has_photos: now.has_photos || always.has_photos,
        ..Filters::default()
    }
}

async fn sums_up(town: &Town, viewer: UserId, card: &Candidate) {
    let asked = GetCompatibility { target: card.user_id };
    let why = town.contract.get_compatibility(&user_cx(viewer), asked).await.unwrap();
    let sum: f64 = why.parts.iter().map(|part| part.weight).sum();
    assert!((sum - why.compatibility_score).abs() < 1e-6, "{why:?}");
    assert!((0.0..=1.0).contains(&sum), "{why:?}");
    assert_eq!(why.compatibility_score, card.compatibility_score, "the card says the same");
    assert_eq!(why.reasons, card.reasons);
}
