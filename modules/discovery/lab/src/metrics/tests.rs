//! Measures against figures computed by hand.

use super::*;

/// A list from scores and whether they matched.
fn list(of: &[(f64, u8)]) -> Vec<Ranked> {
    of.iter().map(|(score, matched)| Ranked { score: *score, matched: *matched == 1 }).collect()
}

fn near(is: Option<f64>, wanted: f64) {
    assert!(is.is_some_and(|is| (is - wanted).abs() < 1e-12), "{is:?} {wanted}");
}

#[test]
fn auc_counts_pairs_in_order() {
    near(auc(&list(&[(3.0, 1), (2.0, 0), (1.0, 0)])), 1.0);
    near(auc(&list(&[(1.0, 1), (2.0, 0), (3.0, 0)])), 0.0);
    near(auc(&list(&[(4.0, 1), (3.0, 0), (2.0, 1), (1.0, 0)])), 0.75);
    near(auc(&list(&[(1.0, 1), (1.0, 0), (1.0, 0)])), 0.5);
    near(auc(&list(&[(2.0, 1), (2.0, 0), (1.0, 0), (3.0, 0)])), 0.5);
    assert_eq!(auc(&list(&[(1.0, 1), (2.0, 1)])), None);
    assert_eq!(auc(&list(&[(1.0, 0)])), None);
    assert_eq!(auc(&[]), None);
}

#[test]
fn a_hit_is_a_match_at_the_top() {
    near(hit_at_1(&list(&[(3.0, 1), (2.0, 0)])), 1.0);
    near(hit_at_1(&list(&[(3.0, 0), (2.0, 1)])), 0.0);
    assert_eq!(hit_at_1(&[]), None);
}

#[test]
fn ndcg_is_the_gain_over_the_best_gain() {
    near(ndcg_at_10(&list(&[(3.0, 1), (2.0, 1), (1.0, 0)])), 1.0);
    near(ndcg_at_10(&list(&[(3.0, 0), (2.0, 0), (1.0, 1)])), 0.5);
    let second_of_two = (1.0 + 0.5) / (1.0 + 1.0 / 3.0f64.log2());
    near(ndcg_at_10(&list(&[(3.0, 1), (2.0, 0), (1.0, 1)])), second_of_two);
    let mut eleven = vec![(1.0, 0); 10];
    eleven.push((0.0, 1));
    near(ndcg_at_10(&list(&eleven)), 0.0);
    assert_eq!(ndcg_at_10(&list(&[(1.0, 0)])), None);
}

#[test]
fn gini_measures_inequality() {
    near(gini(&[5, 5, 5, 5]), 0.0);
    near(gini(&[0, 0, 0, 8]), 0.75);
    near(gini(&[0, 6, 0, 6]), 0.5);
    near(gini(&[1, 2, 3, 4]), 0.25);
    assert_eq!(gini(&[0, 0]), None);
    assert_eq!(gini(&[]), None);
}

#[test]
fn the_mean_of_nothing_is_no_number() {
    assert_eq!(mean([1.0, 2.0, 6.0]), 3.0);
    assert!(mean([]).is_nan());
}
