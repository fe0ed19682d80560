//! From logits to scores.

use crate::Scores;

#[test]
fn scores_are_the_softmax_in_the_order_of_the_classes() {
    let logits = [1.0, 2.0, 4.0, 8.0, 3.0].map(f32::ln);
    let scores = Scores::from_logits(logits).unwrap();
    let found = [scores.drawing, scores.hentai, scores.neutral, scores.porn, scores.sexy];
    for (found, eighteenths) in found.into_iter().zip([1.0, 2.0, 4.0, 8.0, 3.0]) {
        assert!((found - eighteenths / 18.0).abs() < 1e-6, "{scores:?}");
    }
    assert!((scores.explicit() - 10.0 / 18.0).abs() < 1e-6);
}

#[test]
fn logits_of_any_size_give_shares_of_one() {
    for logits in [[0.0; 5], [1e30, 0.0, 0.0, 0.0, 0.0], [f32::MAX, f32::MIN, 0.0, f32::MAX, 1.0], [-1e30; 5]] {
        let scores = Scores::from_logits(logits).unwrap();
        let found = [scores.drawing, scores.hentai, scores.neutral, scores.porn, scores.sexy];
        assert!((found.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{scores:?}");
        assert!(found.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
    }
}

#[test]
fn what_is_not_a_number_gives_no_scores() {
    for at in 0..5 {
        for poison in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut logits = [0.5; 5];
            logits[at] = poison;
            assert_eq!(Scores::from_logits(logits), None);
        }
    }
}
