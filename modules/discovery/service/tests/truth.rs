//! Likes, passes, undos and unmatches in any order, one after the other and all at once: there is one truth, and it is that
//! of a model a page long.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use discovery_contract::{
    Action, DiscoveryRefusal, Filters, ListLikes, ListMatches, Swipe, SwipeResult, Undo, Undone, Unmatch,
};
use discovery_service::Settings;
use futures_util::future::join_all;
use kernel::{Done, Failure, MatchId, Outcome, UserId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::{engines, user, user_cx};
use town::Town;

const PEOPLE: u16 = 5;

/// Something that one person does.
#[derive(Debug, Clone, Copy)]
enum Step {
    Decide(u16, u16, Action),
    Undo(u16),
    /// The first ends the match with the second, if there is one.
    Unmatch(u16, u16),
}

fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let person = || 1..=PEOPLE;
    let action = proptest::sample::select(&Action::ALL);
    let step = prop_oneof![
        6 => (person(), person(), action).prop_map(|(who, whom, action)| Step::Decide(who, whom, action)),
        2 => person().prop_map(Step::Undo),
        1 => (person(), person()).prop_map(|(who, whom)| Step::Unmatch(who, whom)),
    ];
    proptest::collection::vec(step, count)
}

/// The same steps in every run.
fn sample(count: usize, seed: u8) -> Vec<Step> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    steps(count).new_tree(&mut runner).unwrap().current()
}

/// What two people are to each other once they have matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pairing {
    Matched,
    Ended,
}

/// What should be.
#[derive(Default)]
struct Model {
    /// Who decided what about whom, and when.
    decisions: BTreeMap<(u16, u16), (Action, usize)>,
    pairs: BTreeMap<(u16, u16), Pairing>,
}

fn pair(one: u16, other: u16) -> (u16, u16) {
    (one.min(other), one.max(other))
}

impl Model {
    fn decide(&mut self, who: u16, whom: u16, action: Action, now: usize) -> Result<bool, DiscoveryRefusal> {
        if who == whom {
            return Err(DiscoveryRefusal::Yourself);
        }
        match self.pairs.get(&pair(who, whom)) {
            Some(Pairing::Matched) => return Ok(true),
            Some(Pairing::Ended) => return Err(DiscoveryRefusal::NotFound),
            None => {}
        }
        let before = self.decisions.get(&(who, whom)).map(|(action, _)| *action);
        if before == Some(action) || (before, action) == (Some(Action::Superlike), Action::Like) {
            return Ok(false);
        }
        self.decisions.insert((who, whom), (action, now));
        let liked = self.decisions.get(&(whom, who)).is_some_and(|(theirs, _)| theirs.is_yes());
        let matched = liked && action.is_yes();
        if matched {
            self.pairs.insert(pair(who, whom), Pairing::Matched);
        }
        Ok(matched)
    }

    fn undo(&mut self, who: u16) -> Result<Undone, DiscoveryRefusal> {
        let own = self.decisions.iter().filter(|((decider, _), _)| *decider == who);
        let last = own.max_by_key(|(_, (_, at))| *at).map(|((_, whom), (action, _))| (*whom, *action));
        let (whom, action) = last.ok_or(DiscoveryRefusal::NothingToUndo)?;
        if self.pairs.contains_key(&pair(who, whom)) {
            return Err(DiscoveryRefusal::AlreadyMatched);
        }
        self.decisions.remove(&(who, whom));
        Ok(Undone { target: user(whom), action })
    }

    fn unmatch(&mut self, who: u16, whom: u16) -> Result<(), DiscoveryRefusal> {
        match self.pairs.get_mut(&pair(who, whom)) {
            Some(found @ Pairing::Matched) => {
                *found = Pairing::Ended;
                Ok(())
            }
            _ => Err(DiscoveryRefusal::MatchNotFound),
        }
    }

    fn matches(&self, who: u16) -> BTreeSet<UserId> {
        let other = |(one, other): (u16, u16)| if one == who { other } else { one };
        let own = self.pairs.iter().filter(|(pair, how)| **how == Pairing::Matched && (pair.0 == who || pair.1 == who));
        own.map(|(pair, _)| user(other(*pair))).collect()
    }

    fn likes(&self, who: u16) -> BTreeSet<UserId> {
        let open = |of: u16| !self.decisions.contains_key(&(who, of));
        let about = self.decisions.iter().filter(|((_, whom), (action, _))| *whom == who && action.is_yes());
        about.filter(|((of, _), _)| open(*of)).map(|((of, _), _)| user(*of)).collect()
    }

    fn shown(&self, who: u16) -> BTreeSet<UserId> {
        (1..=PEOPLE).filter(|other| *other != who && !self.decisions.contains_key(&(who, *other))).map(user).collect()
    }
}

/// What is.
struct Reality<'a> {
    town: &'a Town,
}

