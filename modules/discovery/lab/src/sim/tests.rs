//! A made-up community: counts add up, the same seed is the same world, and the rules of exposure work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::life::{Decision, Now, watch};
use super::page::page;
use super::platform::Platform;
use super::*;

const SMALL: Settings = Settings { seed: 1, people: 250, days: 4, threads: 1 };
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

/// Five towns of six days, made once for all tests.
fn towns() -> &'static [(Settings, World)] {
    static TOWNS: LazyLock<Vec<(Settings, World)>> = LazyLock::new(|| {
        let settings = SEEDS.map(|seed| Settings { seed, people: 600, days: 6, threads: 2 });
        settings.map(|settings| (settings, World::new(&settings))).into()
    });
    &TOWNS
}

fn log(world: &World, policy: &Policy, settings: &Settings) -> Vec<Decision> {
    let mut decisions = Vec::new();
    watch(world, policy, settings, |decision| decisions.push(*decision));
    decisions
}

fn outcome(world: &World, policy: &Policy, settings: &Settings) -> Outcome {
    let mut tally = Tally::new(settings.people);
    watch(world, policy, settings, |decision| tally.count(decision));
    tally.outcome(policy.name)
}

#[test]
fn threads_change_nothing_and_seeds_everything() {
    let once = run(&SMALL);
    for threads in [0, 2, 8] {
        let again = run(&Settings { threads, ..SMALL });
        assert_eq!((again.digest(), &again.outcomes), (once.digest(), &once.outcomes));
    }
    let others = [Settings { seed: 2, ..SMALL }, Settings { people: 251, ..SMALL }, Settings { days: 3, ..SMALL }];
    for other in others {
        assert_ne!(run(&other).digest(), once.digest());
    }
}

#[test]
fn figures_are_those_of_the_decisions() {
    let world = World::new(&SMALL);
    let report = run(&SMALL);
    assert_eq!(report.outcomes.len(), Policy::ALL.len());
    for (policy, outcome) in Policy::ALL.iter().zip(&report.outcomes) {
        let decisions = log(&world, policy, &SMALL);
        let said: BTreeMap<_, _> = decisions.iter().map(|one| ((one.decider, one.decided), one.liked)).collect();
        assert_eq!(said.len(), decisions.len(), "nobody is shown somebody twice");
        let likes = |one, other| said.get(&(one, other)) == Some(&true);
        let matches: Vec<_> =
            said.keys().filter(|(one, other)| one < other && likes(*one, *other) && likes(*other, *one)).collect();
        let shown: BTreeSet<_> = said.keys().map(|(_, decided)| *decided).collect();
        let matched: BTreeSet<_> = matches.iter().flat_map(|(one, other)| [*one, *other]).collect();
        let people = f64::from(SMALL.people);
        assert_eq!(outcome.policy, policy.name);
        assert_eq!(outcome.cards, decisions.len() as u64);
        assert_eq!(outcome.likes, said.values().filter(|liked| **liked).count() as u64);
        assert_eq!(outcome.matches, matches.len() as u64);
        assert_eq!(outcome.matches_per_person(), 2.0 * matches.len() as f64 / people);
        assert_eq!(outcome.mutual_like_rate(), 2.0 * matches.len() as f64 / outcome.likes as f64);
        assert_eq!(outcome.never_shown, (people - shown.len() as f64) / people);
        assert_eq!(outcome.with_a_match, matched.len() as f64 / people);
        assert!(outcome.likes < outcome.cards && outcome.matches > 0 && 2 * outcome.matches < outcome.likes);
    }
}

#[test]
fn people_decide_by_whom_they_are_shown_and_by_nothing_else() {
    let world = World::new(&SMALL);
    let mut said = BTreeMap::new();
    for policy in &Policy::ALL {
        for one in log(&world, policy, &SMALL) {
            let before = said.insert((one.decider, one.decided), one.liked);
            assert!(before.is_none_or(|liked| liked == one.liked));
        }
    }
}

