//! Counts of what happened under one policy.

use super::life::Decision;
use super::report::Outcome;
use crate::metrics::gini;

/// The counts so far.
pub(super) struct Tally {
    cards: u64,
    likes: u64,
    matches: u64,
    /// How often everybody was shown.
    shown: Vec<u32>,
    /// How many matches everybody has.
    matched: Vec<u32>,
}

impl Tally {
    pub fn new(people: u32) -> Self {
        let none = vec![0; people as usize];
        Self { cards: 0, likes: 0, matches: 0, shown: none.clone(), matched: none }
    }

    pub fn count(&mut self, decision: &Decision) {
        self.cards += 1;
        self.likes += u64::from(decision.liked);
        one_more(&mut self.shown, decision.decided);
        if decision.matched {
            self.matches += 1;
            one_more(&mut self.matched, decision.decider);
            one_more(&mut self.matched, decision.decided);
        }
    }

    pub fn outcome(&self, policy: &'static str) -> Outcome {
        let share = |counts: &[u32], which: fn(u32) -> bool| {
            counts.iter().filter(|count| which(**count)).count() as f64 / counts.len() as f64
        };
        Outcome {
            policy,
            people: self.shown.len() as u32,
            cards: self.cards,
            likes: self.likes,
            matches: self.matches,
            exposure_gini: gini(&self.shown).unwrap_or(f64::NAN),
            never_shown: share(&self.shown, |count| count == 0),
            with_a_match: share(&self.matched, |count| count > 0),
        }
    }
}

fn one_more(counts: &mut [u32], number: u32) {
    if let Some(count) = counts.get_mut(number as usize) {
        *count += 1;
    }
}
