//! Decisions, and the one match they can lead to.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use discovery_contract::{Action, DiscoveryRefusal, ListMatches, MatchCreated, Swipe, SwipeRecorded};
use discovery_service::Settings;
use kernel::{Cx, DomainEvent, Event, Reaction, ReactionFailure, UserId, async_trait};
use platform::{LocalBus, Relay, RelaySettings};
use testkit::{drain, engines, user, user_cx};
use tokio::sync::Barrier;
use town::Town;

/// Remembers the events it gets.
#[derive(Default)]
struct Witness(Mutex<Vec<Event>>);

#[async_trait]
impl Reaction for Witness {
    fn name(&self) -> &'static str {
        "witness"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[SwipeRecorded::KIND, MatchCreated::KIND]
    }
    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        self.0.lock().unwrap().push(event.clone());
        Ok(())
    }
}

impl Witness {
    fn heard<E: DomainEvent>(&self) -> Vec<E> {
        self.0.lock().unwrap().iter().filter_map(|event| event.read().map(Result::unwrap)).collect()
    }
}

/// As many decisions at once as the database has connections, so that they really meet there.
fn crowded() -> Settings {
    Settings { swipes_at_once: 8, settle_ms: 0, ..Settings::default() }
}

async fn told(town: &Town) -> Arc<Witness> {
    let witness = Arc::new(Witness::default());
    let reaction: Arc<dyn Reaction> = witness.clone();
    drain(&town.db(), [reaction]).await;
    witness
}

#[tokio::test]
async fn two_likes_make_one_match_and_repeats_change_nothing() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (alice, bob) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        for _repeat in 0..2 {
            let answer = town.swipe(alice, bob, Action::Like).await;
            assert_eq!((answer.matched, answer.match_id, answer.conversation_id), (false, None, None));
        }
        let matched = town.swipe(bob, alice, Action::Superlike).await;
        assert!(matched.matched && matched.match_id.is_some() && matched.conversation_id.is_some());
        for action in Action::ALL {
            assert_eq!(town.swipe(bob, alice, action).await, matched);
            assert_eq!(town.swipe(alice, bob, action).await, matched);
        }
        let witness = told(&town).await;
        let decided: Vec<_> =
            witness.heard::<SwipeRecorded>().into_iter().map(|fact| (fact.user_id, fact.action)).collect();
        assert_eq!(decided, [(alice, Action::Like), (bob, Action::Superlike)]);
        let [created] = witness.heard::<MatchCreated>().try_into().unwrap();
        assert_eq!(
            (Some(created.match_id), Some(created.conversation_id)),
            (matched.match_id, matched.conversation_id)
        );
        assert_eq!(HashSet::from(created.users), HashSet::from([alice, bob]));
    }
}

#[tokio::test]
async fn a_pass_can_become_a_like_and_a_like_a_pass_until_they_match() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (alice, bob) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        town.swipe(alice, bob, Action::Like).await;
        town.swipe(alice, bob, Action::Pass).await;
        assert!(!town.swipe(bob, alice, Action::Like).await.matched, "she has changed her mind");
        assert!(town.swipe(alice, bob, Action::Like).await.matched, "and again");
        let decided = told(&town).await.heard::<SwipeRecorded>();
        assert_eq!(decided.len(), 4);
    }
}

#[tokio::test]
async fn nobody_decides_about_themselves_or_the_hidden_or_without_a_profile() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (alice, bob) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        let refusal = async |who: UserId, whom: UserId| {
            let decision = Swipe { target: whom, action: Action::Like, comment: None };
            town.contract.swipe(&user_cx(who), decision).await.unwrap_err()
        };
        assert_eq!(refusal(alice, alice).await, DiscoveryRefusal::Yourself.into());
        assert_eq!(refusal(alice, user(9)).await, DiscoveryRefusal::NotFound.into());
        assert_eq!(refusal(user(9), alice).await, DiscoveryRefusal::NoProfile.into());
        town.block(bob, alice);
        assert_eq!(refusal(alice, bob).await, DiscoveryRefusal::NotFound.into(), "blocked is like missing");
        assert_eq!(refusal(bob, alice).await, DiscoveryRefusal::NotFound.into());
        let long = Swipe { target: bob, action: Action::Like, comment: Some("x".repeat(201)) };
        assert!(town.contract.swipe(&user_cx(alice), long).await.is_err());
    }
}

#[tokio::test]
async fn the_answer_to_a_match_waits_until_others_have_heard_of_it() {
    for engine in engines() {
        let town = Town::with(engine, Settings { settle_ms: 5_000, ..Settings::default() }).await;
        let (alice, bob) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        let (witness, bus) = (Arc::new(Witness::default()), LocalBus::new());
        let reaction: Arc<dyn Reaction> = witness.clone();
        bus.subscribe([reaction]);
        let relay = Relay::new(town.db(), Arc::new(bus), town.world.clock(), RelaySettings::default());
        let running = tokio::spawn(relay.run());
        town.swipe(alice, bob, Action::Like).await;
        let started = Instant::now();
        town.swipe(bob, alice, Action::Like).await;
        assert_eq!(witness.heard::<MatchCreated>().len(), 1);
        assert!(started.elapsed() < Duration::from_secs(4), "and no longer");
        running.abort();
    }
}

