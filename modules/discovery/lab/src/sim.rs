//! What the shipped scorer does to a community: the product's functions against people who are made up.
//!
//! **What it can show.** How policies differ in one and the same world: who is shown, who is never shown, how many likes
//! are returned. Whatever is random is a keyed hash of the people it concerns, so every policy meets the same people with
//! the same tastes, and whether one likes another does not depend on when or by which policy they are shown (common random
//! numbers: Glasserman and Yao, "Some guidelines and guarantees for common random numbers", 1992).
//!
//! **What it cannot show.** How many matches an installation will have. The world is invented; it grants the scorer that
//! people decide by a sum of what it compares, how open they are and how appealing the other one is, with spreads like
//! those it believes in. Looking through likes one has received, superlikes, messages, fake accounts and leaving in
//! disappointment are not in it, nor is anything paid. Decisions of people are measured by [`eval`](crate::eval), not here.
//!
//! **The people.** Facts ([`Packed`](discovery_matching::Packed), interests, languages), filters and wishes are drawn
//! independently from shares set by hand: 54 % men, 44 % women, mostly looking for the other; ages of 18 to 70, most from
//! 25 to 45; up to eight of forty interests, some more popular than others; four towns within reach of each other. Four in
//! five are there when it begins, and are all new then; the others join in an hour of a later day.
//!
//! **What they do.** Somebody likes somebody with the probability of the log odds
//!
//! ```text
//! z(a, b) = -2.4 + taste[a] . phi(a, b) + openness[a] + appeal[b]
//! ```
//!
//! where phi is what a sees in b ([`views`](discovery_matching::views)). Openness and appeal are normal, with variances of
//! 1.6 and 1.0 as the decisions of the Columbia speed-dating evenings suggest (Fisman, Iyengar, Kamenica and Simonson,
//! "Gender differences in mate selection", 2006). A taste is [`Weights::PRIOR`](discovery_matching::Weights::PRIOR) and
//! two normal deviations a feature: one that all have in common (0.1) and one's own (0.15). The platform sees none of
//! these; the scorer keeps to its prior and to a base of its own. A usual pair's content is about 1.4, so that a usual
//! z is about -1. On two days of three or so somebody looks, once, at about a dozen cards, and ends the day early after
//! their fill of likes, two to nine.
//!
//! **Time.** A day has 24 rounds, one an hour, and everybody looks in an hour that is drawn anew every day. Pages are made
//! from what is known at the beginning of the hour, by any number of threads; what was decided is then learned from in the
//! order of the people's numbers. (One round a day would leave the discount for impressions of the same day nothing to
//! count.) A seed thus has one digest, on however many threads; another machine's `exp` and `ln` may differ in their last
//! digit and so, rarely, in a decision.
//!
//! **The policies.** *Random*: in the order of a keyed hash. *Content only*: the scorer, everybody being unknown to it.
//! *Full scorer*: as the product ranks, with biases, the discount for impressions and the slots of new people; decisions
//! about somebody are hidden from their own list until they have answered. *Full, no exposure rules*: the same without
//! discount and slots. *Random, same for both*: a keyed hash of the pair. A match takes that both are shown each other, so
//! an order that is the same from both sides makes more of them than one that is not, knowing nothing; this line tells
//! that apart. Filters are the same for all, and a page is made from the first 500 of those left in an order that is a
//! keyed hash. A like is never shown to the other side.
//!
//! **What is counted.** *Cards*: people looked at. *Matches*: pairs who like each other, each once. *Mutual-like rate*:
//! share of likes that are returned. *Exposure Gini*: of how often everybody was shown in all. The shares are of all
//! people, those who joined on the last day included.

mod chance;
mod life;
mod page;
mod parallel;
mod people;
mod platform;
mod policy;
mod report;
mod tally;
#[cfg(test)]
mod tests;
mod truth;
mod world;

pub use report::{Outcome, Report};

use chance::Digest;
use policy::Policy;
use tally::Tally;
use world::World;

/// What to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Another seed is another world.
    pub seed: u64,
    /// How many people there are at the end. Each is compared with each, so ten times as many take a hundred times as
    /// long to make.
    pub people: u32,
    /// How many days they are watched.
    pub days: u32,
    /// How many threads make pages; at least one. The figures do not depend on it.
    pub threads: usize,
}

/// Lets every policy serve the same world.
pub fn run(settings: &Settings) -> Report {
    let world = World::new(settings);
    let mut digest = Digest::default();
    let mut outcome = |policy: &Policy| {
        let mut tally = Tally::new(settings.people);
        life::watch(&world, policy, settings, |decision| {
            digest.absorb(decision);
            tally.count(decision);
        });
        tally.outcome(policy.name)
    };
    let outcomes = Policy::ALL.iter().map(&mut outcome).collect();
    Report::new(*settings, outcomes, digest)
}
