//! The order in which somebody is shown others.

use std::collections::{HashMap, HashSet, VecDeque};

use discovery_index::{Found, Query, Row, Seen};
use discovery_matching::{Band, Criteria, Delta, draw, is_drawn, lacking_impressions, z_rank};
use kernel::{Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::{Everybody, Sight};
use crate::domain::tie;

/// How many are put in order at first. The others are when more of these than one would think may not be seen.
const FIRST: usize = 100;
/// How many rows are fetched from memory before they are compared, where there are so many that it pays.
const AT_ONCE: usize = 32;
const MANY: usize = 2_000;

/// Who looks, for whom, and from where on.
pub(crate) struct Question<'a> {
    pub viewer: UserId,
    pub filters: &'a Criteria,
    /// Whom the viewer has decided about.
    pub seen: &'a Seen,
    /// See [`Sight`].
    pub unanswered: &'a HashMap<Row, Delta>,
    /// Whom the viewer was shown today: that they were counts for other viewers only.
    pub shown_today: &'a HashSet<Row>,
    /// Whom this list has shown.
    pub listed: &'a [Row],
    /// Only what comes behind, where it is forgotten whom the list has shown.
    pub after: Option<Spot>,
    pub now: Timestamp,
    /// About how many people are looked at.
    pub most: usize,
}

/// A place in an order: the best is the least. It names nobody, and distance plays no part in it beyond its share of the
/// score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Spot {
    /// Turns the order of what people are ranked by around.
    #[serde(rename = "z")]
    descending: u64,
    /// Orders equals as nobody else sees them, see [`tie::order`].
    #[serde(rename = "t")]
    tie: u64,
}

/// Somebody in their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub row: Row,
    pub user: UserId,
    pub band: Band,
    pub spot: Spot,
}

/// Everybody found, best first.
pub(crate) struct Ranking {
    /// In their order.
    next: VecDeque<Ranked>,
    /// Worse than all of these, in no order.
    rest: Vec<Scored>,
    /// New people, as they were drawn, best first; they are among the others, too.
    newcomers: VecDeque<Ranked>,
    taken: HashSet<Row>,
    slot: usize,
    viewer: UserId,
}

struct Scored {
    descending: u64,
    row: Row,
    band: Band,
}

impl Everybody {
    /// Everybody who could be shown, in the order in which they are. Nobody, for who is not in the index.
    pub fn rank(&self, question: &Question<'_>) -> Ranking {
        let today = question.now.date();
        match Sight::of(self, question.viewer, question.unanswered, today) {
            Some(sight) => rank(&sight, question),
            None => Ranking::of_nobody(question.viewer),
        }
    }

    /// The question for the index.
    pub fn query<'a>(&'a self, sight: &Sight<'a>, question: &Question<'a>) -> Query<'a> {
        Query {
            viewer: question.viewer,
            facts: sight.person.facts,
            cell: self.cell_of(question.viewer, sight.viewer),
            filters: question.filters,
            seen: question.seen,
            today: sight.today,
            most: question.most,
            seed: tie::order(question.viewer, question.viewer),
        }
    }
}

fn rank(sight: &Sight<'_>, question: &Question<'_>) -> Ranking {
    let everybody = sight.everybody;
    let query = everybody.query(sight, question);
    let listed: HashSet<Row> = question.listed.iter().copied().collect();
    let expected = everybody.expected_today(sight.today);
    let mut found = Vec::new();
    everybody.index.collect(&query, &mut found);
    let (mut scored, mut newcomers) = (Vec::with_capacity(found.len()), Vec::new());
    let mut score = |Found { row, band }: Found| {
        let (logit, standing) = (sight.logit(row, band)?, everybody.index.state(row)?);
        let own = u32::from(question.shown_today.contains(&row));
        let z = z_rank(logit, standing.shown.on(sight.today).saturating_sub(own), expected);
        scored.push(Scored { descending: descending(z), row, band });
        let age_s = u32::try_from(question.now.as_secs().saturating_sub(standing.joined_s)).unwrap_or(u32::MAX);
        if lacking_impressions(age_s, standing.shown.ever()) > 0 {
            newcomers.push((row, band));
        }
        Some(())
    };
    for some in found.chunks(AT_ONCE) {
        if found.len() > MANY {
            everybody.index.touch(some);
        }
        for one in some.iter().filter(|one| !listed.contains(&one.row)) {
            score(*one);
        }
    }
    let (best, rest) = split(scored, FIRST);
    let behind = |one: &Ranked| question.after.is_none_or(|after| one.spot > after);
    let drawn = newcomers.into_iter().filter_map(|(row, band)| drawn(sight, question.viewer, row, band));
    Ranking {
        next: in_order(everybody, question.viewer, best).filter(behind).collect(),
        rest,
        newcomers: sorted(drawn.filter(behind)),
        taken: HashSet::new(),
        slot: question.listed.len(),
        viewer: question.viewer,
    }
}

