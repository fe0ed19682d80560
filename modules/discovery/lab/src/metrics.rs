//! How good an order is, and how fair.

/// One candidate of a list: what they are ranked by, and whether it was a match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Greater is better.
    pub score: f64,
    /// Whether both said yes.
    pub matched: bool,
}

/// Area under the ROC curve: how often a match is ranked above what was none, ties counting one half (Mann and Whitney,
/// 1947). `None` without one of each.
pub fn auc(list: &[Ranked]) -> Option<f64> {
    let mut sorted = list.to_vec();
    sorted.sort_by(|one, other| one.score.total_cmp(&other.score));
    let (mut below, mut won, mut matches) = (0.0, 0.0, 0.0);
    for ties in sorted.chunk_by(|one, other| one.score == other.score) {
        let here = ties.iter().filter(|one| one.matched).count() as f64;
        let others = ties.len() as f64 - here;
        won += here * (below + others / 2.0);
        matches += here;
        below += others;
    }
    (matches > 0.0 && below > 0.0).then(|| won / (matches * below))
}

/// Whether the first of a list, given best first, is a match. `None` of an empty list.
pub fn hit_at_1(best_first: &[Ranked]) -> Option<f64> {
    best_first.first().map(|one| f64::from(u8::from(one.matched)))
}

/// Normalised discounted cumulative gain of the first ten of a list given best first: a match at place n, counted from 1,
/// gains 1 / log2(n + 1), over what the best order would gain (Järvelin and Kekäläinen, 2002). `None` without a match.
pub fn ndcg_at_10(best_first: &[Ranked]) -> Option<f64> {
    let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
    let matches = best_first.iter().filter(|one| one.matched).count();
    let best: f64 = (0..matches.min(10)).map(gain).sum();
    let is = best_first.iter().take(10).enumerate().filter(|(_, one)| one.matched);
    (matches > 0).then(|| is.map(|(place, _)| gain(place)).sum::<f64>() / best)
}

/// Gini coefficient of counts: 0 when all are equal, towards 1 when one has everything. `None` when there is nothing.
pub fn gini(counts: &[u32]) -> Option<f64> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let (people, all) = (sorted.len() as f64, f64::from(sorted.iter().sum::<u32>()));
    let ranked: f64 = (1u32..).zip(&sorted).map(|(rank, count)| f64::from(rank) * f64::from(*count)).sum();
    (all > 0.0).then(|| 2.0 * ranked / (people * all) - (people + 1.0) / people)
}

/// The mean of what there is; `NaN` of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

#[cfg(test)]
mod tests;
