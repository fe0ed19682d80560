//! S2: resident memory two seconds after the first healthy answer, on a data folder that is already migrated; beside
//! it the same for a bare actix server.

use std::time::Duration;

use anyhow::Result;

use crate::process::Server;
use crate::statistics::median;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{Setting, product, reference};

const GOAL: Goal = Goal {
    name: "S2",
    judged: Judged::Figure,
    unit: Unit::Mebibytes,
    better: Better::Lower,
    ship: 40.0,
    good: 25.0,
    moonshot: 15.0,
};

const STARTS: usize = 3;
const SETTLING: Duration = Duration::from_secs(2);

/// Gives one row.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let folder = product::migrated_folder(&setting.kindling).await?;
    let (mut figures, mut references) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        figures.push(idle_mebibytes(product::start(&setting.kindling, &folder).await?).await?);
        references.push(idle_mebibytes(reference::start_bare_json(0).await?).await?);
    }
    Ok(vec![Row {
        goal: GOAL,
        what: "resident memory, idle",
        unit: Unit::Mebibytes,
        figure: median(figures),
        reference: median(references),
    }])
}

async fn idle_mebibytes(server: Server) -> Result<f64> {
    tokio::time::sleep(SETTLING).await;
    let bytes = server.resident_bytes()?;
    server.stop().await?;
    Ok(bytes as f64 / 1024.0 / 1024.0)
}
