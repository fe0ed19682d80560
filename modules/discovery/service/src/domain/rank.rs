//! The order in which candidates are shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::person::Person;
use super::score::Score;
use super::tie;
use super::wish::Wish;

/// A place in a viewer's order, and the key of its cursor: greater scores first, then the viewer's own order of equals.
/// It names nobody, and distance plays no part in it beyond its share of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rank {
    /// The score in millionths.
    #[serde(rename = "s")]
    pub micros: u32,
    /// See [`tie::order`].
    #[serde(rename = "t")]
    pub tie: u64,
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.micros.cmp(&self.micros).then(self.tie.cmp(&other.tie))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Somebody with their place in a viewer's order.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    /// Who.
    pub person: Person,
    /// How well the two fit.
    pub score: Score,
    /// Where they stand.
    pub rank: Rank,
}

/// Those of `people` whom the viewer may like and asks for, best first, without those up to and with `after`.
pub(crate) fn rank(
    viewer: &Person,
    people: impl IntoIterator<Item = Person>,
    wish: &Wish,
    after: Option<Rank>,
    today: NaiveDate,
) -> Vec<Ranked> {
    let mut ranked: Vec<_> = people
        .into_iter()
        .filter(|person| viewer.suits(person, today) && wish.accepts(viewer, person, today))
        .map(|person| {
            let score = Score::of(viewer, &person, today);
            let rank = Rank { micros: score.micros(), tie: tie::order(viewer.user_id, person.user_id) };
            Ranked { person, score, rank }
        })
        .filter(|one| after.is_none_or(|after| one.rank > after))
        .collect();
    ranked.sort_unstable_by_key(|one| one.rank);
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{TODAY, crowd, people, person};
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn better_scores_come_first_and_equals_in_the_viewers_own_order() {
        let rank = |micros, tie| Rank { micros, tie };
        assert!(rank(2, 9) < rank(1, 0));
        assert!(rank(1, 3) < rank(1, 4));
    }

    #[test]
    fn equals_are_not_ordered_by_distance() {
        let place = |n: u16| kernel::Cell::at(52.52, 13.405 + f64::from(n) * 0.0001);
        let equals: Vec<_> = (10..60).map(|n| person(n, |facts| facts.cell = place(n))).collect();
        let nearest_first: Vec<_> = equals.iter().map(|one| one.user_id).collect();
        let ranked = rank(&person(1, |_| {}), equals, &Wish::default(), None, TODAY);
        let shown: Vec<_> = ranked.iter().map(|one| one.person.user_id).collect();
        assert_eq!(shown.len(), nearest_first.len());
        assert_ne!(shown, nearest_first);
    }

    proptest! {
        #[test]
        fn pages_show_everybody_once(viewer in people(), crowd in crowd(40), size in 1usize..9) {
            let all = rank(&viewer, crowd.clone(), &Wish::default(), None, TODAY);
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let rest = rank(&viewer, crowd.clone(), &Wish::default(), after, TODAY);
                let Some(last) = rest.iter().take(size).next_back() else { break };
                after = Some(last.rank);
                seen.extend(rest.iter().take(size).map(|one| one.person.user_id));
            }
            prop_assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len());
            prop_assert_eq!(seen, all.iter().map(|one| one.person.user_id).collect::<Vec<_>>());
        }

        #[test]
        fn everybody_shown_accepts_and_is_accepted(viewer in people(), crowd in crowd(30), low in 18u8..60, span in 0u8..40) {
            let wish = Wish { ages: low..=low + span, within_km: Some(50), photos: true, ..Wish::default() };
            let shown = rank(&viewer, crowd.clone(), &wish, None, TODAY);
            for one in &shown {
                let them = &one.person;
                prop_assert!(them.looking_for.accepts(viewer.gender) && viewer.looking_for.accepts(them.gender));
                prop_assert!(wish.ages.contains(&them.age(TODAY)) && viewer.age(TODAY) >= 18);
                prop_assert!(viewer.band_km(them).is_some_and(|band| band <= 50) && them.photos > 0);
            }
            let left_out = crowd.iter().filter(|one| shown.iter().all(|other| other.person.user_id != one.user_id));
            for one in left_out {
                prop_assert!(!(viewer.suits(one, TODAY) && wish.accepts(&viewer, one, TODAY)));
            }
        }
    }
}