impl Ranking {
    fn of_nobody(viewer: UserId) -> Self {
        let (next, rest, newcomers) = (VecDeque::new(), Vec::new(), VecDeque::new());
        Self { next, rest, newcomers, taken: HashSet::new(), slot: 0, viewer }
    }

    /// The next ones, at most `count`.
    pub fn take(&mut self, everybody: &Everybody, count: usize) -> Vec<Ranked> {
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count {
            let Some(one) = self.next_one(everybody) else { break };
            self.taken.insert(one.row);
            self.slot += 1;
            taken.push(one);
        }
        taken
    }

    fn next_one(&mut self, everybody: &Everybody) -> Option<Ranked> {
        if is_drawn(self.slot) {
            while let Some(one) = self.newcomers.pop_front() {
                if !self.taken.contains(&one.row) {
                    return Some(one);
                }
            }
        }
        loop {
            if self.next.is_empty() {
                self.next = in_order(everybody, self.viewer, std::mem::take(&mut self.rest)).collect();
            }
            let one = self.next.pop_front()?;
            if !self.taken.contains(&one.row) {
                return Some(one);
            }
        }
    }
}

/// Somebody new, with a place that was drawn for this viewer and day.
fn drawn(sight: &Sight<'_>, viewer: UserId, row: Row, band: Band) -> Option<Ranked> {
    let user = sight.everybody.index.user_id(row)?;
    let tie = tie::order(viewer, user);
    let key = tie::of_day(viewer, user, sight.today);
    let z = sight.logit_if(row, band, |posterior| draw(posterior, key))?;
    Some(Ranked { row, user, band, spot: Spot { descending: descending(z), tie } })
}

/// At least the best `count`, with all who are equal to the last of them, and the others.
fn split(mut scored: Vec<Scored>, count: usize) -> (Vec<Scored>, Vec<Scored>) {
    if scored.len() <= count {
        return (scored, Vec::new());
    }
    let (_, edge, _) = scored.select_nth_unstable_by_key(count, |one| one.descending);
    let edge = edge.descending;
    scored.into_iter().partition(|one| one.descending <= edge)
}

fn in_order(everybody: &Everybody, viewer: UserId, scored: Vec<Scored>) -> impl Iterator<Item = Ranked> {
    sorted(scored.into_iter().filter_map(|Scored { descending, row, band }| {
        let user = everybody.index.user_id(row)?;
        Some(Ranked { row, user, band, spot: Spot { descending, tie: tie::order(viewer, user) } })
    }))
    .into_iter()
}

fn sorted(people: impl Iterator<Item = Ranked>) -> VecDeque<Ranked> {
    let mut people: Vec<_> = people.collect();
    people.sort_unstable_by_key(|one| one.spot);
    people.into()
}

/// A number that is the smaller the greater `z` is (the order of IEEE 754 numbers is that of their bits, with those of
/// negative ones turned around).
fn descending(z: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    let bits = z.to_bits();
    !(if bits & SIGN == 0 { bits | SIGN } else { !bits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn greater_comes_first(a in proptest::num::f64::NORMAL | proptest::num::f64::ZERO, b in proptest::num::f64::NORMAL) {
            prop_assert_eq!(a > b, descending(a) < descending(b));
        }

        #[test]
        fn nobody_left_out_is_better(scores in proptest::collection::vec(0u64..20, 0..200), count in 1usize..50) {
            let row = any_row();
            let all: Vec<_> =
                scores.iter().map(|score| Scored { descending: *score, row, band: 0 }).collect();
            let total = all.len();
            let (best, rest) = split(all, count);
            prop_assert_eq!(best.len() + rest.len(), total);
            prop_assert!(best.len() >= count.min(total));
            let worst = best.iter().map(|one| one.descending).max();
            prop_assert!(rest.iter().all(|one| worst.is_none_or(|worst| one.descending > worst)));
        }
    }

    fn any_row() -> Row {
        let mut index = discovery_index::Index::<u8>::default();
        let person = discovery_index::Person {
            user: testkit::user(1),
            cell: None,
            packed: discovery_matching::Packed::default(),
            interests: Vec::new(),
            languages: Vec::new(),
            filters: Criteria::default(),
            wishes: Criteria::default(),
            listed: true,
            joined_day: 0,
        };
        index.put(&person).unwrap()
    }
}