#[test]
fn everybody_meets_only_whom_they_could_and_no_more_than_they_would() {
    let world = World::new(&SMALL);
    let mut looks: BTreeMap<_, Vec<Decision>> = BTreeMap::new();
    for one in log(&world, &Policy::FULL, &SMALL) {
        let town = &world.town;
        assert!(town.candidates()[one.decider as usize].contains(&one.decided));
        assert!(town.candidates()[one.decided as usize].contains(&one.decider), "filters hold both ways");
        assert!(town.is_there(one.decider, one.now) && town.is_there(one.decided, one.now));
        looks.entry((one.decider, one.now.day)).or_default().push(one);
    }
    let (mut sated, mut done) = (0, 0);
    for ((number, _), cards) in &looks {
        let (truth, liked) = (world.truth(*number), cards.iter().filter(|one| one.liked).count());
        assert!(cards.iter().all(|one| one.now == cards[0].now), "everybody looks once a day");
        assert!(cards.len() <= truth.cards && liked <= truth.patience);
        assert!(liked < truth.patience || cards.last().is_some_and(|one| one.liked));
        sated += usize::from(liked == truth.patience);
        done += usize::from(cards.len() == truth.cards);
    }
    assert!(sated > looks.len() / 10 && done > looks.len() / 3, "{sated} {done} {}", looks.len());
}

#[test]
fn the_scorer_makes_more_matches_than_chance() {
    for (settings, world) in towns() {
        let of = |policy| outcome(world, policy, settings);
        let (random, content, full) = (of(&Policy::RANDOM), of(&Policy::CONTENT), of(&Policy::FULL));
        assert!(full.matches as f64 > 1.4 * random.matches as f64, "{full:?} {random:?}");
        let pairs = of(&Policy::PAIRS);
        assert!(pairs.matches as f64 > 1.2 * random.matches as f64, "{pairs:?} {random:?}");
        let like_rate = |one: &Outcome| one.likes as f64 / one.cards as f64;
        assert!(like_rate(&full) > like_rate(&content) && like_rate(&content) > like_rate(&random));
    }
}

#[test]
fn the_discount_shares_places_out_more_evenly() {
    for (settings, world) in towns() {
        let without = Policy { discounts: false, ..Policy::FULL };
        let gini = |policy| outcome(world, policy, settings).exposure_gini;
        let (with, without) = (gini(&Policy::FULL), gini(&without));
        assert!(with < without - 0.01, "{with} {without}");
    }
}

/// How often people were shown in their first 48 hours, least first, of those who joined when the people of the beginning
/// were no longer new, and whom at least 40 others could have met then.
fn newcomers_shown(world: &World, policy: &Policy, settings: &Settings) -> Vec<usize> {
    let decisions = log(world, policy, settings);
    let late = 2..settings.days - 2;
    let newcomers = (0..settings.people).filter(|number| late.contains(&world.town.joined(*number).day));
    let counts = newcomers.filter_map(|number| {
        let joined = world.town.joined(number);
        let new = |one: &&Decision| one.now >= joined && one.now.seconds_since(joined) < 48 * 3_600;
        let could = |one: &&Decision| world.town.candidates()[one.decider as usize].contains(&number);
        let looks: BTreeSet<_> =
            decisions.iter().filter(new).filter(could).map(|one| (one.decider, one.now.day)).collect();
        let shown = decisions.iter().filter(new).filter(|one| one.decided == number).count();
        (looks.len() >= 40).then_some(shown)
    });
    let mut counts: Vec<_> = counts.collect();
    counts.sort_unstable();
    counts
}

#[test]
fn who_is_new_is_shown() {
    for (settings, world) in towns() {
        let with = newcomers_shown(world, &Policy::FULL, settings);
        let without = newcomers_shown(world, &Policy { draws: false, ..Policy::FULL }, settings);
        let median = |counts: &[usize]| counts[counts.len() / 2];
        assert!(with[0] >= 5 && median(&with) > median(&without), "{with:?} {without:?}");
    }
}

#[test]
fn what_was_not_answered_changes_nothing_in_a_list() {
    let world = World::new(&SMALL);
    let now = Now { day: 3, hour: 12 };
    let mut platform = Platform::new(&world.town, &Policy::FULL);
    let viewer = (0..SMALL.people).max_by_key(|number| platform.left(*number).len()).unwrap();
    let others: Vec<_> = platform.left(viewer).iter().copied().filter(|one| world.town.is_there(*one, now)).collect();
    let list = |platform: &Platform| page(platform, viewer, others.len(), now, 1.0);
    let before = list(&platform);
    for (place, other) in (0..).zip(&before) {
        platform.note(*other, viewer, place % 3 == 0, now);
    }
    assert_eq!(list(&platform), before);
    platform.note(viewer, before[0], true, now);
    for other in &before[1..] {
        platform.note(*other, before[0], false, now);
    }
    assert_ne!(list(&platform), before[1..], "what they say of others is known");
    let beliefs = |platform: &Platform| {
        [platform.own_posterior(viewer, now.fade()), platform.posterior_for(before[0], viewer, now.fade())]
    };
    let [own, everybodys] = beliefs(&platform);
    assert_ne!(own, everybodys);
    for other in &before[1..] {
        platform.note(viewer, *other, false, now);
    }
    let [own, everybodys] = beliefs(&platform);
    assert_eq!(own, everybodys, "whoever has answered all knows what all know");
}

