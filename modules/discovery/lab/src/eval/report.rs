//! What was measured, beside what was aimed at.

use std::fmt;

/// The figures, see [`crate::eval`]. `NaN` where the data has nothing to measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// How many dates there were.
    pub dates: usize,
    /// How many of them both liked.
    pub matches: usize,
    /// Of people of whom no decision is known.
    pub cold_auc: f64,
    /// After about three fifths of everybody's decisions.
    pub warm_auc: f64,
    /// Within everybody's list.
    pub own_list_auc: f64,
    /// Share of lists that begin with a match.
    pub p_at_1: f64,
    /// How near the order of a list is to the best one.
    pub ndcg_at_10: f64,
    /// How unequally the first three places are shared out.
    pub gini_at_3: f64,
    /// The same when everybody's list has all their partners of the evening.
    pub gini_at_3_whole_evening: f64,
}

/// What is aimed at: floor, target, stretch.
type Goals = [f64; 3];

impl Report {
    fn rows(&self) -> [(&'static str, f64, Option<Goals>); 7] {
        [
            ("cold match AUC", self.cold_auc, Some([0.53, 0.555, 0.58])),
            ("warm match AUC", self.warm_auc, Some([0.66, 0.735, 0.75])),
            ("warm own-list AUC", self.own_list_auc, Some([0.62, 0.69, 0.71])),
            ("warm P@1", self.p_at_1, Some([0.25, 0.295, 0.315])),
            ("warm NDCG@10", self.ndcg_at_10, Some([0.70, 0.745, 0.758])),
            ("warm Gini@3", self.gini_at_3, Some([0.50, 0.42, 0.35])),
            ("  over whole evenings", self.gini_at_3_whole_evening, None),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} dates, {} matches", self.dates, self.matches)?;
        writeln!(out, "{:<22} {:>6}   {:>6} {:>6} {:>7}  reached", "", "is", "floor", "target", "stretch")?;
        for (name, value, goals) in self.rows() {
            write!(out, "{name:<22} {value:>6.3}")?;
            if let Some([floor, target, stretch]) = goals {
                write!(
                    out,
                    "   {floor:>6.3} {target:>6.3} {stretch:>7.3}  {}",
                    reached(value, [floor, target, stretch])
                )?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

/// The best goal reached. Goals go up where more is better, and down where less is.
fn reached(value: f64, goals: Goals) -> &'static str {
    let [floor, _, stretch] = goals;
    let is_good = |goal: &f64| if stretch > floor { value >= *goal } else { value <= *goal };
    ["-", "floor", "target", "stretch"].get(goals.iter().take_while(|goal| is_good(goal)).count()).unwrap_or(&"-")
}