#[tokio::test]
async fn the_answer_to_a_like_waits_only_when_the_like_lets_somebody_be_seen() {
    for engine in engines() {
        let town = Town::with(engine, Settings { settle_ms: 5_000, ..Settings::default() }).await;
        let hidden = town.settle(1, |facts| facts.incognito = true).await;
        let (alice, bob) = (town.settle(2, |_| {}).await, town.settle(3, |_| {}).await);
        let started = Instant::now();
        town.swipe(alice, bob, Action::Like).await;
        assert!(started.elapsed() < Duration::from_secs(4), "nobody hears, and nobody is waited for");
        let (witness, bus) = (Arc::new(Witness::default()), LocalBus::new());
        let reaction: Arc<dyn Reaction> = witness.clone();
        bus.subscribe([reaction]);
        let relay = Relay::new(town.db(), Arc::new(bus), town.world.clock(), RelaySettings::default());
        let running = tokio::spawn(relay.run());
        town.swipe(hidden, bob, Action::Like).await;
        let heard = witness.heard::<SwipeRecorded>();
        assert!(heard.iter().any(|fact| fact.user_id == hidden), "{heard:?}");
        running.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_pairs_at_the_same_instant_are_five_hundred_matches() {
    const PAIRS: u16 = 500;
    for engine in engines() {
        let town = Arc::new(Town::with(engine, crowded()).await);
        for n in 0..2 * PAIRS {
            town.settle_unheard(n, |_| {});
        }
        let start = Arc::new(Barrier::new(usize::from(2 * PAIRS)));
        let like = |who: u16, whom: u16| {
            let (town, start) = (Arc::clone(&town), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                town.swipe(user(who), user(whom), Action::Like).await
            })
        };
        let running: Vec<_> =
            (0..PAIRS).flat_map(|n| [(2 * n, 2 * n + 1), (2 * n + 1, 2 * n)]).map(|(a, b)| like(a, b)).collect();
        let mut answers = Vec::new();
        for answer in running {
            answers.push(answer.await.unwrap());
        }
        let matches: HashSet<_> = answers.iter().filter_map(|answer| answer.match_id).collect();
        assert_eq!(matches.len(), usize::from(PAIRS), "one match a pair");
        assert_eq!(
            answers.iter().filter(|answer| answer.matched).count(),
            usize::from(PAIRS),
            "told to whoever came second"
        );
        let created = told(&town).await.heard::<MatchCreated>();
        assert_eq!(created.iter().map(|fact| fact.match_id).collect::<HashSet<_>>(), matches);
        assert_eq!(created.len(), usize::from(PAIRS));
        for n in 0..2 * PAIRS {
            let asked = ListMatches { limit: 50, cursor: None };
            let page = town.contract.list_matches(&user_cx(user(n)), asked).await.unwrap();
            assert_eq!(page.items.iter().map(|one| one.user_id).collect::<Vec<_>>(), [user(n ^ 1)]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn any_mixture_of_decisions_at_the_same_instant_keeps_one_truth() {
    const PAIRS: u16 = 60;
    for engine in engines() {
        let town = Arc::new(Town::with(engine, crowded()).await);
        for n in 0..2 * PAIRS {
            town.settle_unheard(n, |_| {});
        }
        let decisions =
            [(0, Action::Like), (0, Action::Pass), (1, Action::Like), (1, Action::Superlike), (0, Action::Like)];
        let start = Arc::new(Barrier::new(decisions.len() * usize::from(PAIRS)));
        let mut running = Vec::new();
        for pair in 0..PAIRS {
            for (side, action) in decisions {
                let (town, start) = (Arc::clone(&town), Arc::clone(&start));
                running.push(tokio::spawn(async move {
                    start.wait().await;
                    (pair, town.swipe(user(2 * pair + side), user(2 * pair + (side ^ 1)), action).await)
                }));
            }
        }
        let mut told_to_pairs: HashMap<u16, HashSet<_>> = HashMap::new();
        for answer in running {
            let (pair, answer) = answer.await.unwrap();
            told_to_pairs.entry(pair).or_default().extend(answer.match_id);
        }
        let created = told(&town).await.heard::<MatchCreated>();
        let mut of_pair: HashMap<u16, usize> = HashMap::new();
        for fact in &created {
            let pair = (0..PAIRS).find(|pair| fact.users.contains(&user(2 * pair))).unwrap();
            *of_pair.entry(pair).or_default() += 1;
            assert!(told_to_pairs.get(&pair).unwrap().contains(&fact.match_id));
        }
        assert!(of_pair.values().all(|matches| *matches == 1));
        for pair in 0..PAIRS {
            let told = told_to_pairs.get(&pair).unwrap();
            assert!(told.len() <= 1, "nobody is told of two matches");
            let settled = town.swipe(user(2 * pair), user(2 * pair + 1), Action::Like).await;
            assert!(settled.matched, "both have said yes by now");
            assert!(told.iter().all(|id| Some(*id) == settled.match_id));
        }
    }
}
