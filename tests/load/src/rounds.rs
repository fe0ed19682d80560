//! Arms that are measured in turns, so that whatever drifts on the machine drifts for all of them.

use std::time::Duration;

use anyhow::Result;

use crate::Setting;
use crate::generator::{Fleet, Follow, Requests};
use crate::process::Server;
use crate::statistics::median;
use crate::table::Unit;

/// Uncounted running in before the first round.
const WARM_UP: Duration = Duration::from_secs(1);

/// One thing to measure: requests to a server.
pub struct Arm<'a> {
    /// Its name in the progress lines.
    pub name: &'static str,
    /// The server, whose processor time is read.
    pub server: &'a Server,
    /// What it is asked.
    pub requests: Requests,
    /// What it is asked after each of these, if anything.
    pub follow: Option<Follow>,
}

/// What an arm did in one round, or the median of its rounds.
#[derive(Clone, Copy)]
pub struct Figures {
    /// Answers per second.
    pub per_second: f64,
    /// Processor time of the server for one answer, in microseconds.
    pub cpu_us: f64,
    /// Median latency in microseconds.
    pub p50_us: f64,
    /// 99th percentile of the latency in microseconds.
    pub p99_us: f64,
}

/// Runs every arm once in each round, in alternating order, and gives the medians in the order of the arms.
pub async fn interleaved<const N: usize>(setting: &Setting, arms: [Arm<'_>; N]) -> Result<[Figures; N]> {
    for arm in &arms {
        arm.run(WARM_UP, setting.connections).await?;
    }
    let mut samples: [Vec<Figures>; N] = std::array::from_fn(|_| Vec::new());
    for round in 0..setting.rounds {
        let mut order: Vec<_> = arms.iter().zip(&mut samples).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for (arm, samples) in order {
            samples.push(arm.run(setting.turn(), setting.connections).await?);
        }
    }
    let medians = samples.map(|samples| Figures::median(&samples));
    for (arm, figures) in arms.iter().zip(&medians) {
        eprintln!("  {:<16} {}", arm.name, figures.line());
    }
    Ok(medians)
}

impl Arm<'_> {
    async fn run(&self, turn: Duration, connections: u64) -> Result<Figures> {
        let fleet = Fleet::connect(self.server.address(), &self.requests, connections).await?.following(self.follow);
        let cpu_before = self.server.cpu()?;
        let volley = fleet.fire(turn).await?;
        let cpu = self.server.cpu()?.saturating_sub(cpu_before);
        let answers = volley.latencies.count() as f64;
        Ok(Figures {
            per_second: answers / volley.elapsed.as_secs_f64(),
            cpu_us: micros(cpu) / answers,
            p50_us: micros(volley.latencies.percentile(0.5)),
            p99_us: micros(volley.latencies.percentile(0.99)),
        })
    }
}

impl Figures {
    fn median(samples: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| median(samples.iter().map(figure));
        Self {
            per_second: of(|figures| figures.per_second),
            cpu_us: of(|figures| figures.cpu_us),
            p50_us: of(|figures| figures.p50_us),
            p99_us: of(|figures| figures.p99_us),
        }
    }

    fn line(&self) -> String {
        format!(
            "{}, {} CPU, p50 {}, p99 {}",
            Unit::PerSecond.show(self.per_second),
            Unit::Micros.show(self.cpu_us),
            Unit::Micros.show(self.p50_us),
            Unit::Micros.show(self.p99_us)
        )
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
