//! P1 and P2: an authenticated profile read over HTTP against a bare actix JSON route with a body of the same size,
//! as throughput and as processor time per request.
//!
//! Two viewers read 64 people round-robin; in the second pair of rows each of the 64 reads their own profile, which is
//! the longer, private view. The bare server answers with the size of the public view.

use anyhow::{Context as _, Result};

use crate::generator::Requests;
use crate::product::{self, Person};
use crate::reference;
use crate::rounds::{Arm, interleaved};
use crate::scratch::Scratch;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{Setting, http};

const THROUGHPUT: Goal = Goal {
    name: "P1",
    judged: Judged::Ratio,
    unit: Unit::Share,
    better: Better::Higher,
    ship: 0.25,
    good: 0.45,
    moonshot: 0.60,
};

const CPU: Goal = Goal {
    name: "P2",
    judged: Judged::Ratio,
    unit: Unit::Times,
    better: Better::Lower,
    ship: 5.0,
    good: 2.8,
    moonshot: 2.0,
};

const VIEWERS: usize = 2;
const PEOPLE: usize = 64;

/// Gives both rows for other people's profiles, then both for the own one.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let kindling = product::start(&setting.kindling, &Scratch::new()?.into()).await?;
    let mut people = Vec::new();
    for number in 0..VIEWERS + PEOPLE {
        people.push(product::settle(&kindling, number).await?);
    }
    let (viewers, people) = people.split_at_checked(VIEWERS).context("too few people")?;
    let others: Requests = people.iter().flat_map(|person| reads(viewers, person)).collect();
    let own: Requests = people.iter().map(|person| product::read_profile(person, &person.user_id)).collect();

    let first = others.first().context("no requests")?;
    let view = http::body_of(kindling.address(), first).await.context("GET /profiles/{user_id}")?;
    let bare = reference::start_bare_json(view.len()).await?;

    let [bare, other, own] = interleaved(
        setting,
        [
            Arm { name: "bare JSON route", server: &bare, requests: others.clone(), follow: None },
            Arm { name: "other's profile", server: &kindling, requests: others, follow: None },
            Arm { name: "own profile", server: &kindling, requests: own, follow: None },
        ],
    )
    .await?;
    let throughput =
        |what, figure: f64| Row { goal: THROUGHPUT, what, unit: Unit::PerSecond, figure, reference: bare.per_second };
    let cpu = |what, figure: f64| Row { goal: CPU, what, unit: Unit::Micros, figure, reference: bare.cpu_us };
    Ok(vec![
        throughput("profile read, another person", other.per_second),
        cpu("its CPU per request", other.cpu_us),
        throughput("profile read, own", own.per_second),
        cpu("its CPU per request", own.cpu_us),
    ])
}

fn reads(viewers: &[Person], person: &Person) -> Vec<Vec<u8>> {
    viewers.iter().map(|viewer| product::read_profile(viewer, &person.user_id)).collect()
}
