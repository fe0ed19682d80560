//! The order in which a policy shows people to somebody.
//!
//! All that it is made of is what people say, what was decided, and who was shown: that is all a [`Platform`] holds.

use std::collections::{BTreeSet, VecDeque};

use discovery_matching::{Posterior, draw, is_drawn, lacking_impressions, z_rank};

use super::life::Now;
use super::platform::Platform;

/// How many of those left are looked at.
const POOL: usize = 500;

/// Somebody in their place.
struct Ranked {
    z: f64,
    tie: u64,
    number: u32,
}

/// The first `count` whom a viewer is shown at a time. `expected_today` is how often people were shown today so far, on
/// average.
pub(super) fn page(platform: &Platform, viewer: u32, count: usize, now: Now, expected_today: f64) -> Vec<u32> {
    let sight = Sight::of(platform, viewer, now);
    let there = platform.left(viewer).iter().copied().filter(|number| platform.town.is_there(*number, now));
    let pool: Vec<_> = there.take(POOL).collect();
    let policy = platform.policy;
    let ranked = pool.iter().map(|number| {
        let shown = if policy.discounts { platform.shown_today(*number) } else { 0 };
        sight.ranked(*number, z_rank(sight.logit(*number, |belief| belief), shown, expected_today))
    });
    let is_new = |number: &&u32| policy.draws && platform.is_new(**number, now);
    let drawn = pool.iter().filter(is_new).map(|number| {
        let key = platform.town.draw_key(viewer, *number, now.day);
        sight.ranked(*number, sight.logit(*number, |belief| draw(&belief, key)))
    });
    // Whoever a slot was drawn for is not shown again further down.
    shown(best(ranked, 2 * count), best(drawn, 2 * count), count)
}

impl Platform<'_> {
    fn is_new(&self, number: u32, now: Now) -> bool {
        lacking_impressions(now.seconds_since(self.town.joined(number)), self.shown(number)) > 0
    }
}

/// One person's view of the others.
struct Sight<'a> {
    platform: &'a Platform<'a>,
    viewer: u32,
    now: Now,
    own: Posterior,
}

impl<'a> Sight<'a> {
    fn of(platform: &'a Platform<'a>, viewer: u32, now: Now) -> Self {
        Self { platform, viewer, now, own: platform.own_posterior(viewer, now.fade()) }
    }

    fn logit(&self, number: u32, believed: impl FnOnce(Posterior) -> Posterior) -> f64 {
        if !self.platform.policy.scores {
            return 0.0;
        }
        let town = self.platform.town;
        let (one, other) = (town.resident(self.viewer), town.resident(number));
        let belief = believed(self.platform.posterior_for(self.viewer, number, self.now.fade()));
        town.scorer().logits((&one.person(), &self.own), (&other.person(), &belief), one.band(other)).logit()
    }

    fn ranked(&self, number: u32, z: f64) -> Ranked {
        let sides = if self.platform.policy.pairs {
            [self.viewer.min(number), self.viewer.max(number)]
        } else {
            [self.viewer, number]
        };
        Ranked { z, tie: self.platform.town.tie(sides), number }
    }
}

/// The best `count`, in order.
fn best(people: impl Iterator<Item = Ranked>, count: usize) -> VecDeque<u32> {
    let order = |one: &Ranked, other: &Ranked| {
        other.z.total_cmp(&one.z).then(one.tie.cmp(&other.tie)).then(one.number.cmp(&other.number))
    };
    let mut people: Vec<_> = people.collect();
    if people.len() > count {
        people.select_nth_unstable_by(count, order);
        people.truncate(count);
    }
    people.sort_unstable_by(order);
    people.into_iter().map(|one| one.number).collect()
}

/// Slot by slot: the best of the new people where a slot is drawn and there are any, the best otherwise, nobody twice.
fn shown(mut ranked: VecDeque<u32>, mut drawn: VecDeque<u32>, count: usize) -> Vec<u32> {
    let mut taken = BTreeSet::new();
    let mut next = |list: &mut VecDeque<u32>| {
        while let Some(number) = list.pop_front() {
            if taken.insert(number) {
                return Some(number);
            }
        }
        None
    };
    let slot = |slot| {
        let new = if is_drawn(slot) { next(&mut drawn) } else { None };
        new.or_else(|| next(&mut ranked))
    };
    (0..count).map_while(slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_slot_goes_to_the_best_new_one_who_was_not_shown() {
        let list = |numbers: &[u32]| numbers.iter().copied().collect::<VecDeque<_>>();
        assert_eq!(shown(list(&[1, 2, 3, 4, 5, 6]), list(&[2, 6, 5]), 5), [1, 2, 3, 6, 4]);
        assert_eq!(shown(list(&[1, 2, 3, 4, 5]), list(&[]), 9), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_best_come_first_and_equals_by_their_tie() {
        let one = |number, z, tie| Ranked { z, tie, number };
        let people = || [one(1, 0.5, 9), one(2, 0.7, 8), one(3, 0.5, 7), one(4, -2.0, 0)].into_iter();
        assert_eq!(best(people(), 3), [2, 3, 1]);
        assert_eq!(best(people(), 9), [2, 3, 1, 4]);
    }
}
