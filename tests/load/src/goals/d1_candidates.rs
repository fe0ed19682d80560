//! D1, D2 and D3: `GET /discovery/candidates` within 25 kilometres among a million people; beside it the same among ten
//! thousand who live as densely. Viewers in the middle of towns take turns, and every first page is followed by the
//! second one. D1 and D2 are the 99th percentile and the median with sixteen connections, D3 both with one alone, which
//! waits for nobody else.
//!
//! People are written into the tables while the product is stopped. So it starts with all of them: how long that takes
//! and how much memory they occupy is told along the way, and so is each viewer's first page, for which everything is
//! read for the first time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::Setting;
use crate::crowd::{self, Crowd};
use crate::generator::{Follow, Requests};
use crate::http::Connection;
use crate::process::Server;
use crate::product;
use crate::rounds::{Arm, Figures, interleaved};
use crate::statistics::Histogram;
use crate::table::{Better, Goal, Judged, Row, Unit};

const P99: Goal = Goal {
    name: "D1",
    judged: Judged::Figure,
    unit: Unit::Millis,
    better: Better::Lower,
    ship: 50.0,
    good: 20.0,
    moonshot: 10.0,
};

const GROWTH: Goal = Goal {
    name: "D2",
    judged: Judged::Ratio,
    unit: Unit::Times,
    better: Better::Lower,
    ship: 4.0,
    good: 2.5,
    moonshot: 1.5,
};

const ALONE_P50: Goal = Goal { name: "D3", ship: 20.0, good: 3.0, moonshot: 1.0, ..P99 };
const ALONE_P99: Goal = Goal { name: "D3", ship: 80.0, good: 10.0, moonshot: 5.0, ..P99 };

const MANY: u64 = 1_000_000;
const FEW: u64 = 10_000;
const VIEWERS: usize = 64;
const CONNECTIONS: u64 = 16;
/// Until the memory of a start is given back, and until everybody hears of the viewers.
const SETTLING: Duration = Duration::from_secs(2);
const FOLLOW: Follow = |request, page| product::next_candidates(request, page).map(Some);

/// A server with a crowd, and those who look around there.
struct Community {
    server: Server,
    viewers: Requests,
    people: u64,
    resident: u64,
}

/// Gives four rows.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let many = Community::settled(setting, MANY).await?;
    let few = Community::settled(setting, FEW).await?;
    let bytes = many.resident.saturating_sub(few.resident) as f64 / (many.people - few.people) as f64;
    eprintln!("  {} more for one person more", Unit::Bytes.show(bytes));

    let [crowded, reference] = compare(setting, CONNECTIONS, &many, &few).await?;
    let [alone, alone_reference] = compare(setting, 1, &many, &few).await?;
    let row = |goal, what, figure: f64, reference: f64| {
        let [figure, reference] = [figure, reference].map(|micros| micros / 1e3);
        Row { goal, what, unit: Unit::Millis, figure, reference }
    };
    Ok(vec![
        row(P99, "candidates' p99, 1 M people", crowded.p99_us, reference.p99_us),
        row(GROWTH, "their p50", crowded.p50_us, reference.p50_us),
        row(ALONE_P50, "their p50, nobody else asks", alone.p50_us, alone_reference.p50_us),
        row(ALONE_P99, "their p99, nobody else asks", alone.p99_us, alone_reference.p99_us),
    ])
}

async fn compare(setting: &Setting, connections: u64, many: &Community, few: &Community) -> Result<[Figures; 2]> {
    let arms = [("a million", many), ("ten thousand", few)].map(|(name, community)| Arm {
        name,
        server: &community.server,
        requests: Arc::clone(&community.viewers),
        follow: Some(FOLLOW),
    });
    eprintln!("  {connections} at the same time");
    interleaved(&Setting { connections, ..setting.clone() }, arms).await
}

impl Community {
    async fn settled(setting: &Setting, people: u64) -> Result<Self> {
        let folder = product::migrated_folder(&setting.kindling).await?;
        let (crowd, begun) = (Crowd::of(people), Instant::now());
        crowd::seed(&product::data_of(&folder), &crowd).await?;
        let seeded = begun.elapsed().as_secs_f64();
        let server = product::start(&setting.kindling, &folder).await?;
        let healthy = server.ready_in().as_secs_f64();
        tokio::time::sleep(SETTLING).await;
        let resident = server.resident_bytes()?;

        let mut viewers = Vec::new();
        for number in 0..VIEWERS {
            let profile = crowd.viewer(number as u64).draft(&format!("Viewer {number:02}"));
            viewers.push(product::candidates(&product::settle_as(&server, number, &profile).await?));
        }
        let firsts = first_pages(&server, &viewers).await?;
        eprintln!(
            "  {people} people written in {}, read at a start in {}, {} resident; first pages p50 {}, the slowest {}",
            Unit::Seconds.show(seeded),
            Unit::Seconds.show(healthy),
            Unit::Mebibytes.show(resident as f64 / 1024.0 / 1024.0),
            Unit::Millis.show(firsts.percentile(0.5).as_secs_f64() * 1e3),
            Unit::Millis.show(firsts.percentile(1.0).as_secs_f64() * 1e3),
        );
        Ok(Self { server, viewers: viewers.into(), people, resident })
    }
}

/// Asks for the first page of every viewer, one after the other.
async fn first_pages(server: &Server, viewers: &[Vec<u8>]) -> Result<Histogram> {
    let mut connection = Connection::open(server.address()).await?;
    let mut latencies = Histogram::new();
    for request in viewers {
        let begun = Instant::now();
        let answer = connection.exchange(request).await?;
        latencies.record(begun.elapsed());
        answer.expect_status(200).context("GET /discovery/candidates")?;
    }
    Ok(latencies)
}
