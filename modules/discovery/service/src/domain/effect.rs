//! What a decision, or taking it back, changes in what is known of the two people.

use discovery_matching::Delta;

use super::standing::{Taught, Unanswered};

/// The changes, for the one who decides and for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effect {
    /// What is known more of the decider.
    pub decider: (Delta, Unanswered),
    /// What is known more of the other.
    pub decided: (Delta, Unanswered),
}

impl Effect {
    /// `before` and `after` are what the decider's decision has taught, if there was and will be one; `theirs` what the
    /// other's decision about the decider has.
    pub fn of(before: Option<Taught>, after: Option<Taught>, theirs: Option<Taught>) -> Self {
        let [old, new] = [before, after].map(Option::unwrap_or_default);
        // Their decision is one that is not answered for as long as the decider has made none.
        let unanswered = |mine: Option<Taught>| match (mine, theirs) {
            (None, Some(theirs)) => theirs.unanswered(),
            _ => Unanswered::default(),
        };
        let answered = unanswered(after) + -unanswered(before);
        let waits = if theirs.is_none() { new.unanswered() + -old.unanswered() } else { Unanswered::default() };
        Self {
            decider: (new.of_decider() - old.of_decider(), answered),
            decided: (new.of_decided() - old.of_decided(), waits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn taught() -> impl Strategy<Value = Taught> {
        (-1_000_000i64..1_000_000, -1_000_000i64..1_000_000, 0i64..3_000).prop_map(|(open, appeal, precision)| Taught {
            open,
            appeal,
            precision,
        })
    }

    proptest! {
        /// Two people decide, change their minds and take back in any order: what is known is always the sum over the
        /// decisions that stand, and unanswered is what the other says of whoever has not decided.
        #[test]
        fn what_stands_is_what_counts(steps in proptest::collection::vec((0usize..2, proptest::option::of(taught())), 0..30)) {
            let mut stands = [None; 2];
            let mut known = [(Delta::default(), Unanswered::default()); 2];
            for (who, decision) in steps {
                let other = 1 - who;
                let effect = Effect::of(stands[who], decision, stands[other]);
                for (person, (more, waits)) in [(who, effect.decider), (other, effect.decided)] {
                    known[person] = (known[person].0 + more, known[person].1 + waits);
                }
                stands[who] = decision;
            }
            for who in 0..2 {
                let other = 1 - who;
                let [mine, theirs] = [stands[who], stands[other]].map(Option::unwrap_or_default);
                prop_assert_eq!(known[who].0, mine.of_decider() + theirs.of_decided());
                let waits = if stands[who].is_none() { theirs.unanswered() } else { Unanswered::default() };
                prop_assert_eq!(known[who].1, waits);
            }
        }
    }
}
