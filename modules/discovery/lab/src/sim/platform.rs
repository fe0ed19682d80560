//! What the platform has seen, and what it makes of it, as the product does.

use std::collections::BTreeMap;

use discovery_matching::{Bias, Decision as Observed, Delta, Fade, Lesson, Posterior, Rates, learn};

use super::life::{Decision, Now};
use super::policy::Policy;
use super::world::Town;

/// What has become known since the beginning.
pub(super) struct Platform<'a> {
    pub town: &'a Town,
    pub policy: &'a Policy,
    known: Vec<Known>,
    shown_today: u64,
}

/// What is known of one person.
#[derive(Debug, Clone, Default)]
struct Known {
    bias: Bias,
    /// Of these decisions, the ones about them by people whom they have not answered.
    unanswered: Delta,
    /// What those decided, by their numbers.
    heard: BTreeMap<u32, Heard>,
    /// Whom they could still be shown.
    left: Vec<u32>,
    shown: u32,
    shown_today: u32,
}

/// A decision that was not answered.
#[derive(Debug, Clone, Copy)]
struct Heard {
    liked: bool,
    taught: Lesson,
}

impl<'a> Platform<'a> {
    /// Nothing.
    pub fn new(town: &'a Town, policy: &'a Policy) -> Self {
        let known = town.candidates().iter().map(|left| Known { left: left.clone(), ..Known::default() }).collect();
        Self { town, policy, known, shown_today: 0 }
    }

    pub fn begin_day(&mut self) {
        self.shown_today = 0;
        self.known.iter_mut().for_each(|known| known.shown_today = 0);
    }

    /// Whom somebody could still be shown, in an order of their own.
    pub fn left(&self, viewer: u32) -> &[u32] {
        &self.known(viewer).left
    }

    pub fn shown(&self, number: u32) -> u32 {
        self.known(number).shown
    }

    pub fn shown_today(&self, number: u32) -> u32 {
        self.known(number).shown_today
    }

    /// How often people were shown on this day so far, on average.
    pub fn expected_today(&self, now: Now) -> f64 {
        let there = (0..self.town.len()).filter(|number| self.town.is_there(*number, now)).count();
        self.shown_today as f64 / there.max(1) as f64
    }

    /// What somebody's own list takes them for: as if nobody had decided about them whom they have not answered.
    pub fn own_posterior(&self, viewer: u32, fade: Fade) -> Posterior {
        let known = self.known(viewer);
        known.bias.without(&known.unanswered).posterior(fade)
    }

    /// What a viewer's list takes somebody for: as if they had not decided about the viewer, while that is unanswered.
    pub fn posterior_for(&self, viewer: u32, number: u32, fade: Fade) -> Posterior {
        let bias = self.known(number).bias;
        match self.known(viewer).heard.get(&number) {
            Some(heard) => bias.without(&heard.taught.decider).posterior(fade),
            None => bias.posterior(fade),
        }
    }

    /// Takes note of what somebody decided about somebody they were shown.
    pub fn note(&mut self, decider: u32, decided: u32, liked: bool, now: Now) -> Decision {
        let taught = if self.policy.learns { self.lesson(decider, decided, liked, now) } else { nothing() };
        let one = self.known_mut(decider);
        one.bias = one.bias.with(&taught.decider);
        one.left.retain(|number| *number != decided);
        let answered = one.heard.remove(&decided);
        one.unanswered = one.unanswered - answered.map(|heard| heard.taught.decided).unwrap_or_default();
        let other = self.known_mut(decided);
        other.bias = other.bias.with(&taught.decided);
        other.shown += 1;
        other.shown_today += 1;
        if answered.is_none() {
            other.unanswered = other.unanswered + taught.decided;
            other.heard.insert(decider, Heard { liked, taught });
        }
        self.shown_today += 1;
        let matched = liked && answered.is_some_and(|heard| heard.liked);
        Decision { decider, decided, liked, matched, now }
    }

    /// What a decision teaches, by all that is known. The base is known as well as the product takes it to be.
    fn lesson(&self, decider: u32, decided: u32, liked: bool, now: Now) -> Lesson {
        let fade = now.fade();
        let [own, theirs] = [decider, decided].map(|number| self.known(number).bias.posterior(fade));
        let (one, other) = (self.town.resident(decider), self.town.resident(decided));
        let logits = self.town.scorer().logits((&one.person(), &own), (&other.person(), &theirs), one.band(other));
        let base_precision = Rates::default().l2;
        learn(&own, &theirs, &Observed { predicted: logits.there, base_precision, liked, weight: 1.0 }, fade)
    }

    #[expect(clippy::indexing_slicing, reason = "people are numbered by their places")]
    fn known(&self, number: u32) -> &Known {
        &self.known[number as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "people are numbered by their places")]
    fn known_mut(&mut self, number: u32) -> &mut Known {
        &mut self.known[number as usize]
    }
}

fn nothing() -> Lesson {
    Lesson { decider: Delta::default(), decided: Delta::default() }
}
