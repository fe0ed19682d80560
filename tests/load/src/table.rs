//! Goals with their levels, measured rows, and the table they are printed as.

use std::fmt::Write as _;

use clap::ValueEnum;

/// How ambitious a goal was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Level {
    /// Good enough to be released.
    Ship,
    /// What the project asks of itself.
    Good,
    /// What it is after.
    Moonshot,
}

/// Which direction is progress.
#[derive(Clone, Copy)]
pub enum Better {
    /// More is better: throughput.
    Higher,
    /// Less is better: time, memory.
    Lower,
}

/// What a number counts, and so how it is written.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Operations per second.
    PerSecond,
    /// Microseconds.
    Micros,
    /// Milliseconds.
    Millis,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// Mebibytes.
    Mebibytes,
    /// Part of the reference, as a fraction.
    Share,
    /// Multiple of the reference.
    Times,
}

/// What the levels of a goal are compared with.
#[derive(Clone, Copy)]
pub enum Judged {
    /// The product's figure divided by the reference's.
    Ratio,
    /// The product's figure alone.
    Figure,
}

/// A goal: three levels, in one unit, in one direction.
#[derive(Clone, Copy)]
pub struct Goal {
    /// Its short name, as on the command line.
    pub name: &'static str,
    /// What is compared with the levels.
    pub judged: Judged,
    /// The unit of the levels.
    pub unit: Unit,
    /// Which direction is progress.
    pub better: Better,
    /// Lowest level.
    pub ship: f64,
    /// Middle level.
    pub good: f64,
    /// Highest level.
    pub moonshot: f64,
}

/// One measured line of the table.
pub struct Row {
    /// The goal it is judged by.
    pub goal: Goal,
    /// What was measured, in a few words.
    pub what: &'static str,
    /// The unit of figure and reference.
    pub unit: Unit,
    /// Median of the product.
    pub figure: f64,
    /// Median of the reference server.
    pub reference: f64,
}

impl Goal {
    /// The highest level that `value` reaches.
    fn reached(&self, value: f64) -> Option<Level> {
        let meets = |level: f64| match self.better {
            Better::Higher => value >= level,
            Better::Lower => value <= level,
        };
        [(Level::Moonshot, self.moonshot), (Level::Good, self.good), (Level::Ship, self.ship)]
            .into_iter()
            .find_map(|(level, bound)| meets(bound).then_some(level))
    }
}

impl Row {
    /// The highest level reached; none when even the lowest was missed. Levels compare above none.
    pub fn verdict(&self) -> Option<Level> {
        self.goal.reached(match self.goal.judged {
            Judged::Ratio => self.ratio(),
            Judged::Figure => self.figure,
        })
    }

    fn ratio(&self) -> f64 {
        self.figure / self.reference
    }

    fn cells(&self) -> [String; 7] {
        let Goal { ship, good, moonshot, .. } = self.goal;
        [
            self.goal.name.to_owned(),
            self.what.to_owned(),
            self.unit.show(self.figure),
            self.unit.show(self.reference),
            match self.goal.judged {
                Judged::Ratio => self.goal.unit.show(self.ratio()),
                Judged::Figure => Unit::Times.show(self.ratio()),
            },
            [ship, good, moonshot].map(|level| self.goal.unit.show(level)).join(" / "),
            match self.verdict() {
                None => "below ship",
                Some(Level::Ship) => "ship",
                Some(Level::Good) => "good",
                Some(Level::Moonshot) => "moonshot",
            }
            .to_owned(),
        ]
    }
}

impl Unit {
    /// A value with as many digits as are worth reading.
    pub fn show(self, value: f64) -> String {
        match self {
            Self::PerSecond => format!("{}/s", thousands(value)),
            Self::Micros => format!("{value:.1} us"),
            Self::Millis => format!("{value:.1} ms"),
            Self::Seconds => format!("{value:.2} s"),
            Self::Bytes => format!("{value:.0} B"),
            Self::Mebibytes => format!("{value:.1} MiB"),
            Self::Share => format!("{value:.2}"),
            Self::Times => format!("{value:.2}x"),
        }
    }
}

/// All rows under one heading, columns aligned, without a trailing line break.
pub fn render(rows: &[Row]) -> String {
    let heading = ["goal", "measured", "figure", "reference", "ratio", "ship / good / moonshot", "verdict"];
    let lines: Vec<[String; 7]> =
        std::iter::once(heading.map(str::to_owned)).chain(rows.iter().map(Row::cells)).collect();
    let mut widths = [0; 7];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let words = [true, true, false, false, false, true, true];
    let mut text = String::new();
    for line in &lines {
        let mut written = String::new();
        for ((cell, width), is_words) in line.iter().zip(widths).zip(words) {
            // Writing into a String cannot fail.
            let _ = if is_words { write!(written, "{cell:<width$}  ") } else { write!(written, "{cell:>width$}  ") };
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// A whole number with separators: `1,234,567`.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARE: Goal = Goal {
        name: "P1",
        judged: Judged::Ratio,
        unit: Unit::Share,
        better: Better::Higher,
        ship: 0.25,
        good: 0.45,
        moonshot: 0.60,
    };
    const TIME: Goal = Goal {
        name: "S1",
        judged: Judged::Figure,
        unit: Unit::Millis,
        better: Better::Lower,
        ship: 150.0,
        good: 60.0,
        moonshot: 25.0,
    };

    fn row(goal: Goal, unit: Unit, figure: f64, reference: f64) -> Row {
        Row { goal, what: "something", unit, figure, reference }
    }

    #[test]
    fn ratios_are_judged_upwards() {
        let verdict = |figure| row(SHARE, Unit::PerSecond, figure, 100.0).verdict();
        assert_eq!(verdict(24.9), None);
        assert_eq!(verdict(25.0), Some(Level::Ship));
        assert_eq!(verdict(59.9), Some(Level::Good));
        assert_eq!(verdict(60.0), Some(Level::Moonshot));
    }

    #[test]
    fn figures_are_judged_downwards_whatever_the_reference() {
        let verdict = |figure| row(TIME, Unit::Millis, figure, 5.0).verdict();
        assert_eq!(verdict(150.1), None);
        assert_eq!(verdict(150.0), Some(Level::Ship));
        assert_eq!(verdict(60.0), Some(Level::Good));
        assert_eq!(verdict(3.0), Some(Level::Moonshot));
    }

    #[test]
    fn a_missing_measurement_reaches_no_level() {
        assert_eq!(row(TIME, Unit::Millis, f64::NAN, 5.0).verdict(), None);
        assert_eq!(row(SHARE, Unit::PerSecond, 0.0, 0.0).verdict(), None);
        assert!(None < Some(Level::Ship));
    }

    #[test]
    fn columns_line_up() {
        let rows = [row(SHARE, Unit::PerSecond, 45_123.4, 99_000.0), row(TIME, Unit::Millis, 212.04, 5.6)];
        assert_eq!(
            render(&rows),
            "goal  measured     figure  reference   ratio  ship / good / moonshot        verdict\n\
             P1    something  45,123/s   99,000/s    0.46  0.25 / 0.45 / 0.60            good\n\
             S1    something  212.0 ms     5.6 ms  37.86x  150.0 ms / 60.0 ms / 25.0 ms  below ship"
        );
    }

    #[test]
    fn separators() {
        assert_eq!(thousands(999.4), "999");
        assert_eq!(thousands(1_000.0), "1,000");
        assert_eq!(thousands(1_234_567.0), "1,234,567");
    }
}
