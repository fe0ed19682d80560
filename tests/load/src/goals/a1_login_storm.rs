//! A1 and A2: a storm of sign-ins. A1 compares sign-ins a second with what Argon2id alone allows on as many threads as
//! there are cores, with the product's costs, measured in turns. A2 is the 99th percentile of profile reads from a few
//! connections during another storm; the last row is that of `GET /health` (the goal there is the same 100 ms at "ship").
//!
//! Every account signs in from one place at a time, as people do; there are as many as connections.

use std::thread::{available_parallelism, scope};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::Setting;
use crate::generator::{Fleet, Requests, Volley};
use crate::process::Server;
use crate::scratch::Scratch;
use crate::statistics::median;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{http, product};

const STORM: Goal = Goal {
    name: "A1",
    judged: Judged::Ratio,
    unit: Unit::Share,
    better: Better::Higher,
    ship: 0.75,
    good: 0.85,
    moonshot: 0.93,
};

const BYSTANDERS: Goal = Goal {
    name: "A2",
    judged: Judged::Figure,
    unit: Unit::Millis,
    better: Better::Lower,
    ship: 100.0,
    good: 40.0,
    moonshot: 15.0,
};

/// Connections that read profiles, and those that ask for health, while the storm goes on.
const READERS: u64 = 4;
const PROBES: u64 = 1;
/// The product's defaults (config/default.toml): KiB, passes.
const COSTS: (u32, u32) = (19_456, 2);

/// Gives three rows.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let kindling = product::start(&setting.kindling, &Scratch::new()?.into()).await?;
    let mut people = Vec::new();
    for number in 0..usize::try_from(setting.connections)? {
        people.push(product::settle(&kindling, number).await?);
    }
    let logins: Requests = (0..people.len()).map(product::log_in).collect();
    let reads: Requests = people.iter().map(|person| product::read_profile(person, &person.user_id)).collect();
    let probes: Requests = [http::get("/health", None)].into();

    let (mut ceilings, mut storms, mut readers, mut health, mut calm) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..setting.rounds {
        ceilings.push(ceiling(setting.turn())?);
        calm.push(p99(&run(&kindling, &reads, READERS, setting.turn()).await?));
        let storm = run(&kindling, &logins, setting.connections, setting.turn()).await?;
        storms.push(storm.latencies.count() as f64 / storm.elapsed.as_secs_f64());
        let (_, read, probe) = tokio::try_join!(
            run(&kindling, &logins, setting.connections, setting.turn()),
            run(&kindling, &reads, READERS, setting.turn()),
            run(&kindling, &probes, PROBES, setting.turn()),
        )?;
        readers.push(p99(&read));
        health.push(p99(&probe));
    }
    let calm = median(calm);
    Ok(vec![
        Row {
            goal: STORM,
            what: "sign-ins in a storm",
            unit: Unit::PerSecond,
            figure: median(storms),
            reference: median(ceilings),
        },
        Row {
            goal: BYSTANDERS,
            what: "profile reads' p99 meanwhile",
            unit: Unit::Millis,
            figure: median(readers),
            reference: calm,
        },
        Row {
            goal: BYSTANDERS,
            what: "/health's p99 meanwhile",
            unit: Unit::Millis,
            figure: median(health),
            reference: calm,
        },
    ])
}

async fn run(server: &Server, requests: &Requests, connections: u64, turn: Duration) -> Result<Volley> {
    Fleet::connect(server.address(), requests, connections).await?.fire(turn).await
}

fn p99(volley: &Volley) -> f64 {
    volley.latencies.percentile(0.99).as_secs_f64() * 1e3
}

/// Hashes a second, with nothing else to do.
fn ceiling(turn: Duration) -> Result<f64> {
    let (memory, passes) = COSTS;
    let params = Params::new(memory, passes, 1, None).map_err(|error| anyhow!("Argon2id: {error}"))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let begun = Instant::now();
    let hashes = scope(|threads| -> Result<u64> {
        let count = || -> Result<u64> {
            let (mut hashes, mut out) = (0, [0; 32]);
            while begun.elapsed() < turn {
                let hashed = argon.hash_password_into(b"orchid-Lantern-4821-harbour", b"0123456789abcdef", &mut out);
                hashed.map_err(|error| anyhow!("Argon2id: {error}"))?;
                hashes += 1;
            }
            Ok(hashes)
        };
        let workers = available_parallelism().map_or(1, usize::from);
        let running: Vec<_> = (0..workers).map(|_| threads.spawn(count)).collect();
        running.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a hashing thread died"))?).sum()
    })?;
    Ok(hashes as f64 / begun.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_is_that_of_real_hashing() {
        let hashes = ceiling(Duration::from_millis(200)).unwrap();
        assert!(hashes > 1.0 && hashes < 100_000.0, "{hashes}");
    }
}
