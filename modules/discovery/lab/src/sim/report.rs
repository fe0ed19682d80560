//! What the policies came to, side by side.

use std::fmt;

use super::Settings;
use super::chance::Digest;

/// The figures, see [`crate::sim`].
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was simulated.
    pub settings: Settings,
    /// What every policy came to: random, content only, full scorer, full scorer without exposure rules, random pairs.
    pub outcomes: Vec<Outcome>,
    digest: Digest,
}

/// What one policy came to. Shares are of all people, 0 to 1, and `NaN` of nobody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub policy: &'static str,
    /// How many people there were at the end.
    pub people: u32,
    /// How often somebody was shown to somebody, who then decided.
    pub cards: u64,
    /// How many of these decisions were likes.
    pub likes: u64,
    /// How many pairs like each other.
    pub matches: u64,
    /// How unequally people were shown: 0 when all were equally often, towards 1 when only one was.
    pub exposure_gini: f64,
    /// Share of people who were never shown.
    pub never_shown: f64,
    /// Share of people with a match.
    pub with_a_match: f64,
}

impl Outcome {
    /// Matches for each of the people; every match is counted for both.
    pub fn matches_per_person(&self) -> f64 {
        2.0 * self.matches as f64 / f64::from(self.people)
    }

    /// Share of likes that are returned; `NaN` without likes.
    pub fn mutual_like_rate(&self) -> f64 {
        2.0 * self.matches as f64 / self.likes as f64
    }
}

impl Report {
    pub(super) fn new(settings: Settings, outcomes: Vec<Outcome>, digest: Digest) -> Self {
        Self { settings, outcomes, digest }
    }

    /// A hash over all decisions of all policies in their order: equal for equal seeds, people and days.
    pub fn digest(&self) -> u64 {
        self.digest.0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<23} {:>8} {:>8} {:>8} {:>8} {:>7} {:>8} {:>7} {:>7}",
            "", "cards", "", "", "matches", "mutual", "exposure", "never", "with a"
        )?;
        writeln!(
            out,
            "{:<23} {:>8} {:>8} {:>8} {:>8} {:>7} {:>8} {:>7} {:>7}",
            "policy", "shown", "likes", "matches", "a person", "likes", "Gini", "shown", "match"
        )?;
        for outcome in &self.outcomes {
            let Outcome { policy, cards, likes, matches, .. } = outcome;
            write!(out, "{policy:<23} {cards:>8} {likes:>8} {matches:>8} {:>8.2}", outcome.matches_per_person())?;
            write!(out, " {:>7} {:>8.3}", percent(outcome.mutual_like_rate()), outcome.exposure_gini)?;
            writeln!(out, " {:>7} {:>7}", percent(outcome.never_shown), percent(outcome.with_a_match))?;
        }
        let Settings { seed, people, days, threads } = self.settings;
        writeln!(out, "digest {:016x}", self.digest())?;
        writeln!(out, "seed {seed}, people {people}, days {days}, threads {threads}")
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
