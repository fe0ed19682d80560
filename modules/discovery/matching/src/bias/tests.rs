//! Evidence adds up, is taken back without a trace, and fades.

use proptest::prelude::*;

use super::*;
use crate::sample::deltas;

const TODAY: i32 = 400;

fn decision(predicted: f64, liked: bool) -> Decision {
    Decision { predicted, base_precision: 10.0, liked, weight: 1.0 }
}

fn lesson(decision: &Decision) -> Lesson {
    let new = Posterior::default();
    learn(&new, &new, decision, Fade::on(0))
}

#[test]
fn a_first_decision_moves_both_by_the_formula() {
    let taught = lesson(&decision(0.0, true));
    let (h, error) = (0.25, 0.5);
    let spread = 1.0 + h * (1.6 + 1.0 + 0.1);
    let micros = |mean: f64| (mean * 1e6).round() as i64;
    let gain = 2_500;
    assert_eq!(taught.decider, Delta { open: micros(error * 1.6 / spread), open_precision: gain, ..Delta::default() });
    assert_eq!(taught.decided, Delta { appeal: micros(error / spread), appeal_precision: gain, ..Delta::default() });
}

#[test]
fn a_pass_takes_what_a_like_gives() {
    let (liked, passed) = (lesson(&decision(0.0, true)), lesson(&decision(0.0, false)));
    assert_eq!(liked.decider.open, -passed.decider.open);
    assert_eq!(liked.decided.appeal, -passed.decided.appeal);
    assert!(liked.decided.appeal > 0);
}

#[test]
fn the_expected_teaches_little() {
    let surprise = lesson(&decision(-2.0, true)).decided.appeal;
    let expected = lesson(&decision(2.0, true)).decided.appeal;
    assert!(surprise > 5 * expected && expected > 0, "{surprise} {expected}");
}

#[test]
fn a_superlike_weighs_more() {
    let superlike = Decision { weight: 2.0, ..decision(0.0, true) };
    let (once, twice) = (lesson(&decision(0.0, true)).decided, lesson(&superlike).decided);
    assert!(twice.appeal > once.appeal && twice.appeal < 2 * once.appeal);
    assert_eq!(twice.appeal_precision, 2 * once.appeal_precision);
}

#[test]
fn the_better_known_move_less() {
    let new = Posterior::default();
    let known = Posterior { appeal_precision: 20.0, ..new };
    let about = |decided: &Posterior| learn(&new, decided, &decision(0.0, true), Fade::on(0));
    assert!(about(&known).decided.appeal * 5 < about(&new).decided.appeal);
    assert!(about(&known).decider.open > about(&new).decider.open, "the surprise is the other's");
}

#[test]
fn means_find_the_truth() {
    let (mut bias, fade) = (Bias::default(), Fade::on(0));
    for turn in 0..4_000 {
        let posterior = bias.posterior(fade);
        let decision = decision(posterior.appeal, turn % 4 != 0);
        bias = bias.with(&learn(&Posterior::default(), &posterior, &decision, fade).decided);
    }
    let three_of_four = 3.0f64.ln();
    assert!((bias.posterior(fade).appeal - three_of_four).abs() < 0.05, "{:?}", bias.posterior(fade));
}

#[test]
fn evidence_fades_by_one_percent_a_day_to_the_prior() {
    let new = Posterior::default();
    let bias = Bias::default().with(&learn(&new, &new, &decision(0.0, true), Fade::on(TODAY)).decided);
    let on = |day| bias.posterior(Fade::on(day));
    assert!((on(TODAY).appeal_precision - 1.25).abs() < 1e-5);
    assert!((on(TODAY + 1).appeal_precision - (1.0 + 0.25 * 0.99)).abs() < 1e-5);
    assert!((on(TODAY + 69).appeal_precision - 1.125).abs() < 1e-3);
    assert_eq!(on(TODAY).appeal, on(TODAY + 69).appeal, "what was learned stays, it only weighs less");
}

#[test]
fn another_day_zero_changes_only_how_it_is_written() {
    let new = Posterior::default();
    let evidence = learn(&new, &new, &decision(0.3, false), Fade::on(TODAY)).decided;
    let (before, after) = (Bias { evidence }, Bias { evidence: evidence.moved(300) });
    let (before, after) = (before.posterior(Fade::on(TODAY)), after.posterior(Fade::on(TODAY - 300)));
    assert_eq!(before.appeal, after.appeal);
    assert!((before.appeal_precision - after.appeal_precision).abs() < 1e-3);
}

#[test]
fn the_known_share_starts_at_nothing() {
    let new = Posterior::default();
    assert_eq!((new.open_known(), new.appeal_known()), (0.0, 0.0));
    let known = Posterior { open_precision: 1.25, appeal_precision: 4.0, ..new };
    assert_eq!((known.open_known(), known.appeal_known()), (0.5, 0.75));
}

proptest! {
    #[test]
    fn what_is_taken_back_was_never_there(
        steps in prop::collection::vec((deltas(), any::<bool>(), any::<prop::sample::Index>()), 1..40),
    ) {
        let (mut bias, mut standing) = (Bias::default(), Vec::<Delta>::new());
        for (delta, undo, which) in steps {
            if undo && !standing.is_empty() {
                bias = bias.without(&standing.swap_remove(which.index(standing.len())));
            } else {
                bias = bias.with(&delta);
                standing.push(delta);
            }
            prop_assert_eq!(bias, Bias { evidence: standing.iter().copied().sum() });
        }
        let pending: Delta = standing.iter().copied().skip(1).sum();
        let answered: Delta = standing.iter().copied().take(1).sum();
        prop_assert_eq!(bias.without(&pending), Bias { evidence: answered });
    }

    #[test]
    fn a_decision_that_is_learned_and_undone_leaves_no_trace(
        start in deltas(), predicted in -8.0f64..8.0, liked: bool, weight in 1.0f64..2.0, day in 0i32..3_000,
    ) {
        let (bias, fade) = (Bias { evidence: start }, Fade::on(day));
        let decision = Decision { predicted, base_precision: 300.0, liked, weight };
        let taught = learn(&bias.posterior(fade), &bias.posterior(fade), &decision, fade);
        prop_assert_eq!(bias.with(&taught.decider).without(&taught.decider), bias);
        prop_assert_eq!(bias.with(&taught.decided).without(&taught.decided), bias);
        prop_assert_eq!((taught.decider.appeal, taught.decider.appeal_precision), (0, 0));
        prop_assert_eq!((taught.decided.open, taught.decided.open_precision), (0, 0));
    }
}
