//! M2: the 99th percentile of `GET /health` while sixteen 12-MP JPEGs are being uploaded at any moment, each by a
//! connection of its own, each with bytes that the product has not seen before; beside it the same without uploads.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio::task::JoinSet;

use crate::generator::{Fleet, Requests, Volley};
use crate::http::Connection;
use crate::scratch::Scratch;
use crate::statistics::median;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{Setting, http, photo, product};

const GOAL: Goal = Goal {
    name: "M2",
    judged: Judged::Figure,
    unit: Unit::Millis,
    better: Better::Lower,
    ship: 100.0,
    good: 30.0,
    moonshot: 10.0,
};

const UPLOADS: usize = 16;
const PROBES: u64 = 1;

/// Gives one row.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let kindling = product::start(&setting.kindling, &Scratch::new()?.into()).await?;
    let person = product::settle(&kindling, 0).await?;
    let photo: Arc<[u8]> = photo::twelve_megapixels()?.into();
    let probes: Requests = [http::get("/health", None)].into();
    let probed = async || Fleet::connect(kindling.address(), &probes, PROBES).await?.fire(setting.turn()).await;

    let (mut figures, mut calm, mut taken) = (Vec::new(), Vec::new(), 0);
    for round in 0..setting.rounds {
        calm.push(p99(&probed().await?));
        let mut uploads = JoinSet::new();
        for place in 0..UPLOADS {
            // The number makes every upload another picture to whoever compares bytes.
            let numbers = (0..).map(move |time: u64| format!("{round}-{place}-{time}"));
            let requests = numbers.map({
                let (person, photo) = (person.clone(), Arc::clone(&photo));
                move |number| product::upload(&person, &photo, &number)
            });
            uploads.spawn(keep_uploading(kindling.address(), requests, setting.turn()));
        }
        figures.push(p99(&probed().await?));
        for count in uploads.join_all().await {
            taken += count?;
        }
    }
    ensure!(taken >= UPLOADS, "only {taken} pictures were taken");
    eprintln!("  {taken} pictures taken in {} rounds", setting.rounds);
    Ok(vec![Row {
        goal: GOAL,
        what: "/health's p99 during 16 uploads",
        unit: Unit::Millis,
        figure: median(figures),
        reference: median(calm),
    }])
}

/// Uploads one picture after the other until `turn` is over, and the last one to its end: how many.
async fn keep_uploading(address: SocketAddr, requests: impl Iterator<Item = Vec<u8>>, turn: Duration) -> Result<usize> {
    let begun = Instant::now();
    let mut connection = Connection::open(address).await?;
    let mut taken = 0;
    for request in requests {
        connection.exchange(&request).await?.expect_status(201).context("POST /media/upload")?;
        taken += 1;
        if begun.elapsed() >= turn {
            break;
        }
    }
    Ok(taken)
}

fn p99(volley: &Volley) -> f64 {
    volley.latencies.percentile(0.99).as_secs_f64() * 1e3
}
