//! I1, I2 and I3: the index and the scorer of candidates alone, without a server and without a database: one thread in
//! a process of its own builds the index of a million people, and then looks for the people of 25 kilometres around and
//! scores them. Beside it the same of ten thousand who live as densely. A rebuild is told for a million people.

use anyhow::Result;

use crate::Setting;
use crate::index::{self, Measured};
use crate::table::{Better, Goal, Judged, Row, Unit};

const REBUILD: Goal = Goal {
    name: "I1",
    judged: Judged::Figure,
    unit: Unit::Seconds,
    better: Better::Lower,
    ship: 3.0,
    good: 2.0,
    moonshot: 1.0,
};

const BYTES: Goal = Goal {
    name: "I2",
    judged: Judged::Figure,
    unit: Unit::Bytes,
    better: Better::Lower,
    ship: 250.0,
    good: 200.0,
    moonshot: 150.0,
};

const SEARCH_P50: Goal = Goal { name: "I3", unit: Unit::Millis, ship: 3.0, good: 1.0, moonshot: 0.5, ..REBUILD };
const SEARCH_P99: Goal = Goal { ship: 10.0, good: 3.0, moonshot: 1.0, ..SEARCH_P50 };

const MANY: u64 = 1_000_000;
const FEW: u64 = 10_000;

/// Gives five rows.
pub async fn measure(_: &Setting) -> Result<Vec<Row>> {
    let (many, few) = (index::measured(MANY).await?, index::measured(FEW).await?);
    eprintln!(
        "  {} people found; visit alone p50 {}, p99 {}",
        many.found,
        shown(many.visit_p50_us),
        shown(many.visit_p99_us)
    );
    let row = |goal: Goal, what, of: fn(&Measured) -> f64| Row {
        goal,
        what,
        unit: goal.unit,
        figure: of(&many),
        reference: of(&few),
    };
    Ok(vec![
        row(REBUILD, "the index of 1 M people, rebuilt", |measured| measured.rebuild_us_a_person),
        row(BYTES, "bytes a person, as it counts", |measured| measured.counted_a_person),
        row(BYTES, "bytes a person, resident", |measured| measured.resident_a_person),
        row(SEARCH_P50, "visit and score, p50", |measured| measured.score_p50_us / 1e3),
        row(SEARCH_P99, "visit and score, p99", |measured| measured.score_p99_us / 1e3),
    ])
}

fn shown(micros: f64) -> String {
    Unit::Micros.show(micros)
}
