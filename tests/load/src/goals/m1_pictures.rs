//! M1: three sizes of a 12-MP JPEG as WebP, in processor time for one picture, against sharp with the same sizes,
//! qualities and efforts. The second row is all that the product makes of a photo, four sizes in two encodings, against
//! sharp making the same. Both run in processes of their own, in turns; start-up and the first picture do not count.

use anyhow::Result;

use crate::reference::sharp::Sharp;
use crate::scratch::Scratch;
use crate::statistics::median;
use crate::table::{Better, Goal, Judged, Row, Unit};
use crate::{Setting, photo, render};

const GOAL: Goal = Goal {
    name: "M1",
    judged: Judged::Ratio,
    unit: Unit::Times,
    better: Better::Lower,
    ship: 2.5,
    good: 1.6,
    moonshot: 1.2,
};

/// What is made of the photo: its name, sides, encodings.
const JOBS: [(&str, &str, &str); 2] = [
    ("12-MP JPEG to 3 WebP, CPU", "200,640,1080", "webp"),
    ("to 4 WebP and 4 JPEG, CPU", "200,640,1080,1920", "webp,jpeg"),
];
/// Pictures of one arm in one round.
const PICTURES: u32 = 12;

/// Gives two rows, or none where sharp cannot be installed.
pub async fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let Some(sharp) = Sharp::install().await? else { return Ok(Vec::new()) };
    let folder = Scratch::new()?;
    let photo = folder.path().join("photo.jpg");
    std::fs::write(&photo, photo::twelve_megapixels()?)?;
    let mut rows = Vec::new();
    for (what, sides, encodings) in JOBS {
        let (mut figures, mut references) = (Vec::new(), Vec::new());
        for round in 0..setting.rounds {
            if round % 2 == 0 {
                figures.push(render::cpu_ms(&photo, PICTURES, sides, encodings).await?);
                references.push(sharp.cpu_ms(&photo, PICTURES, sides, encodings).await?);
            } else {
                references.push(sharp.cpu_ms(&photo, PICTURES, sides, encodings).await?);
                figures.push(render::cpu_ms(&photo, PICTURES, sides, encodings).await?);
            }
        }
        rows.push(Row { goal: GOAL, what, unit: Unit::Millis, figure: median(figures), reference: median(references) });
    }
    Ok(rows)
}
