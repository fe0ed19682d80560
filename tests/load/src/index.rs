//! Builds the product's index of invented people and searches it, in a process of its own, so that its memory is that
//! of the index alone.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use discovery_index::{Builder, Found, Index, Query, Seen};
use discovery_matching::{Bias, Criteria, Facts, Fade, Person, Scorer, Weights, age_on, rarity};
use serde::{Deserialize, Serialize};
use tokio::process::Command;

use crate::crowd::{Crowd, INTERESTS, LANGUAGES, Somebody, TODAY, interest, language};
use crate::process::resident_of;
use crate::statistics::Histogram;

/// How many to index.
#[derive(Args)]
pub struct Job {
    /// People.
    pub people: u64,
    /// Searches, half of each kind.
    #[arg(long, default_value_t = 6_000)]
    pub searches: u64,
}

/// What it took.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    /// To build the index of people who are there already, in microseconds a person: seconds a million.
    pub rebuild_us_a_person: f64,
    /// What the index says it takes.
    pub counted_a_person: f64,
    /// What it takes.
    pub resident_a_person: f64,
    /// People found by a search, the mean.
    pub found: u64,
    /// To find them.
    pub visit_p50_us: f64,
    pub visit_p99_us: f64,
    /// To find them, to score each, and to find the best 400, as the product does.
    pub score_p50_us: f64,
    pub score_p99_us: f64,
}

/// What the product keeps of everybody, or as large: what decisions say, what those say who are not answered, when they
/// joined, how often they were shown, and on which days they were about.
#[derive(Clone, Copy, Default)]
struct Standing {
    bias: Bias,
    _rest: [i64; 6],
}

/// People put into the index at once. They are made, and let go, while no time is counted.
const AT_ONCE: u64 = 10_000;
/// People whom a viewer has decided about.
const DECIDED: u64 = 300;
/// People whose memory is touched at once.
const TOUCHED: usize = 32;
/// How many the product looks at most at, and how many it puts in order at first.
const POOL: usize = 20_000;
const FIRST: usize = 400;
/// Within 25 kilometres.
const NEAR: u8 = 2;
/// Days since evidence is counted.
const DAYS: i32 = 300;

/// Runs a job and prints what it took as JSON.
pub fn run(job: &Job) -> Result<()> {
    let crowd = Crowd::of(job.people);
    let before = resident_of("self")?;
    let (index, rebuild) = built(&crowd)?;
    let resident = resident_of("self")?.saturating_sub(before);
    let a_person = |whole: f64| whole / job.people as f64;
    let search = Search::new(&index);
    let (mut visits, mut scores, mut found) = (Histogram::new(), Histogram::new(), 0);
    for number in 0..job.searches {
        let viewer = crowd.viewer(number);
        let decided = (0..DECIDED).map(|place| Crowd::user((number * 7_919 + place * 104_729) % crowd.len()));
        let seen = Seen::of(&index, decided);
        let filters = Criteria { farthest: NEAR, ..Criteria::default() };
        let query = query(&viewer, &filters, &seen);
        let mut list = Vec::new();
        // Not both: the second one would find warm what the first one has read.
        if number % 2 == 0 {
            visits.record(timed(|| index.collect(&query, &mut list)));
        } else {
            scores.record(timed(|| search.best(&query)));
            index.collect(&query, &mut list);
        }
        found += list.len() as u64;
    }
    let micros = |histogram: &Histogram, share| histogram.percentile(share).as_secs_f64() * 1e6;
    let measured = Measured {
        rebuild_us_a_person: a_person(rebuild.as_secs_f64() * 1e6),
        counted_a_person: a_person(index.bytes() as f64),
        resident_a_person: a_person(resident as f64),
        found: found / job.searches.max(1),
        visit_p50_us: micros(&visits, 0.5),
        visit_p99_us: micros(&visits, 0.99),
        score_p50_us: micros(&scores, 0.5),
        score_p99_us: micros(&scores, 0.99),
    };
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

/// Has a process of its own index so many people.
pub async fn measured(people: u64) -> Result<Measured> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["index", &people.to_string()]);
    command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    let output = command.output().await?;
    ensure!(output.status.success(), "the index bench ended with {}", output.status);
    serde_json::from_slice(&output.stdout).context("the index bench said no JSON")
}

/// The index of a crowd, and how long it was built.
fn built(crowd: &Crowd) -> Result<(Index<Standing>, Duration)> {
    let mut builder = Builder::default();
    for number in 0..INTERESTS {
        builder.vocabulary_mut().interests.number(&interest(number));
    }
    for number in 0..LANGUAGES {
        builder.vocabulary_mut().languages.number(&language(number));
    }
    let (mut taken, mut everybody) = (Duration::ZERO, true);
    for first in (0..crowd.len()).step_by(AT_ONCE as usize) {
        let people = first..crowd.len().min(first + AT_ONCE);
        let people: Vec<_> = people.map(|number| crowd.person(number).entry()).collect();
        taken += timed(|| everybody &= people.iter().all(|person| builder.push(person)));
    }
    ensure!(everybody, "the index is full");
    let begun = Instant::now();
    let index = builder.finish();
    Ok((index, taken + begun.elapsed()))
}

fn query<'a>(viewer: &'a Somebody, filters: &'a Criteria, seen: &'a Seen) -> Query<'a> {
    let facts = Facts { packed: viewer.packed, interests: &viewer.interests, languages: &viewer.languages };
    let (cell, seed) = (viewer.cell(), viewer.user.0.as_u64_pair().1);
    Query { viewer: viewer.user, facts, cell, filters, seen, today: TODAY, most: POOL, seed }
}

/// What the scores of everybody need.
struct Search<'a> {
    index: &'a Index<Standing>,
    rarity: Vec<f32>,
    fade: Fade,
}

impl<'a> Search<'a> {
    fn new(index: &'a Index<Standing>) -> Self {
        let words = &index.vocabulary().interests;
        let rarity = (0..words.numbers()).map(|number| rarity(words.people(number), index.len() as u32)).collect();
        Self { index, rarity, fade: Fade::on(DAYS) }
    }

    /// The worst of the best; NaN when nobody is found.
    fn best(&self, query: &Query<'_>) -> f64 {
        let weights = Weights::PRIOR;
        let scorer = Scorer { weights: &weights, rarity: &self.rarity };
        let mut found = Vec::new();
        self.index.collect(query, &mut found);
        let mut scored = Vec::with_capacity(found.len());
        for some in found.chunks(TOUCHED) {
            self.index.touch(some);
            scored.extend(some.iter().filter_map(|one| self.logit(query, &scorer, *one)));
        }
        match FIRST.min(scored.len()).checked_sub(1) {
            Some(last) => *scored.select_nth_unstable_by(last, |one, other| other.total_cmp(one)).1,
            None => f64::NAN,
        }
    }

    fn logit(&self, query: &Query<'_>, scorer: &Scorer<'_>, found: Found) -> Option<f64> {
        let person = |facts: Facts<'a>, wishes| {
            let age_years = age_on(facts.packed.birth_day, query.today);
            Person { facts, age_years, wishes }
        };
        let standing = self.index.state(found.row)?;
        let other = person(self.index.facts_of(found.row)?, self.index.wishes_of(found.row));
        let viewer =
            Person { facts: query.facts, age_years: age_on(query.facts.packed.birth_day, query.today), wishes: None };
        let unknown = Bias::default().posterior(self.fade);
        let logits = scorer.logits((&viewer, &unknown), (&other, &standing.bias.posterior(self.fade)), found.band);
        Some(logits.logit())
    }
}

/// How long something takes. What it gives must not be optimised away.
fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed()
}