impl Reality<'_> {
    async fn decide(&self, who: u16, whom: u16, action: Action) -> Outcome<SwipeResult, DiscoveryRefusal> {
        let decision = Swipe { target: user(whom), action, comment: None };
        self.town.contract.swipe(&user_cx(user(who)), decision).await
    }

    async fn undo(&self, who: u16) -> Outcome<Undone, DiscoveryRefusal> {
        self.town.contract.undo(&user_cx(user(who)), Undo {}).await
    }

    async fn unmatch(&self, who: u16, whom: u16) -> Outcome<Done, DiscoveryRefusal> {
        let found = self.matches(who).await.get(&user(whom)).copied();
        let match_id = found.unwrap_or(MatchId(user(whom).0));
        self.town.contract.unmatch(&user_cx(user(who)), Unmatch { match_id }).await
    }

    async fn matches(&self, who: u16) -> HashMap<UserId, MatchId> {
        let all = ListMatches { limit: 50, cursor: None };
        let page = self.town.contract.list_matches(&user_cx(user(who)), all).await.unwrap();
        let count = page.items.len();
        let matches: HashMap<_, _> = page.items.into_iter().map(|one| (one.user_id, one.match_id)).collect();
        assert_eq!(matches.len(), count, "somebody twice");
        matches
    }

    async fn likes(&self, who: u16) -> BTreeSet<UserId> {
        let all = ListLikes { limit: 50, cursor: None };
        let page = self.town.contract.list_likes(&user_cx(user(who)), all).await.unwrap();
        page.items.into_iter().map(|like| like.person.user_id).collect()
    }

    async fn shown(&self, who: u16) -> BTreeSet<UserId> {
        self.town.shown(user(who), Filters::default()).await.into_iter().collect()
    }
}

async fn town(engine: platform::Engine) -> Town {
    let (likes_per_day, superlikes_per_day, undos_per_day) = (0, 0, 0);
    let swipes_at_once = 8;
    let settings = Settings {
        likes_per_day,
        superlikes_per_day,
        undos_per_day,
        swipes_at_once,
        settle_ms: 0,
        ..Settings::default()
    };
    let town = Town::with(engine, settings).await;
    for n in 1..=PEOPLE {
        town.settle(n, |_| {}).await;
    }
    town
}

#[tokio::test]
async fn one_after_the_other_all_is_as_in_the_model() {
    for engine in engines() {
        for seed in 1..=3 {
            let town = town(engine).await;
            let (reality, mut model) = (Reality { town: &town }, Model::default());
            for (now, step) in sample(150, seed).into_iter().enumerate() {
                town.world.clock.advance(Duration::from_millis(1));
                match step {
                    Step::Decide(who, whom, action) => {
                        let is = reality.decide(who, whom, action).await.map(|result| result.matched);
                        assert_eq!(is, model.decide(who, whom, action, now).map_err(Failure::from), "{now}: {step:?}");
                    }
                    Step::Undo(who) => {
                        assert_eq!(reality.undo(who).await, model.undo(who).map_err(Failure::from), "{now}: {step:?}");
                    }
                    Step::Unmatch(who, whom) => {
                        let is = reality.unmatch(who, whom).await.map(|_done| ());
                        assert_eq!(is, model.unmatch(who, whom).map_err(Failure::from), "{now}: {step:?}");
                    }
                }
                for who in 1..=PEOPLE {
                    let matched: BTreeSet<_> = reality.matches(who).await.into_keys().collect();
                    assert_eq!(matched, model.matches(who), "{now}: {step:?}");
                    assert_eq!(reality.likes(who).await, model.likes(who), "{now}: {step:?}");
                    assert_eq!(reality.shown(who).await, model.shown(who), "{now}: {step:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn all_at_once_both_sides_agree_and_no_match_comes_from_nothing() {
    for engine in engines() {
        let town = town(engine).await;
        let reality = Reality { town: &town };
        for round in 0..12 {
            let steps = sample(24, 100 + round);
            let answers = join_all(steps.iter().map(async |step| match *step {
                Step::Decide(who, whom, action) => reality.decide(who, whom, action).await.map(|_| ()),
                Step::Undo(who) => reality.undo(who).await.map(|_| ()),
                Step::Unmatch(who, whom) => reality.unmatch(who, whom).await.map(|_| ()),
            }))
            .await;
            for (step, answer) in steps.iter().zip(answers) {
                assert!(matches!(answer, Ok(()) | Err(Failure::Refused(_))), "{step:?}: {answer:?}");
            }
            for one in 1..=PEOPLE {
                let (matched, shown, likes) =
                    (reality.matches(one).await, reality.shown(one).await, reality.likes(one).await);
                for (other, id) in &matched {
                    let there = (1..=PEOPLE).find(|n| user(*n) == *other).unwrap();
                    assert_eq!(reality.matches(there).await.get(&user(one)), Some(id), "one match has two sides");
                    assert!(!shown.contains(other) && !likes.contains(other), "a match is no candidate");
                }
                assert!(likes.is_subset(&shown), "whoever waits for an answer can be answered");
            }
        }
        for one in 1..=PEOPLE {
            for other in one + 1..=PEOPLE {
                // However it came to this, two likes are a match, or the two have parted.
                let answers =
                    join_all([(one, other), (other, one)].map(|(who, whom)| reality.decide(who, whom, Action::Like)))
                        .await;
                let now = [reality.matches(one).await, reality.matches(other).await];
                let ids = [now[0].get(&user(other)), now[1].get(&user(one))];
                assert_eq!(ids[0], ids[1]);
                let parted = answers.iter().all(|answer| *answer == Err(DiscoveryRefusal::NotFound.into()));
                assert_eq!(ids[0].is_none(), parted, "{one} and {other}: {answers:?}");
            }
        }
    }
}
