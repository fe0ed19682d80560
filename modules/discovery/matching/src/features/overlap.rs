//! What two ascending lists have in common.

use super::Rarity;

/// Counts of two lists and of what is in both.
pub(super) struct Overlap {
    /// How many are in both.
    pub count: f32,
    /// The sum of their weights.
    pub rarity: f32,
    /// How many are in either.
    either: f32,
}

impl Overlap {
    /// Compares each with each. For lists as short as people's this is faster than walking both: four comparisons are
    /// one instruction, and there is no branch that a processor would guess wrong half the time.
    pub fn of(one: &[u32], other: &[u32], rarity: &Rarity) -> Self {
        let (fours, rest) = other.as_chunks::<4>();
        let (mut count, mut weight) = (0, 0.0);
        for number in one {
            let mut found = [false; 4];
            for four in fours {
                for (found, candidate) in found.iter_mut().zip(four) {
                    *found |= candidate == number;
                }
            }
            if found != [false; 4] || rest.contains(number) {
                count += 1;
                weight += rarity.get(*number as usize).map_or(0.0, |weight| weight.max(0.0));
            }
        }
        Self { count: count as f32, rarity: weight, either: (one.len() + other.len() - count) as f32 }
    }

    /// What is in both over what is in either.
    pub fn jaccard(&self) -> f32 {
        self.count / self.either.max(1.0)
    }
}
