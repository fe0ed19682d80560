//! S1: from making the process to its first healthy answer, on a data folder that is already migrated; beside it the
//! same for a bare actix server, in turns.

use anyhow::Result;

use crate::statistics::median;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{Setting, product, reference};

const GOAL: Goal = Goal {
    name: "S1",
    judged: Judged::Figure,
    unit: Unit::Millis,
    better: Better::Lower,
    ship: 150.0,
    good: 60.0,
    moonshot: 25.0,
};

const STARTS: usize = 15;

/// Gives one row.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let folder = product::migrated_folder(&setting.kindling).await?;
    let (mut figures, mut references) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let kindling = product::start(&setting.kindling, &folder).await?;
        figures.push(kindling.ready_in().as_secs_f64() * 1e3);
        kindling.stop().await?;
        let bare = reference::start_bare_json(0).await?;
        references.push(bare.ready_in().as_secs_f64() * 1e3);
    }
    Ok(vec![Row {
        goal: GOAL,
        what: "cold start to healthy",
        unit: Unit::Millis,
        figure: median(figures),
        reference: median(references),
    }])
}