#[test]
fn impressions_of_a_day_end_with_it() {
    let world = World::new(&SMALL);
    let noon = |day| Now { day, hour: 12 };
    let mut platform = Platform::new(&world.town, &Policy::FULL);
    platform.note(1, 2, true, noon(0));
    let there = (0..SMALL.people).filter(|number| world.town.is_there(*number, noon(0))).count();
    assert_eq!((platform.shown(2), platform.shown_today(2)), (1, 1));
    assert_eq!(platform.expected_today(noon(0)), 1.0 / there as f64);
    platform.begin_day();
    assert_eq!((platform.shown(2), platform.shown_today(2)), (1, 0));
    assert_eq!(platform.expected_today(noon(1)), 0.0);
}

#[test]
fn a_match_is_two_likes() {
    let world = World::new(&SMALL);
    let now = Now { day: 0, hour: 0 };
    for (one, other) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut platform = Platform::new(&world.town, &Policy::RANDOM);
        assert!(!platform.note(1, 2, one, now).matched);
        assert_eq!(platform.note(2, 1, other, now).matched, one && other);
    }
}

#[test]
fn the_world_is_as_described() {
    let (mut zs, mut contents, mut late) = (Vec::new(), Vec::new(), 0);
    for (settings, world) in towns() {
        late += (0..settings.people).filter(|number| world.town.joined(*number) > Now { day: 0, hour: 0 }).count();
        for viewer in 0..settings.people {
            for other in world.town.candidates()[viewer as usize].iter().take(10) {
                let (one, they) = (world.town.resident(viewer), world.town.resident(*other));
                let scorer = world.town.scorer();
                let [phi, _] = scorer.views(&one.person(), &they.person(), one.band(they));
                let p = world.truth(viewer).readiness(world.truth(*other), &phi);
                zs.push((p / (1.0 - p)).ln());
                contents.push(scorer.weights.content(&phi));
            }
        }
    }
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let variance = |of: &[f64]| of.iter().map(|one| (one - mean(of)).powi(2)).sum::<f64>() / of.len() as f64;
    assert!((mean(&zs) + 1.0).abs() < 0.2, "{}", mean(&zs));
    assert!((mean(&contents) - 1.4).abs() < 0.05, "{}", mean(&contents));
    assert!((2.6..3.4).contains(&variance(&zs)), "openness, appeal and a little taste: {}", variance(&zs));
    assert!((late as f64 / 3_000.0 - 0.2).abs() < 0.02, "{late}");
}

#[test]
fn nobody_and_no_time_are_no_error() {
    for (people, days) in [(0, 3), (1, 3), (40, 0), (40, 1)] {
        let report = run(&Settings { people, days, ..SMALL });
        let cards: u64 = report.outcomes.iter().map(|one| one.cards).sum();
        assert_eq!(cards > 0, people > 1 && days > 0);
        assert!(report.to_string().contains(&format!("seed 1, people {people}, days {days}, threads 1")));
    }
}

#[test]
fn a_report_has_a_line_for_every_policy() {
    let report = run(&SMALL);
    let made_up = Outcome {
        policy: "some policy",
        people: 200,
        cards: 4_000,
        likes: 1_000,
        matches: 125,
        exposure_gini: 0.25,
        never_shown: 0.125,
        with_a_match: 0.5,
    };
    let mut shown = report.clone();
    shown.outcomes = vec![made_up];
    let text = shown.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[1],
        "policy                     shown    likes  matches a person   likes     Gini   shown   match"
    );
    assert_eq!(
        lines[2],
        "some policy                 4000     1000      125     1.25  25.0 %    0.250  12.5 %  50.0 %"
    );
    assert_eq!(lines[3], format!("digest {:016x}", report.digest()));
    assert_eq!(lines[4], "seed 1, people 250, days 4, threads 1");
    let names = report.outcomes.iter().map(|one| one.policy);
    assert!(report.to_string().lines().skip(2).zip(names).all(|(line, name)| line.starts_with(name)));
}
