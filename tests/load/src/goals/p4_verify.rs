//! P4: `GET /auth/verify`, which has to notice a revoked token, against a bare actix JSON route with a body of the
//! same size. Eight accounts take turns.

use anyhow::{Context as _, Result};

use crate::generator::Requests;
use crate::rounds::{Arm, interleaved};
use crate::scratch::Scratch;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{Setting, http, product, reference};

const GOAL: Goal = Goal {
    name: "P4",
    judged: Judged::Ratio,
    unit: Unit::Share,
    better: Better::Higher,
    ship: 0.40,
    good: 0.65,
    moonshot: 0.80,
};

const ACCOUNTS: usize = 8;

/// Gives one row.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let kindling = product::start(&setting.kindling, &Scratch::new()?.into()).await?;
    let mut requests = Vec::new();
    for number in 0..ACCOUNTS {
        requests.push(product::verify(&product::settle(&kindling, number).await?));
    }
    let requests: Requests = requests.into();

    let first = requests.first().context("no requests")?;
    let answer = http::body_of(kindling.address(), first).await.context("GET /auth/verify")?;
    let bare = reference::start_bare_json(answer.len()).await?;

    let [bare, verify] = interleaved(
        setting,
        [
            Arm { name: "bare JSON route", server: &bare, requests: requests.clone(), follow: None },
            Arm { name: "verify", server: &kindling, requests, follow: None },
        ],
    )
    .await?;
    Ok(vec![Row {
        goal: GOAL,
        what: "token verification",
        unit: Unit::PerSecond,
        figure: verify.per_second,
        reference: bare.per_second,
    }])
}
